// The goal of a VDVAE's training: the ELBO, the least distortion at a given rate, or the least rate at a given distortion.

using System.Text.Json.Serialization;
using Hvae.Objectives;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>The three kinds of training of Shu22.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GoalKind>))]
public enum GoalKind
{
    /// <summary>Conventional training (Section 3.2).</summary>
    Elbo,

    /// <summary>min D subject to R ≤ τ (Eq. 1). The target τ is R_K of another model, whose evaluation is the training's input.</summary>
    RateTargeted,

    /// <summary>min R subject to D ≤ δ (Eq. 2).</summary>
    DistortionTargeted,
}

/// <summary>The goal as it stands in the configuration of a job.</summary>
/// <param name="Kind">Kind of the training.</param>
public sealed record TrainingGoal(GoalKind Kind)
{
    /// <summary>The conventional training.</summary>
    public static TrainingGoal Elbo { get; } = new(GoalKind.Elbo);

    /// <summary>
    /// Target δ of a distortion-targeted training, a squared error per dimension on the [−1, 1] scale; null for other trainings.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Distortion { get; init; }

    /// <summary>Rule by which the Lagrange multiplier moves; null for trainings without a target.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MultiplierSizes? Multiplier { get; init; }
}

/// <summary>The rule by which the Lagrange multiplier of a constrained training moves.</summary>
/// <param name="IsForShortRuns">
/// Whether it is <see cref="LagrangeSettings.ForShortRuns"/>. Otherwise it is the rule that the paper cites, which ignores the other
/// values.
/// </param>
/// <param name="InitialOfRate">First value of the multiplier where the rate is bounded: squared error that a nat is worth.</param>
/// <param name="InitialOfDistortion">
/// First value of the multiplier where the distortion is bounded, times the target: nats per dimension that a share of the target is
/// worth. For a model with R = −c ln D it is c.
/// </param>
/// <param name="Rest">Number of steps of the model before the multiplier moves.</param>
public sealed record MultiplierSizes(bool IsForShortRuns, double InitialOfRate, double InitialOfDistortion, long Rest)
{
    /// <summary>Returns the settings of the multiplier for a target.</summary>
    /// <param name="bounded">The term that has the target.</param>
    /// <param name="target">τ or δ, per dimension.</param>
    public LagrangeSettings Settings(BoundedTerm bounded, double target)
    {
        if (!IsForShortRuns) return new();
        var initial = bounded == BoundedTerm.Rate ? InitialOfRate : InitialOfDistortion / target;
        return LagrangeSettings.ForShortRuns(initial, target) with { Rest = Rest };
    }

    internal IEnumerable<string> Mistakes()
    {
        if (!(InitialOfRate > 0) || !(InitialOfDistortion > 0) || Rest < 0)
            yield return
                "progressiveCoding.multiplier needs an initialOfRate and an initialOfDistortion above 0, and a rest of at least 0";
    }
}

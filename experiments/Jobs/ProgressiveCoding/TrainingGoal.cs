// What a VDVAE is trained for: the ELBO, least distortion at a given rate, or least rate at a given distortion.

using System.Text.Json.Serialization;
using Hvae.Objectives;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>The three trainings of Shu22.</summary>
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

/// <summary>An objective as it stands in a job's configuration.</summary>
/// <param name="Kind">Which.</param>
public sealed record TrainingGoal(GoalKind Kind)
{
    /// <summary>The conventional training.</summary>
    public static TrainingGoal Elbo { get; } = new(GoalKind.Elbo);

    /// <summary>δ of a distortion-targeted training: squared error per dimension on the [−1, 1] scale; null for the others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Distortion { get; init; }

    /// <summary>How the multiplier moves; null without a constraint.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MultiplierSizes? Multiplier { get; init; }
}

/// <summary>How the Lagrange multiplier of a constrained training moves.</summary>
/// <param name="IsForShortRuns">By <see cref="LagrangeSettings.ForShortRuns"/> instead of the rule that the paper cites, for which the others have no meaning.</param>
/// <param name="InitialOfRate">The start for a bounded rate: squared error that a nat is worth.</param>
/// <param name="InitialOfDistortion">
/// The start for a bounded distortion, times the target: nats per dimension that a share of the target is worth. So it is c where
/// R = −c ln D.
/// </param>
/// <param name="Rest">Steps of the model before the multiplier moves.</param>
public sealed record MultiplierSizes(bool IsForShortRuns, double InitialOfRate, double InitialOfDistortion, long Rest)
{
    /// <summary>The settings for a target.</summary>
    /// <param name="bounded">Which term is bounded.</param>
    /// <param name="target">Its bound, per dimension.</param>
    public LagrangeSettings Settings(BoundedTerm bounded, double target)
    {
        if (!IsForShortRuns) return new();
        var initial = bounded == BoundedTerm.Rate ? InitialOfRate : InitialOfDistortion / target;
        return LagrangeSettings.ForShortRuns(initial, target) with { Rest = Rest };
    }

    internal IEnumerable<string> Mistakes()
    {
        if (!(InitialOfRate > 0) || !(InitialOfDistortion > 0) || Rest < 0)
            yield return "progressiveCoding.multiplier needs an initialOfRate and an initialOfDistortion above 0, and a rest of at least 0";
    }
}

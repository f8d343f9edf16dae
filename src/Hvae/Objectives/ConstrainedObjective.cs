// The two constrained objectives of Shu22: least distortion at a given rate, and least rate at a given distortion.

using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>Which of the two terms has a bound; the other is minimised.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BoundedTerm>))]
public enum BoundedTerm
{
    /// <summary>Rate-targeted: min D subject to R ≤ τ (Shu22 Eq. 1).</summary>
    Rate,

    /// <summary>Distortion-targeted: min R subject to D ≤ δ (Shu22 Eq. 2).</summary>
    Distortion,
}

/// <summary>Computes rate and distortion of a batch.</summary>
/// <param name="batch">The images.</param>
/// <param name="noise">The model's own source of noise.</param>
/// <returns>Scalars, differentiable: means over the batch, each in the unit of its target; both per image or both per dimension.</returns>
public delegate (Tensor Rate, Tensor Distortion) RateDistortionPass(TrainingBatch batch, Generator noise);

/// <summary>
/// The Lagrangian primary + λ · (bounded − target) with a fixed target (unlike GECO, which lets it fall). The model descends on it,
/// and λ ascends after each step of the model, on the same batch.
/// </summary>
/// <param name="Bounded">Which term has the bound.</param>
/// <param name="Target">τ in nats or δ, in the unit of the pass.</param>
public sealed record ConstrainedObjective(BoundedTerm Bounded, double Target)
{
    /// <summary>Version of the numeric code of the Lagrangian and its multiplier: part of the identity of all that is trained with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>How λ moves.</summary>
    public LagrangeSettings Multiplier { get; init; } = new();

    /// <summary>The multiplier of a new training; a trainer needs it beside the objective.</summary>
    public LagrangeMultiplier StartMultiplier() => new(Multiplier);

    /// <summary>The loss and its terms for a batch.</summary>
    /// <param name="rate">Scalar.</param>
    /// <param name="distortion">Scalar.</param>
    /// <param name="multiplier">λ now.</param>
    public LossTerms Evaluate(Tensor rate, Tensor distortion, double multiplier)
    {
        var (primary, bounded) = Bounded == BoundedTerm.Rate ? (distortion, rate) : (rate, distortion);
        var violation = bounded - Target;
        return new(primary + (multiplier * violation), [("rate", rate), ("distortion", distortion)])
        {
            Numbers = [("target", Target), ("multiplier", multiplier)],
            Violation = violation,
        };
    }

    /// <summary>The objective of training a model.</summary>
    /// <param name="pass">Rate and distortion by the model.</param>
    /// <param name="multiplier">From <see cref="StartMultiplier"/>; the same object goes to the trainer.</param>
    public Objective For(RateDistortionPass pass, LagrangeMultiplier multiplier) => (batch, noise) =>
    {
        var (rate, distortion) = pass(batch, noise);
        return Evaluate(rate, distortion, multiplier.Value);
    };
}

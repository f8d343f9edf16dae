// The two constrained objectives of Shu22, least distortion at a given rate and least rate at a given distortion, and their multiplier.

using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>The term that has a bound; the other term is minimised.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BoundedTerm>))]
public enum BoundedTerm
{
    /// <summary>Rate-targeted: min D subject to R ≤ τ (Shu22 Eq. 1).</summary>
    Rate,

    /// <summary>Distortion-targeted: min R subject to D ≤ δ (Shu22 Eq. 2).</summary>
    Distortion,
}

/// <summary>Computes rate and distortion of a batch.</summary>
/// <param name="batch">The batch of images.</param>
/// <param name="noise">The model's own generator of noise.</param>
/// <returns>
/// Two differentiable scalars, means over the batch, each in the unit of its target; both per image or both per dimension.
/// </returns>
public delegate (Tensor Rate, Tensor Distortion) RateDistortionPass(TrainingBatch batch, Generator noise);

/// <summary>
/// The Lagrangian primary + λ · (bounded − target) with a fixed target (GECO lowers its target during training). The model descends on
/// it, and λ ascends on the same batch after each step of the model.
/// </summary>
/// <param name="Bounded">The term that has the bound.</param>
/// <param name="Target">The bound: τ in nats or δ, in the unit of the pass.</param>
public sealed record ConstrainedObjective(BoundedTerm Bounded, double Target)
{
    /// <summary>The rule by which λ moves.</summary>
    public LagrangeSettings Multiplier { get; init; } = new();

    /// <summary>Returns the multiplier of a new training, which the trainer needs as well.</summary>
    public LagrangeMultiplier StartMultiplier() => new(Multiplier);

    /// <summary>Computes the loss of a batch and its terms.</summary>
    /// <param name="rate">Rate of the batch, a scalar.</param>
    /// <param name="distortion">Distortion of the batch, a scalar.</param>
    /// <param name="multiplier">Present value of λ.</param>
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

    /// <summary>Returns the objective of training a model.</summary>
    /// <param name="pass">Computes rate and distortion by the model.</param>
    /// <param name="multiplier">Multiplier from <see cref="StartMultiplier"/>; the trainer takes the same object.</param>
    public Objective For(RateDistortionPass pass, LagrangeMultiplier multiplier) => (batch, noise) =>
    {
        var (rate, distortion) = pass(batch, noise);
        return Evaluate(rate, distortion, multiplier.Value);
    };
}

/// <summary>The quantity to which a step of ascent is added.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MultiplierScale>))]
public enum MultiplierScale
{
    /// <summary>The multiplier itself, as in the public code of the Lagrangian VAE.</summary>
    Linear,

    /// <summary>
    /// The multiplier's logarithm, so that a step changes the multiplier by the same share at any value. This is our own addition for
    /// short runs; neither paper has it.
    /// </summary>
    Logarithmic,
}

/// <summary>
/// The rule by which a multiplier moves. The defaults are those of the Lagrangian VAE's public code (Zhao et al., 2018), which Shu22
/// cites: it starts at 1.0, moves by RMSProp at rate 1e-4 with TensorFlow's defaults, and is clipped to [0.001, 100]. At that rate it
/// needs about 10,000 steps for each unit; a much shorter run needs a larger <see cref="Rate"/>.
/// </summary>
public sealed record LagrangeSettings
{
    /// <summary>
    /// The multiplier at the start. A guess of its optimum (minus the slope of the rate-distortion curve) saves most of the steps.
    /// </summary>
    public double Initial { get; init; } = 1;

    /// <summary>Step size of the ascent.</summary>
    public double Rate { get; init; } = 1e-4;

    /// <summary>Smallest value of the multiplier.</summary>
    public double Least { get; init; } = 0.001;

    /// <summary>Largest value of the multiplier.</summary>
    public double Most { get; init; } = 100;

    /// <summary>Share of the mean square that a step keeps, in [0, 1).</summary>
    public double Decay { get; init; } = 0.9;

    /// <summary>Number that is added to the mean square under the root.</summary>
    public double Epsilon { get; init; } = 1e-10;

    /// <summary>
    /// The mean square at the start. TensorFlow's is 1, which makes the first hundred steps short when violations are far below 1.
    /// </summary>
    public double InitialMeanSquare { get; init; } = 1;

    /// <summary>The quantity to which a step is added.</summary>
    public MultiplierScale Scale { get; init; }

    /// <summary>
    /// Number of steps of the model before the multiplier first moves. An untrained model violates a bounded distortion whatever the
    /// multiplier is, so without this rest the multiplier would only rise.
    /// </summary>
    public long Rest { get; init; }

    /// <summary>
    /// Returns a rule for runs of some hundred steps or more, which deviates from the public code in three ways. Steps are shares of the
    /// multiplier (about 3 %, a factor of ten in some 80 steps at any value). Steps shrink once the violation is below a third of the
    /// target, where RMSProp would continue with steps of full size. The start can be a guess. The model's learning rate should not fall
    /// to 0 during the run, or the multiplier moves while the model no longer follows. An average of the weights reduces the noise at the
    /// end; it should cover fewer steps than the multiplier takes to settle, or it averages models with other rates.
    /// </summary>
    /// <param name="initial">
    /// Guess of the multiplier. It should rather be too small for a bounded rate and too large for a bounded distortion: the model then
    /// learns to use its latents first and lowers its rate later. Latents that collapse first recover slowly.
    /// </param>
    /// <param name="target">Target of the constraint, positive; the violation is measured against it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Thrown when the target is not a positive number.</exception>
    public static LagrangeSettings ForShortRuns(double initial, double target)
    {
        if (!(target > 0 && double.IsFinite(target)))
            throw new ArgumentOutOfRangeException(nameof(target), target, "The rule for short runs needs a positive target.");
        return new()
        {
            Initial = initial,
            Rate = 0.03,
            Most = 10_000,
            Epsilon = 0.09 * target * target,
            InitialMeanSquare = 0,
            Scale = MultiplierScale.Logarithmic,
        };
    }
}

/// <summary>The state of a multiplier, which is part of a training's checkpoints.</summary>
/// <param name="Value">Value of the multiplier.</param>
/// <param name="MeanSquare">Mean square of its gradient.</param>
/// <param name="Steps">Number of the model's steps so far.</param>
public readonly record struct MultiplierState(double Value, double MeanSquare, long Steps);

/// <summary>λ in primary + λ · (constraint − target), at least 0, moved by gradient ascent.</summary>
/// <param name="settings">The rule by which it moves.</param>
public sealed class LagrangeMultiplier(LagrangeSettings settings)
{
    /// <summary>Value, mean square and steps. It is set when a training continues from a checkpoint.</summary>
    public MultiplierState State { get; set; } = new(settings.Initial, settings.InitialMeanSquare, Steps: 0);

    /// <summary>Present value of λ.</summary>
    public double Value => State.Value;

    /// <summary>
    /// Makes one step of RMSProp along ∂/∂λ = <paramref name="violation"/> = g: v ← decay · v + (1 − decay) · g²,
    /// λ ← λ + rate · g/√(v + ε) (or the same for ln λ), then clips λ. During <see cref="LagrangeSettings.Rest"/> it only counts the step.
    /// </summary>
    /// <param name="violation">constraint − target on the batch of the model's last step.</param>
    public void Ascend(double violation)
    {
        var steps = State.Steps + 1;
        if (steps <= settings.Rest)
        {
            State = State with { Steps = steps };
            return;
        }

        var meanSquare = (settings.Decay * State.MeanSquare) + ((1 - settings.Decay) * violation * violation);
        var step = settings.Rate * violation / Math.Sqrt(meanSquare + settings.Epsilon);
        var moved = settings.Scale == MultiplierScale.Logarithmic ? Value * Math.Exp(step) : Value + step;
        State = new(Math.Clamp(moved, settings.Least, settings.Most), meanSquare, steps);
    }
}

// The multiplier of a constraint with a fixed target: it rises while the constraint is violated, and falls while there is room.

using System.Text.Json.Serialization;

namespace Hvae.Objectives;

/// <summary>What a step of ascent is added to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MultiplierScale>))]
public enum MultiplierScale
{
    /// <summary>The multiplier, as in the public code of the Lagrangian VAE.</summary>
    Linear,

    /// <summary>Its logarithm, so that a step changes it by the same share wherever it is. Our own addition for short runs: neither paper has it.</summary>
    Logarithmic,
}

/// <summary>
/// How a multiplier moves. The defaults are the rule of the Lagrangian VAE's public code (Zhao et al., 2018), which Shu22 cites for
/// its own: from 1.0, RMSProp at rate 1e-4 with TensorFlow's defaults, clipped to [0.001, 100]. At that rate it needs about 10,000
/// steps for each unit; a run much shorter than that needs a larger <see cref="Rate"/>.
/// </summary>
public sealed record LagrangeSettings
{
    /// <summary>The multiplier at the start. Where the optimum can be guessed (minus the slope of the rate-distortion curve) it saves most of the way.</summary>
    public double Initial { get; init; } = 1;

    /// <summary>Step size of the ascent.</summary>
    public double Rate { get; init; } = 1e-4;

    /// <summary>The multiplier's least value.</summary>
    public double Least { get; init; } = 0.001;

    /// <summary>The multiplier's greatest value.</summary>
    public double Most { get; init; } = 100;

    /// <summary>Share of the mean square that a step keeps, in [0, 1).</summary>
    public double Decay { get; init; } = 0.9;

    /// <summary>Added to the mean square under the root.</summary>
    public double Epsilon { get; init; } = 1e-10;

    /// <summary>The mean square at the start; TensorFlow's is 1, which makes the first hundred steps short where violations are far below 1.</summary>
    public double InitialMeanSquare { get; init; } = 1;

    /// <summary>What a step is added to.</summary>
    public MultiplierScale Scale { get; init; }

    /// <summary>
    /// Steps of the model before the multiplier first moves. An untrained model violates a bounded distortion whatever the
    /// multiplier is, which would only drive it up meanwhile.
    /// </summary>
    public long Rest { get; init; }

    /// <summary>
    /// A rule for runs of some hundred steps or more, which deviates from the public code in three ways: steps are shares of the
    /// multiplier (about 3 %, a factor of ten in some 80 steps wherever it is); they shrink once the violation is below a third of
    /// the target, where RMSProp would go on with steps of full size around it; and the start can be a guess. The model's own rate
    /// should not fall to 0 meanwhile, or the multiplier moves on while the model no longer follows; to quieten the end, average,
    /// but over fewer steps than the multiplier takes to settle, or the average is of models with other rates.
    /// </summary>
    /// <param name="initial">
    /// The guess: for a bounded rate rather too small, for a bounded distortion rather too large. The model then first learns to use
    /// its latents and gives rate back later; where the latents collapse first, they come back slowly.
    /// </param>
    /// <param name="target">Of the constraint, positive: the violation is measured against it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The target is not a positive number.</exception>
    public static LagrangeSettings ForShortRuns(double initial, double target)
    {
        if (!(target > 0 && double.IsFinite(target))) throw new ArgumentOutOfRangeException(nameof(target), target, "A rule for short runs measures violations against the target, which is a positive number.");
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

/// <summary>All that a multiplier remembers; part of a training's checkpoints.</summary>
/// <param name="Value">The multiplier.</param>
/// <param name="MeanSquare">Of its gradient.</param>
/// <param name="Steps">Of the model so far.</param>
public readonly record struct MultiplierState(double Value, double MeanSquare, long Steps);

/// <summary>λ in primary + λ · (constraint − target), at least 0, moved by gradient ascent.</summary>
/// <param name="settings">How it moves.</param>
public sealed class LagrangeMultiplier(LagrangeSettings settings)
{
    /// <summary>Value, mean square and steps; set to go on from a checkpoint.</summary>
    public MultiplierState State { get; set; } = new(settings.Initial, settings.InitialMeanSquare, Steps: 0);

    /// <summary>λ.</summary>
    public double Value => State.Value;

    /// <summary>
    /// One step of RMSProp along ∂/∂λ = <paramref name="violation"/> = g: v ← decay · v + (1 − decay) · g²,
    /// λ ← λ + rate · g/√(v + ε) (or ln λ likewise), then clipped. Nothing but a count during <see cref="LagrangeSettings.Rest"/>.
    /// </summary>
    /// <param name="violation">constraint − target of the batch that the model has just learnt from.</param>
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

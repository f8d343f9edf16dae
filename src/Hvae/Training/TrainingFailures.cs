// Errors that end a training run: the loss is no longer a finite number, or too many updates in a row are skipped.

namespace Hvae.Training;

/// <summary>Thrown when a model has no result and continuing from its checkpoint would fail again.</summary>
/// <param name="step">The step at which it happened, from 1.</param>
/// <param name="message">What happened, and what to try.</param>
public abstract class TrainingFailedException(long step, string message)
    : Exception(message)
{
    /// <summary>The step at which it happened, from 1.</summary>
    public long Step { get; } = step;
}

/// <summary>Thrown when the loss is no longer a finite number, which further training would spread to all weights.</summary>
/// <param name="step">The step at which it happened, from 1.</param>
/// <param name="loss">Value of the loss.</param>
public sealed class NonFiniteLossException(long step, double loss)
    : TrainingFailedException(
        step,
        $"The loss became {loss} at step {step}; this model has no result. "
        + "Try another seed, a smaller learning rate or less extreme betas.")
{
    /// <summary>Value of the loss.</summary>
    public double Loss { get; } = loss;
}

/// <summary>Thrown when so many updates in a row were skipped that the training does not recover.</summary>
/// <param name="step">The last of the steps, counted from 1.</param>
/// <param name="inARow">Number of updates that were skipped in a row.</param>
/// <param name="norm">The last norm of all gradients before clipping; NaN when the loss was not a finite number.</param>
/// <param name="limit">Norm from which on updates are skipped; null when only updates without a finite norm are skipped.</param>
public sealed class SkippedUpdatesException(long step, long inARow, double norm, double? limit)
    : TrainingFailedException(
        step,
        $"{inARow} updates in a row were skipped, the last at step {step} {Reason(norm, limit)}; "
        + $"this model has no result. {Remedy(norm)}")
{
    /// <summary>The last norm of all gradients before clipping; NaN when the loss was not a finite number.</summary>
    public double Norm { get; } = norm;

    private static string Reason(double norm, double? limit) => double.IsFinite(norm)
        ? $"with a gradient norm of {norm:G4}, where the limit is {limit:G4}"
        : $"with a gradient norm of {norm}";

    private static string Remedy(double norm) => double.IsFinite(norm)
        ? "Raise the limit from which updates are skipped, or try a smaller learning rate, a longer warm-up or another seed."
        : "Try a smaller learning rate, a longer warm-up, a lower norm to which gradients are clipped, or another seed.";
}

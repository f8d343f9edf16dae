// How a training fails without hope: the loss is no longer a number, or the updates never recover.

namespace Hvae.Training;

/// <summary>This model has no result, and going on from its checkpoint would only fail again.</summary>
/// <param name="step">The step at which it happened, from 1.</param>
/// <param name="message">What happened, and what to try.</param>
public abstract class TrainingFailedException(long step, string message)
    : Exception(message)
{
    /// <summary>The step at which it happened, from 1.</summary>
    public long Step { get; } = step;
}

/// <summary>The loss is no longer a number; training on would only spread it.</summary>
/// <param name="step">The step at which it happened, from 1.</param>
/// <param name="loss">The value.</param>
public sealed class NonFiniteLossException(long step, double loss)
    : TrainingFailedException(step, $"The loss became {loss} at step {step}; this model has no result. Try another seed, a smaller learning rate or less extreme betas.")
{
    /// <summary>The value.</summary>
    public double Loss { get; } = loss;
}

/// <summary>So many updates in a row were skipped that the training does not recover.</summary>
/// <param name="step">The last of the steps, from 1.</param>
/// <param name="inARow">How many.</param>
/// <param name="norm">The last norm of all gradients before clipping; not a number where the loss was none.</param>
/// <param name="limit">From which norm on updates are skipped; null when only those without a finite norm are.</param>
public sealed class SkippedUpdatesException(long step, long inARow, double norm, double? limit)
    : TrainingFailedException(step, $"{inARow} updates in a row were skipped, the last at step {step} {Reason(norm, limit)}; this model has no result. {Remedy(norm)}")
{
    /// <summary>The last norm of all gradients before clipping; not a number where the loss was none.</summary>
    public double Norm { get; } = norm;

    private static string Reason(double norm, double? limit) => double.IsFinite(norm)
        ? $"with a gradient norm of {norm:G4} where {limit:G4} is the limit"
        : $"with a gradient norm of {norm}";

    private static string Remedy(double norm) => double.IsFinite(norm)
        ? "Raise the limit from which updates are skipped, or try a smaller learning rate, a longer warm-up or another seed."
        : "Try a smaller learning rate, a longer warm-up, a lower norm to which gradients are clipped, or another seed.";
}

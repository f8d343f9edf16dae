// What became of the updates of the running epoch.

namespace Hvae.Training;

/// <summary>Counts for the log, and for the end of a training that does not recover; part of checkpoints.</summary>
internal sealed record UpdateTally
{
    /// <summary>Before the first step.</summary>
    public static UpdateTally None { get; } = new();

    /// <summary>Sum of the gradients' norms that were finite.</summary>
    public double Norms { get; init; }

    /// <summary>How many norms were finite.</summary>
    public long Finite { get; init; }

    /// <summary>Updates skipped in this epoch.</summary>
    public long Skipped { get; init; }

    /// <summary>Updates skipped since the last one that was made, over the ends of epochs.</summary>
    public long SkippedInARow { get; init; }

    /// <summary>Images whose loss was no finite number: they are in no mean of the epoch.</summary>
    public long ImagesWithoutLoss { get; init; }

    /// <summary>Mean norm, of those that were finite; null when none was.</summary>
    public double? MeanNorm => Finite == 0 ? null : Norms / Finite;

    /// <summary>After one more step.</summary>
    /// <param name="norm">Of its gradients before clipping.</param>
    /// <param name="updated">Whether its update was made.</param>
    public UpdateTally Add(double norm, bool updated) => this with
    {
        Norms = double.IsFinite(norm) ? Norms + norm : Norms,
        Finite = double.IsFinite(norm) ? Finite + 1 : Finite,
        Skipped = updated ? Skipped : Skipped + 1,
        SkippedInARow = updated ? 0 : SkippedInARow + 1,
    };

    /// <summary>At the beginning of the next epoch.</summary>
    public UpdateTally NextEpoch() => None with { SkippedInARow = SkippedInARow };
}

// Tells whether a job that was stopped and started again gets anywhere.

using System.Globalization;
using Repro.Records;

namespace Repro.Execution.Slurm;

/// <summary>Where a job stands on disk.</summary>
/// <param name="Files">Name, length and time of each of the handler's files.</param>
/// <param name="Fraction">Share of the work done, as it was last reported; 0 to 1.</param>
internal sealed record CheckpointMark(string Files, double Fraction)
{
    /// <summary>More stops in a row than this without a newer checkpoint, and the job is given up.</summary>
    public const int MostIdleStarts = 4;

    public static CheckpointMark Nothing { get; } = new("", 0);

    /// <summary>The mark of a job's folder.</summary>
    public static CheckpointMark Of(string folder) => new(
        string.Join(' ', ArtifactStore.HandlerFiles(folder).Select(name => new FileInfo(Path.Combine(folder, name)))
            .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Name}:{(file.Exists ? file.Length : 0)}:{file.LastWriteTimeUtc.Ticks}"))),
        ProgressFile.Last(folder)?.Fraction ?? 0);

    /// <summary>
    /// A checkpoint that is written anew without a step between is none; nor is progress of which no file is left, because the next
    /// start makes the same again.
    /// </summary>
    public bool IsNewerThan(CheckpointMark before) => Files.Length > 0 && Files != before.Files && Fraction > before.Fraction;
}

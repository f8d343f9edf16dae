// Where the tables and figures of a target go: never over those of a better run. Figures that are replaced are kept.

using Repro.Figures;
using Repro.Plans;
using Repro.Records;
using Shared;

namespace Repro.Execution;

/// <summary>What a target's tables and figures were made of. It is kept beside them.</summary>
/// <param name="StandIns">Number of stand-ins among the data sets.</param>
/// <param name="MissingResults">Number of jobs without a result.</param>
internal sealed record MadeOf(int StandIns, int MissingResults)
{
    /// <summary>When the run began, in UTC, as in the records; null in files of older programs.</summary>
    public string? Started { get; init; }

    /// <summary>Whether tables and figures of this must not replace those of <paramref name="other"/>.</summary>
    public bool IsWorseThan(MadeOf other) => (StandIns, MissingResults).CompareTo((other.StandIns, other.MissingResults)) > 0;
}

/// <summary>Chooses the folder of a target's tables and figures, and keeps the figures that are there.</summary>
/// <param name="results">Folder of the preset's results.</param>
internal sealed class OutputPlace(string results)
{
    /// <summary>Name of the folder, within that of the results, of figures that later runs have replaced.</summary>
    internal const string Earlier = "earlier";

    /// <summary>Names of the folders, within that of the results, for output that must not replace better output.</summary>
    internal const string StandIn = "stand-in", Incomplete = "incomplete";

    private readonly List<(string Path, string Copy)> copies = [];

    /// <summary>
    /// Returns the folder of the results, or a folder in it named for what is worse when the tables and figures there are of a better run:
    /// one with fewer stand-ins, or with as many and fewer jobs without a result.
    /// </summary>
    /// <param name="target">Name of the target.</param>
    /// <param name="conclusion">The tables and figures.</param>
    /// <param name="made">What they are made of.</param>
    /// <param name="notice">Called with a sentence for people when they go to another folder.</param>
    public string Of(string target, Conclusion conclusion, MadeOf made, Action<string> notice)
    {
        var folder = results;
        if (Kept(target, conclusion) is { } kept && made.IsWorseThan(kept))
        {
            var isStandIn = made.StandIns > kept.StandIns;
            folder = Path.Combine(results, isStandIn ? StandIn : Incomplete);
            notice($"{target}: its tables and figures are in {folder}, because "
                + (isStandIn ? "they are made from stand-ins" : $"{Counted.Of(made.MissingResults, "job")} of this run have no result")
                + $" and those in {results} are of a better run. To replace these too, delete {FileOf(results, target)} and the files "
                + "beside it that begin with that name.");
        }

        foreach (var figure in conclusion.Figures) Keep(FigureFiles.In(folder, figure.Name), Read(folder, target)?.Started);
        AtomicFile.WriteText(FileOf(folder, target), RecordJson.Text(made));
        return folder;
    }

    /// <summary>Deletes the copies of those files that are as they were, and folders that are empty then.</summary>
    public void ForgetUnchanged()
    {
        foreach (var (path, copy) in copies)
        {
            if (!File.Exists(path) || ResultFile.HashOfFile(path) != ResultFile.HashOfFile(copy)) continue;
            File.Delete(copy);
            for (var folder = Path.GetDirectoryName(copy)!; folder != results && !Directory.EnumerateFileSystemEntries(folder).Any();
                folder = Path.GetDirectoryName(folder)!)
                Directory.Delete(folder);
        }
    }

    /// <summary>Copies the files of a figure before they are replaced, to a folder named after the run that drew them.</summary>
    private void Keep(FigureFiles figure, string? started)
    {
        foreach (var path in new[] { figure.Png, figure.Svg, figure.Csv }.Where(File.Exists))
        {
            var run = (started ?? Ingestion.Time(new(File.GetLastWriteTimeUtc(path)))).Replace(':', '-');
            var copy = Path.Combine(results, Earlier, run, Path.GetRelativePath(results, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy, overwrite: true);
            copies.Add((path, copy));
        }
    }

    /// <summary>
    /// Returns what the tables and figures in the folder of the results are made of; null when there are none. Where nothing says it, they
    /// count as made from real images and all results.
    /// </summary>
    private MadeOf? Kept(string target, Conclusion conclusion)
    {
        var files = conclusion.Tables.Select(table => Path.Combine(results, table.Name + ".csv"))
            .Concat(conclusion.Figures.Select(figure => FigureFiles.In(results, figure.Name).Csv));
        return !files.Any(File.Exists) ? null : Read(results, target) ?? new(0, 0);
    }

    /// <summary>Returns what the tables and figures of a target in a folder are made of; null where nothing says it.</summary>
    internal static MadeOf? Read(string folder, string target) => RecordJson.TryReadFile<MadeOf>(FileOf(folder, target));

    private static string FileOf(string folder, string target) => Path.Combine(folder, target + ".made-of.json");
}

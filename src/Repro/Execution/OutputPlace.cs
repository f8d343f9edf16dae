// Where the tables and figures of a target go: never over those of a better run.

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
    /// <summary>Whether tables and figures of this must not replace those of <paramref name="other"/>.</summary>
    public bool IsWorseThan(MadeOf other) => (StandIns, MissingResults).CompareTo((other.StandIns, other.MissingResults)) > 0;
}

/// <summary>Chooses the folder of a target's tables and figures.</summary>
/// <param name="results">Folder of the preset's results.</param>
internal sealed class OutputPlace(string results)
{
    /// <summary>Names of the folders, within that of the results, for output that must not replace better output.</summary>
    internal const string StandIn = "stand-in", Incomplete = "incomplete";

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

        AtomicFile.WriteText(FileOf(folder, target), RecordJson.Text(made));
        return folder;
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

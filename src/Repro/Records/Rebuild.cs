// Makes the records anew from the artifacts, when the file is damaged, lost, or not believed.

using Repro.Plans;

namespace Repro.Records;

/// <summary>What a rebuild has done.</summary>
/// <param name="Results">Whole results that are in the new file.</param>
/// <param name="Damaged">Artifacts that could not be taken, each with the reason.</param>
/// <param name="Aside">Where the old file is; null when there was none.</param>
public sealed record RebuiltRecords(int Results, IReadOnlyList<string> Damaged, string? Aside)
{
    /// <summary>What no artifact knows.</summary>
    public const string NotRecovered =
        "Not recovered: when earlier runs were and how they ended, jobs that failed, and the tables, figures and claims of those runs. Run the targets again: their jobs are cached, so these are made anew in moments.";
}

/// <summary>Makes new records of all whole results.</summary>
public static class Rebuild
{
    /// <summary>The name of the run under which recovered jobs stand; no target has it.</summary>
    public const string RunName = "(rebuilt)";

    /// <summary>
    /// Writes a new file beside the old one and puts it in its place when it is whole; the old one is kept under a name with the date.
    /// Killed at any moment it leaves the old file, or the new one, or the old one under that name.
    /// </summary>
    /// <param name="path">The records' file.</param>
    /// <param name="store">Where artifacts are.</param>
    /// <param name="preset">The preset whose records these are; artifacts do not know, so results of all presets are taken.</param>
    /// <param name="facts">Facts about this machine, by name.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="RecordsException">The folder cannot be written.</exception>
    public static RebuiltRecords Run(string path, ArtifactStore store, Preset preset, IEnumerable<KeyValuePair<string, string>> facts, TimeProvider time)
    {
        var began = time.GetTimestamp();
        var fresh = path + ".rebuilding";
        RecordsDatabase.Remove(fresh);
        var damaged = new List<string>();
        var count = 0;
        using (var records = RecordsDatabase.Open(fresh))
        {
            var run = RunRecord.Begin(records, [RunName], preset, time.GetUtcNow());
            run.Environment(facts);
            records.Transact(() =>
            {
                foreach (var checks in store.AllChecks().Chunk(Ingestion.AtOnce))
                {
                    damaged.AddRange(checks.Select(each => each.Check).OfType<DamagedArtifact>().Select(bad => $"{bad.Path} {bad.Problem}"));
                    var rows = checks.AsParallel().AsOrdered().Where(each => each.Check is CompleteArtifact)
                        .Select(each => Row(each.Folder, ((CompleteArtifact)each.Check).Result)).ToList();
                    run.Jobs(rows);
                    count += rows.Count;
                }
            });
            run.End(time.GetUtcNow(), "Rebuilt", time.GetElapsedTime(began).TotalSeconds);
        }

        var aside = RecordsDatabase.PutAside(path, "replaced", time);
        RecordsDatabase.Move(fresh, path);
        return new(count, damaged, aside);
    }

    /// <summary>A result whose job nobody has planned in this run: what it computed stands in its own folder.</summary>
    private static JobRow Row(string folder, ResultRecord result) => new(
        result.Key, result.Kind, result.Label, ArtifactStore.ConfigurationIn(folder), folder, "cached", "recovered from its artifact", Error: null, Seconds: 0, result);
}

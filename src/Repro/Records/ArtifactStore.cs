// Where artifacts are, and which of them are whole.

using System.Text.Json.Nodes;
using Repro.Environments;
using Repro.Plans;
using Shared;

namespace Repro.Records;

/// <summary>What an interrupted job has left in its folder.</summary>
/// <param name="Files">Names of the handler's files in the folder.</param>
/// <param name="Last">How far the job was; null when it is not known.</param>
public sealed record CheckpointTrace(IReadOnlyList<string> Files, ProgressLine? Last);

/// <summary>The folders <c>&lt;root&gt;/&lt;kind&gt;/&lt;key&gt;/</c>.</summary>
/// <param name="root">Root folder of the artifacts; it is made when it is needed.</param>
/// <param name="committed">Results that take the place of artifacts that are missing; null for none.</param>
public sealed class ArtifactStore(string root, CommittedResults? committed = null)
{
    internal const string ConfigurationFile = "config.json";
    internal const string ConfigurationMember = "configuration";
    internal const string LogFile = "log.txt";
    internal const string LockFile = "running.lock";

    private static readonly HashSet<string> OwnFiles =
        [ResultFile.Name, ResultFile.HashName, FailureRecord.FileName, ProgressFile.Name, ConfigurationFile, LogFile, LockFile,
            CommittedResult.LeftOutFile];

    /// <summary>Full path of the root folder.</summary>
    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Returns the folder of a job, which may not exist yet.</summary>
    public string FolderOf(Job job) => Path.Combine(Root, job.Kind, job.Key);

    /// <summary>Returns the path of a job's log.</summary>
    public string LogOf(Job job) => Path.Combine(FolderOf(job), LogFile);

    /// <summary>Verifies the result of a job and all its files. Whatever the folder holds, it does not throw.</summary>
    public ArtifactCheck Check(Job job) => ResultFile.Check(FolderOf(job), job.Kind, job.Key);

    /// <summary>
    /// Verifies the result of a job. Where the folder has no whole result, the committed one is the result, of which the folder may have
    /// nothing.
    /// </summary>
    /// <exception cref="CommittedResultsException">Thrown when the committed results cannot be read.</exception>
    public ArtifactCheck Find(Job job) => OrCommitted(job, Check(job));

    /// <summary>Does the same for several jobs, in their order.</summary>
    /// <exception cref="CommittedResultsException">Thrown when the committed results cannot be read.</exception>
    public IReadOnlyList<ArtifactCheck> Find(IReadOnlyList<Job> jobs) =>
        [.. jobs.Zip(jobs.AsParallel().AsOrdered().Select(Check).ToList(), OrCommitted)];

    private ArtifactCheck OrCommitted(Job job, ArtifactCheck check) => check is CompleteArtifact ? check
        : committed?.Find(job.Kind, job.Key) is { } found ? new CompleteArtifact(found.Result) { LeftOut = found.LeftOut } : check;

    /// <summary>Returns committed results of a kind that are no artifacts here, with the folders that they would have.</summary>
    /// <exception cref="CommittedResultsException">Thrown when the committed results cannot be read.</exception>
    internal IEnumerable<(string Folder, CommittedResult Result)> Committed(string kind) =>
        from result in committed?.Of(kind) ?? []
        let folder = Path.Combine(Root, kind, result.Result.Key)
        where ResultFile.Check(folder, kind, result.Result.Key) is not CompleteArtifact
        select (folder, result);

    /// <summary>Writes committed results as artifacts where the folder has no whole result.</summary>
    /// <exception cref="CommittedResultsException">Thrown when the committed results cannot be read.</exception>
    /// <exception cref="IOException">Thrown when the folder cannot be written.</exception>
    internal void Restore(IEnumerable<(string Kind, string Key)> results)
    {
        var wanted = results.ToHashSet();
        foreach (var (folder, result) in wanted.Select(each => each.Kind).Distinct().SelectMany(Committed).ToList())
            if (wanted.Contains((result.Result.Kind, result.Result.Key))) result.WriteTo(folder, ConfigurationOf(result));
    }

    /// <summary>Returns the content of the <c>config.json</c> of a committed result.</summary>
    /// <exception cref="CommittedResultsException">Thrown when the committed results cannot be read.</exception>
    internal JsonObject ConfigurationOf(CommittedResult result) => committed!.ConfigurationOf(result);

    /// <summary>Returns how the job failed the last time; null when it did not fail.</summary>
    public FailureRecord? FailureOf(Job job) => FailureRecord.Read(FolderOf(job), job.Kind, job.Key, job.Label);

    /// <summary>Returns what the handler has left of an unfinished attempt; null when there is nothing.</summary>
    public CheckpointTrace? CheckpointOf(Job job)
    {
        var folder = FolderOf(job);
        var files = HandlerFiles(folder);
        return files.Count == 0 ? null : new(files, ProgressFile.Last(folder));
    }

    /// <summary>Returns all whole results under the root, of any plan.</summary>
    public IEnumerable<(string Folder, ResultRecord Result)> AllResults() =>
        AllChecks().Where(each => each.Check is CompleteArtifact).Select(each => (each.Folder, ((CompleteArtifact)each.Check).Result));

    /// <summary>Verifies all job folders under the root, of any plan; several are verified at the same time.</summary>
    internal IEnumerable<(string Folder, ArtifactCheck Check)> AllChecks() => AllFolders().AsParallel().AsOrdered()
        .Select(folder => (folder, ResultFile.Check(folder, Path.GetFileName(Path.GetDirectoryName(folder))!, Path.GetFileName(folder))));

    private IEnumerable<string> AllFolders() => Directory.Exists(Root)
        ? Directory.EnumerateDirectories(Root).Order(StringComparer.Ordinal)
            .SelectMany(kind => Directory.EnumerateDirectories(kind).Order(StringComparer.Ordinal))
        : [];

    /// <summary>
    /// Returns the canonical text of the configuration of a job whose artifact is whole, and the keys of its inputs.
    /// </summary>
    internal static (string Configuration, IReadOnlyList<string> Inputs) PlannedIn(string folder)
    {
        var file = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, ConfigurationFile)))!;
        return (CanonicalJson.Write(file[ConfigurationMember]), [.. file["inputs"]!.AsArray().Select(key => key!.ToString())]);
    }

    /// <summary>Returns the code that a result stands for, as in <see cref="Sources.Files"/>; empty when its artifact is gone.</summary>
    public static IReadOnlyDictionary<string, string> SourcesIn(string folder) =>
        Platform.TryReadText(Path.Combine(folder, ConfigurationFile)) is { } text && JsonNode.Parse(text)?["sources"] is JsonObject sources
            ? sources.ToDictionary(file => file.Key, file => file.Value!.ToString())
            : new Dictionary<string, string>();

    /// <summary>Returns the names of the handler's files, without those of the harness.</summary>
    internal static IReadOnlyList<string> HandlerFiles(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)!)
            .Where(name => !OwnFiles.Contains(name) && !name.EndsWith(AtomicFile.TemporarySuffix))
            .Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Removes the temporary files of killed writes.</summary>
    internal static void RemoveTemporaries(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*" + AtomicFile.TemporarySuffix, SearchOption.AllDirectories))
            File.Delete(file);
    }

    /// <summary>Removes folders that are in the place of a file of the harness, because otherwise the job would always fail.</summary>
    internal static void RemoveFoldersInTheWay(string folder)
    {
        foreach (var path in Directory.EnumerateDirectories(folder).ToList())
        {
            var name = Path.GetFileName(path);
            if (OwnFiles.Contains(name) || name.EndsWith(AtomicFile.TemporarySuffix))
                Directory.Delete(path, recursive: true);
        }
    }
}

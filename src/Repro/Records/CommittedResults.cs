// Results of jobs that the repository holds, without weights, so that a fresh checkout shows tables and figures without a training.

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Repro.Plans;
using Shared;

namespace Repro.Records;

/// <summary>
/// A folder with a file of lines for each kind of job, <c>&lt;kind&gt;.jsonl</c>. A line holds what <c>result.json</c> and
/// <c>config.json</c> of one job hold, and its small files. The code, which many jobs have in common, is in <c>sources.json</c>.
/// </summary>
/// <param name="folder">The folder, which may be missing.</param>
public sealed class CommittedResults(string folder)
{
    /// <summary>Name of the folder within the results of a preset.</summary>
    public const string FolderName = "jobs";

    private const int LargestFile = 250_000;

    private const string SourcesFile = "sources.json";

    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, CommittedResult>> kinds = new(StringComparer.Ordinal);
    private readonly Lazy<JsonObject> sources = new(() => ReadSources(folder));

    /// <summary>Full path of the folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Returns all results of a kind.</summary>
    /// <exception cref="CommittedResultsException">Thrown when a file is not what this program has written.</exception>
    internal IEnumerable<CommittedResult> Of(string kind) => kinds.GetOrAdd(kind, Read).Values;

    /// <summary>Returns the result of a job; null when there is none.</summary>
    /// <exception cref="CommittedResultsException">Thrown when a file is not what this program has written.</exception>
    internal CommittedResult? Find(string kind, string key) => kinds.GetOrAdd(kind, Read).GetValueOrDefault(key);

    /// <summary>
    /// Returns the results of what a job asks for, by its present code or by earlier code (<see cref="Job.Request"/>).
    /// </summary>
    /// <exception cref="CommittedResultsException">Thrown when a file is not what this program has written.</exception>
    public IEnumerable<ResultRecord> Of(Job job) => Of(job.Kind).Where(each => each.Request == job.Request).Select(each => each.Result);

    /// <summary>Returns for each kind the code that has computed its results, as in <see cref="Sources.Files"/>.</summary>
    /// <exception cref="CommittedResultsException">Thrown when a file is not what this program has written.</exception>
    public IEnumerable<(string Kind, IReadOnlyDictionary<string, string> Sources)> Code() =>
        from kind in Kinds()
        from code in Of(kind).Select(each => each.Sources).Distinct()
        select (kind, ResultFile.SourcesOf(new() { [CommittedResult.SourcesMember] = SourcesOf(code) }));

    /// <summary>Adds whole results of a store. They replace those of the same requests, and the others stay.</summary>
    /// <param name="store">Store of the artifacts.</param>
    /// <param name="jobs">Jobs whose results are kept; a job without a whole result is passed over.</param>
    /// <param name="largestFile">Largest size of a file that is kept with its result, in bytes. Weights are larger by default.</param>
    /// <param name="whole">Kinds of which all files are kept.</param>
    /// <returns>The number of results that were added or replaced, and the size of the folder in bytes.</returns>
    public (int Results, long Bytes) Keep(
        ArtifactStore store, IEnumerable<Job> jobs, int largestFile = LargestFile, params IReadOnlyCollection<string> whole)
    {
        var table = sources.Value.ToDictionary(code => code.Key, code => code.Value?.DeepClone());
        var count = 0;
        foreach (var kind in jobs.GroupBy(job => job.Kind))
        {
            var largest = whole.Contains(kind.Key) ? int.MaxValue : largestFile;
            var added = kind.Where(job => store.Check(job) is CompleteArtifact)
                .Select(job => CommittedResult.From(store.FolderOf(job), largest, table)).ToList();
            if (added.Count == 0) continue;
            count += added.Count;
            var requests = added.Select(each => each.Request).ToHashSet();
            var lines = Of(kind.Key).Where(each => !requests.Contains(each.Request)).Concat(added)
                .OrderBy(each => each.Result.Label, StringComparer.Ordinal).ThenBy(each => each.Result.Key, StringComparer.Ordinal);
            AtomicFile.WriteText(PathOf(kind.Key), string.Concat(lines.Select(each => $"{each.Line}\n")));
        }

        if (count > 0)
        {
            var used = Kinds().SelectMany(new CommittedResults(Folder).Of).Select(each => each.Sources).ToHashSet();
            var left = table.Where(code => used.Contains(code.Key)).OrderBy(code => code.Key, StringComparer.Ordinal);
            AtomicFile.WriteText(Path.Combine(Folder, SourcesFile), RecordJson.Text(new JsonObject(left)));
        }

        return (count, Directory.Exists(Folder) ? new DirectoryInfo(Folder).EnumerateFiles().Sum(file => file.Length) : 0);
    }

    /// <summary>Returns the content of the <c>config.json</c> of a result.</summary>
    /// <exception cref="CommittedResultsException">Thrown when the sources of the result are missing.</exception>
    internal JsonObject ConfigurationOf(CommittedResult result)
    {
        var configuration = JsonNode.Parse(result.Line)![CommittedResult.ConfigurationMember]!.DeepClone().AsObject();
        configuration[CommittedResult.SourcesMember] = SourcesOf(result.Sources);
        return configuration;
    }

    private JsonObject SourcesOf(string fingerprint) => sources.Value[fingerprint] is JsonObject files ? files.DeepClone().AsObject()
        : throw new CommittedResultsException(Path.Combine(Folder, SourcesFile), $"lacks the sources {fingerprint}");

    private IEnumerable<string> Kinds() => Directory.Exists(Folder)
        ? Directory.EnumerateFiles(Folder, "*.jsonl").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)
        : [];

    private string PathOf(string kind) => Path.Combine(Folder, $"{kind}.jsonl");

    private IReadOnlyDictionary<string, CommittedResult> Read(string kind)
    {
        var path = PathOf(kind);
        try
        {
            var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
            return lines.AsParallel().AsOrdered().Select(CommittedResult.Parse).ToDictionary(each => each.Result.Key);
        }
        catch (Exception problem) when (problem is AggregateException || RecordJson.IsDamage(problem))
        {
            throw new CommittedResultsException(path, $"cannot be read ({problem.GetBaseException().Message})");
        }
    }

    private static JsonObject ReadSources(string folder)
    {
        var path = Path.Combine(folder, SourcesFile);
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllBytes(path))!.AsObject() : [];
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            throw new CommittedResultsException(path, $"cannot be read ({problem.Message})");
        }
    }
}

/// <summary>One line of committed results.</summary>
/// <param name="Line">The line, with the members <c>configuration</c> and <c>result</c> as in these files, and <c>files</c>.</param>
/// <param name="Result">The result, with the hash of its <c>result.json</c>.</param>
/// <param name="Request">See <see cref="Job.Request"/>.</param>
/// <param name="Sources">Fingerprint of the code.</param>
internal sealed record CommittedResult(string Line, ResultRecord Result, string Request, string Sources)
{
    /// <summary>Name of the file in an artifact that lists the files that it lacks, a name on each line.</summary>
    public const string LeftOutFile = "left-out.txt";

    public const string ConfigurationMember = "configuration";
    public const string SourcesMember = "sources";

    private const string ResultMember = "result";
    private const string FilesMember = "files";

    /// <summary>The files that the artifact lacks.</summary>
    public IReadOnlyList<string> LeftOut { get; private init; } = [];

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">Thrown when it is no such line.</exception>
    public static CommittedResult Parse(string line)
    {
        var json = JsonNode.Parse(line)!.AsObject();
        var content = Encoding.UTF8.GetBytes(RecordJson.Text(json[ResultMember]));
        var result = RecordJson.Read<ResultRecord>(content) with { Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)) };
        var files = json[FilesMember]?.AsObject().Select(file => file.Key) ?? [];
        var configuration = json[ConfigurationMember]!;
        return new(line, result, $"{configuration["request"]}", $"{configuration[SourcesMember]}")
        {
            LeftOut = [.. result.Files.Keys.Except([ArtifactStore.ConfigurationFile, .. files])],
        };
    }

    /// <summary>Makes the line of an artifact, and adds its code to the table.</summary>
    public static CommittedResult From(string folder, int largestFile, IDictionary<string, JsonNode?> table)
    {
        var configuration = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, ArtifactStore.ConfigurationFile)))!.AsObject();
        var result = JsonNode.Parse(File.ReadAllBytes(Path.Combine(folder, ResultFile.Name)))!;
        var code = new Sources(ResultFile.SourcesOf(configuration)).Fingerprint;
        table[code] = configuration[SourcesMember]!.DeepClone();
        configuration[SourcesMember] = code;
        var line = new JsonObject { [ConfigurationMember] = configuration, [ResultMember] = result.DeepClone() };
        var small = result[FilesMember]!.AsObject().Select(file => file.Key)
            .Where(file => file != ArtifactStore.ConfigurationFile
                && new FileInfo(Path.Combine(folder, file)) is { Exists: true } found && found.Length <= largestFile)
            .Select(file => KeyValuePair.Create(file, (JsonNode?)Convert.ToBase64String(File.ReadAllBytes(Path.Combine(folder, file)))))
            .ToList();
        if (small.Count > 0) line[FilesMember] = new JsonObject(small);
        return Parse(RecordJson.Line(line));
    }

    /// <summary>
    /// Writes the artifact, with a list of the files that it lacks. They are verified when it is used, so they are not flushed one by one.
    /// </summary>
    /// <param name="folder">Folder of the artifact.</param>
    /// <param name="configuration">Content of its <c>config.json</c>.</param>
    public void WriteTo(string folder, JsonObject configuration)
    {
        var json = JsonNode.Parse(Line)!.AsObject();
        Write(ArtifactStore.ConfigurationFile, Encoding.UTF8.GetBytes(RecordJson.Text(configuration)));
        foreach (var (file, content) in json[FilesMember]?.AsObject() ?? []) Write(file, Convert.FromBase64String($"{content}"));
        Write(LeftOutFile, Encoding.UTF8.GetBytes(string.Concat(LeftOut.Select(file => $"{file}\n"))));
        Write(ResultFile.HashName, Encoding.UTF8.GetBytes(ResultFile.HashLine(Result.Sha256)));
        Write(ResultFile.Name, Encoding.UTF8.GetBytes(RecordJson.Text(json[ResultMember])));

        void Write(string file, byte[] content)
        {
            var path = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }
}

/// <summary>Thrown when committed results are not what this program has written.</summary>
/// <param name="path">Path of the file.</param>
/// <param name="problem">What is wrong with it, as the rest of a sentence that begins with the path.</param>
public sealed class CommittedResultsException(string path, string problem) : Exception(
    $"The committed results {path} {problem}. Restore the file (git checkout -- {path}), or compute the results again by --retrain.");

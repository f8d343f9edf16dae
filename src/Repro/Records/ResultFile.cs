// The result of a job: what result.json holds, how it is written with its hash beside it, and how it is verified with all files that it
// names before anyone uses it.

using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text;
using Repro.Plans;
using Shared;

namespace Repro.Records;

/// <summary>The content of a job's <c>result.json</c>.</summary>
public sealed record ResultRecord
{
    /// <summary>Key of the job.</summary>
    public required string Key { get; init; }

    /// <summary>Kind of the job.</summary>
    public required string Kind { get; init; }

    /// <summary>Label of the job when it ran.</summary>
    public required string Label { get; init; }

    /// <summary>The numbers, in the handler's order; names are unique and values finite.</summary>
    public required IReadOnlyList<Metric> Metrics { get; init; }

    /// <summary>Further results, as the handler gave them.</summary>
    public required JsonObject Details { get; init; }

    /// <summary>SHA-256 of each file that belongs to the result, by its name in the folder.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>When the attempt that finished began, in UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Time spent on the job, in seconds, with earlier attempts whose checkpoints were used.</summary>
    public required double Seconds { get; init; }

    /// <summary>Largest resident memory of the worker process while the job ran, in bytes; 0 where it is not known.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>What computed it: commit, machine, libraries, threads, device, precision.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>
    /// The change of code across which the result was kept; null when it was computed by the code that its key stands for.
    /// </summary>
    public AcceptedCode? Accepted { get; init; }

    /// <summary>SHA-256 of the file's bytes; empty until the file is written.</summary>
    [JsonIgnore]
    public string Sha256 { get; init; } = "";
}

/// <summary>A change of code that a user has accepted as harmless.</summary>
/// <param name="Keys">Earlier keys of the result, the last first.</param>
/// <param name="Files">Sources that have changed since it was computed; empty when only the code of its inputs has changed.</param>
public sealed record AcceptedCode(IReadOnlyList<string> Keys, IReadOnlyList<AcceptedFile> Files)
{
    /// <summary>Returns all that has changed for some results, as the subject of a sentence for people.</summary>
    internal static string TextOf(IEnumerable<AcceptedCode> accepted) =>
        Sources.Text([.. accepted.SelectMany(each => each.Files).Select(file => file.File).Distinct().Order(StringComparer.Ordinal)]);
}

/// <summary>A source that has changed.</summary>
/// <param name="File">Path of the source in the repository.</param>
/// <param name="Was">Hash of its tokens when the result was computed; null when it was not used then.</param>
/// <param name="Now">Hash of its tokens that was accepted; null when it is no longer used.</param>
public sealed record AcceptedFile(string File, string? Was = null, string? Now = null);

/// <summary>The result of verifying an artifact folder.</summary>
public abstract record ArtifactCheck;

/// <summary>There is no result.</summary>
public sealed record MissingArtifact : ArtifactCheck;

/// <summary>The result is whole: its hash, its key and the hashes of all its files agree.</summary>
/// <param name="Result">The result.</param>
public sealed record CompleteArtifact(ResultRecord Result) : ArtifactCheck
{
    /// <summary>Files that a committed result lacks, e.g. weights; null when the result was computed here.</summary>
    public IReadOnlyList<string>? LeftOut { get; init; }
}

/// <summary>There is a result that must not be used.</summary>
/// <param name="Path">Path of the file that shows it.</param>
/// <param name="Problem">What is wrong with the file, as the rest of a sentence that begins with the path.</param>
public sealed record DamagedArtifact(string Path, string Problem) : ArtifactCheck;

internal static class ResultFile
{
    public const string Name = "result.json";

    /// <summary>Name of the file that holds the hash of <see cref="Name"/>, as <c>sha256sum --check</c> reads it.</summary>
    public const string HashName = "result.sha256";

    /// <summary>
    /// Writes the result and its hash. The result comes last, so a kill at any moment leaves either no result or a whole one.
    /// </summary>
    /// <returns>The result with its hash.</returns>
    public static ResultRecord Write(string folder, ResultRecord result)
    {
        var content = Encoding.UTF8.GetBytes(RecordJson.Text(result));
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        AtomicFile.WriteText(Path.Combine(folder, HashName), HashLine(hash));
        AtomicFile.Write(Path.Combine(folder, Name), stream => stream.Write(content));
        return result with { Sha256 = hash };
    }

    /// <summary>Returns the text of <see cref="HashName"/>.</summary>
    public static string HashLine(string hash) => $"{hash}  {Name}\n";

    /// <summary>Verifies the artifact of a job. Whatever the folder holds, it does not throw.</summary>
    public static ArtifactCheck Check(string folder, string kind, string key)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            if (File.Exists(folder)) return new DamagedArtifact(folder, "is a file where a folder is expected");
            return Directory.Exists(path) ? new DamagedArtifact(path, "is a folder where a file is expected") : new MissingArtifact();
        }

        try
        {
            if (!File.Exists(Path.Combine(folder, HashName)))
                return new DamagedArtifact(path,
                    $"has no {HashName} beside it: an earlier version of this program wrote it, or that file was removed");
            var result = Read(folder, path);
            if (result.Key != key) return new DamagedArtifact(path, $"belongs to another job (key {result.Key})");
            if (result.Kind != kind) return new DamagedArtifact(path, $"belongs to a job of another kind ({result.Kind})");
            var leftOut = LeftOutIn(folder);
            foreach (var (file, hash) in result.Files.Where(file => leftOut?.Contains(file.Key) != true))
            {
                if (FileProblem(Path.Combine(folder, file), hash) is { } problem)
                    return new DamagedArtifact(Path.Combine(folder, file), problem);
            }

            return new CompleteArtifact(result) { LeftOut = leftOut };
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            return new DamagedArtifact(path, problem is FormatException ? problem.Message : $"cannot be read ({problem.Message})");
        }
    }

    /// <summary>Returns the code of a job as in <see cref="Sources.Files"/>.</summary>
    /// <param name="configuration">Content of <c>config.json</c>.</param>
    public static IReadOnlyDictionary<string, string> SourcesOf(JsonObject configuration) =>
        configuration["sources"]!.AsObject().ToDictionary(file => file.Key, file => file.Value!.ToString());

    private static IReadOnlyList<string>? LeftOutIn(string folder)
    {
        var path = Path.Combine(folder, CommittedResult.LeftOutFile);
        return File.Exists(path) ? File.ReadAllLines(path) : null;
    }

    /// <summary>Returns the SHA-256 of a file's content in lower-case hexadecimal digits.</summary>
    public static string HashOfFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Reads a result. Texts that all results of a long plan have in common are kept in memory once.</summary>
    private static ResultRecord Read(string folder, string path)
    {
        var content = File.ReadAllBytes(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (File.ReadAllText(Path.Combine(folder, HashName)) != HashLine(hash))
            throw new FormatException($"was changed after it was written: its hash is not that in {HashName}");
        var result = RecordJson.Read<ResultRecord>(content);
        return result with
        {
            Sha256 = hash,
            Metrics = [.. result.Metrics.Select(metric => metric is null
                ? throw new FormatException("holds an empty metric")
                : metric with { Name = string.Intern(metric.Name), Unit = string.Intern(metric.Unit) })],
            Environment = result.Environment.ToDictionary(fact => string.Intern(fact.Key), fact => string.Intern(fact.Value)),
        };
    }

    private static string? FileProblem(string path, string hash)
    {
        try
        {
            return HashOfFile(path) == hash ? null : "was changed after it was written: its hash does not agree";
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            return Directory.Exists(path) ? "is a folder where a file is expected" : File.Exists(path)
                ? $"cannot be read ({problem.Message})" : "is missing";
        }
    }
}

// Writes result.json with its hash beside it, and verifies both and the files that the result names before anyone uses them.

using System.Security.Cryptography;
using System.Text;
using Shared;

namespace Repro.Records;

/// <summary>What verification says of an artifact folder.</summary>
public abstract record ArtifactCheck;

/// <summary>There is no result.</summary>
public sealed record MissingArtifact : ArtifactCheck;

/// <summary>The result is whole: its hash, its key and the hashes of all its files agree.</summary>
/// <param name="Result">What it holds.</param>
public sealed record CompleteArtifact(ResultRecord Result) : ArtifactCheck;

/// <summary>There is something, but it must not be used.</summary>
/// <param name="Path">The file that shows it.</param>
/// <param name="Problem">What is wrong, as the rest of a sentence that begins with the path.</param>
public sealed record DamagedArtifact(string Path, string Problem) : ArtifactCheck;

internal static class ResultFile
{
    public const string Name = "result.json";

    /// <summary>Holds the hash of <see cref="Name"/>'s bytes, as <c>sha256sum --check</c> reads it.</summary>
    public const string HashName = "result.sha256";

    /// <summary>Writes the result and its hash. The result comes last, so a kill at any moment leaves either no result or a whole one.</summary>
    /// <returns>The result with its hash.</returns>
    public static ResultRecord Write(string folder, ResultRecord result)
    {
        var content = Encoding.UTF8.GetBytes(RecordJson.Text(result));
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        AtomicFile.WriteText(Path.Combine(folder, HashName), HashLine(hash));
        AtomicFile.Write(Path.Combine(folder, Name), stream => stream.Write(content));
        return result with { Sha256 = hash };
    }

    /// <summary>The text of <see cref="HashName"/>.</summary>
    public static string HashLine(string hash) => $"{hash}  {Name}\n";

    /// <summary>Verifies the artifact of a job. Never throws for what the folder holds.</summary>
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
            foreach (var (file, hash) in result.Files)
            {
                if (FileProblem(Path.Combine(folder, file), hash) is { } problem)
                    return new DamagedArtifact(Path.Combine(folder, file), problem);
            }

            return new CompleteArtifact(result);
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            return new DamagedArtifact(path, problem is FormatException ? problem.Message : $"cannot be read ({problem.Message})");
        }
    }

    /// <summary>SHA-256 of a file's content, in lower-case hexadecimal digits.</summary>
    public static string HashOfFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>Texts that all results of a long plan have in common are kept in memory once.</summary>
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

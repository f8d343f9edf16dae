// Writes result.json, and verifies it and the files it vouches for before anyone uses them.

using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;
using Repro.Plans;
using Shared;

namespace Repro.Records;

/// <summary>What verification says of an artifact folder.</summary>
public abstract record ArtifactCheck;

/// <summary>There is no result.</summary>
public sealed record MissingArtifact : ArtifactCheck;

/// <summary>The result is whole: its own hash, its key and the hashes of all its files agree.</summary>
/// <param name="Result">What it holds.</param>
public sealed record CompleteArtifact(ResultRecord Result) : ArtifactCheck;

/// <summary>There is something, but it must not be used.</summary>
/// <param name="Path">The file that shows it.</param>
/// <param name="Problem">What is wrong, as the rest of a sentence that begins with the path.</param>
public sealed record DamagedArtifact(string Path, string Problem) : ArtifactCheck;

internal static class ResultFile
{
    public const string Name = "result.json";
    private const string OwnHash = "sha256";

    /// <summary>Weights are read in blocks of this size.</summary>
    private const int BlockBytes = 1 << 16;

    /// <summary>Seals <paramref name="result"/> with its hash and writes it.</summary>
    public static ResultRecord Write(string folder, ResultRecord result)
    {
        var (text, whole) = Sealed(result);
        AtomicFile.WriteText(Path.Combine(folder, Name), text);
        return whole;
    }

    /// <summary>The file's text, and the result with its hash.</summary>
    public static (string Text, ResultRecord Result) Sealed(ResultRecord result)
    {
        var node = (JsonObject)JsonSerializer.SerializeToNode(result, RecordJson.Strict)!;
        node.Remove(OwnHash);
        var hash = HashOf(node);
        node[OwnHash] = hash;
        return (RecordJson.Text(node), result with { Sha256 = hash });
    }

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
            var result = Read(path);
            if (result.Key != key) return new DamagedArtifact(path, $"belongs to another job (key {result.Key})");
            if (result.Kind != kind) return new DamagedArtifact(path, $"belongs to a job of another kind ({result.Kind})");
            foreach (var (file, hash) in result.Files)
            {
                if (FileProblem(Path.Combine(folder, file), hash) is { } problem) return new DamagedArtifact(Path.Combine(folder, file), problem);
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
        using var file = File.OpenHandle(path);
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        var count = Fill(file, block, 0);
        var hash = Convert.ToHexStringLower(count < block.Length ? SHA256.HashData(block.AsSpan(0, count)) : HashOfBlocks(file, block));
        ArrayPool<byte>.Shared.Return(block);
        return hash;
    }

    /// <param name="file">Open.</param>
    /// <param name="block">Full, with the first bytes of the file.</param>
    private static byte[] HashOfBlocks(SafeFileHandle file, byte[] block)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = block.Length;
        for (long at = 0; count > 0; count = Fill(file, block, at))
        {
            sha.AppendData(block.AsSpan(0, count));
            at += count;
        }

        return sha.GetHashAndReset();
    }

    /// <summary>Reads until the block is full or the file ends; how many bytes.</summary>
    private static int Fill(SafeFileHandle file, byte[] block, long at)
    {
        var filled = 0;
        while (filled < block.Length && RandomAccess.Read(file, block.AsSpan(filled), at + filled) is > 0 and var count) filled += count;
        return filled;
    }

    private static ResultRecord Read(string path)
    {
        using var content = new BorrowedContent(path);
        if (SealedText.SealOf(content.Bytes) is { } seal && JsonSerializer.Deserialize<ResultRecord>(content.Bytes, RecordJson.Strict) is { } sound && sound.Sha256 == seal)
            return SharedTexts.Of(sound);
        var node = RecordJson.ReadExact(content.Bytes);
        var result = node.Deserialize<ResultRecord>(RecordJson.Strict) ?? throw new FormatException("holds no result");
        node.Remove(OwnHash);
        return HashOf(node) == result.Sha256 ? SharedTexts.Of(result) : throw new FormatException("was changed after it was written: its own hash does not agree");
    }

    private static string? FileProblem(string path, string hash)
    {
        try
        {
            return HashOfFile(path) == hash ? null : "was changed after it was written: its hash does not agree";
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            return Directory.Exists(path) ? "is a folder where a file is expected" : File.Exists(path) ? $"cannot be read ({problem.Message})" : "is missing";
        }
    }

    private static string HashOf(JsonNode node) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Write(node))));
}

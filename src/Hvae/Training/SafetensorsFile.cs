// Tensors on disk in the safetensors format, so that Python users can open our weights, with a hash over the whole file.

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shared;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>Named tensors with text metadata.</summary>
/// <param name="Tensors">On the CPU, by name.</param>
/// <param name="Metadata">Free text by name.</param>
public sealed record SafetensorsFile(IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    private const string HashName = "sha256";
    private static readonly string NoHash = new('0', 64);

    /// <summary>Writes the file atomically. Its metadata entry <c>sha256</c> is the hash of the file with 64 zeros in its place.</summary>
    public void Write(string path)
    {
        using var scope = NewDisposeScope();
        var values = Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (Name: pair.Key, Tensor: pair.Value.detach().cpu().contiguous())).ToList();
        var metadata = new JsonObject { [HashName] = NoHash };
        foreach (var (name, text) in Metadata) metadata[name] = text;
        var header = SafetensorsHeader.TextOf(values, metadata);

        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(SafetensorsHeader.Bytes(header));
        foreach (var (_, tensor) in values) TensorPieces.ForEach(tensor, piece => sha.AppendData(piece));
        var hash = Convert.ToHexStringLower(sha.GetHashAndReset());
        AtomicFile.Write(path, stream =>
        {
            stream.Write(SafetensorsHeader.Bytes(ReplaceFirst(header, NoHash, hash)));
            foreach (var (_, tensor) in values) TensorPieces.ForEach(tensor, piece => stream.Write(piece));
        });
    }

    /// <summary>Reads a file of ours. Its tensors belong to the current dispose scope.</summary>
    /// <exception cref="DamagedFileException">It is not a whole safetensors file, or its content does not have the hash that it must name.</exception>
    public static SafetensorsFile Read(string path) => Read(path, isOurs: true);

    /// <summary>Reads a file that others have written, which names no hash. Its tensors belong to the current dispose scope.</summary>
    /// <exception cref="DamagedFileException">It is not a whole safetensors file.</exception>
    public static SafetensorsFile ReadForeign(string path) => Read(path, isOurs: false);

    private static SafetensorsFile Read(string path, bool isOurs)
    {
        using var file = File.OpenRead(path);
        using var scope = NewDisposeScope();
        try
        {
            var header = SafetensorsHeader.Read(file, path);
            var tensors = isOurs ? ReadSealed(header, file, path) : ReadTensors(header, file);
            foreach (var tensor in tensors.Values) tensor.MoveToOuterDisposeScope();
            return new(tensors, header.Metadata);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or OverflowException
            or NullReferenceException or KeyNotFoundException or ArgumentException)
        {
            throw new DamagedFileException(path, $"its header cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The tensors of a file whose hash is right. They lie side by side, so reading them all passes every byte once.</summary>
    private static Dictionary<string, Tensor> ReadSealed(SafetensorsHeader header, FileStream file, string path)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (header.Metadata.Remove(HashName, out var hash))
        {
            sha.AppendData(SafetensorsHeader.Bytes(ReplaceFirst(header.Text, hash, NoHash)));
            var tensors = ReadTensors(header, file, piece => sha.AppendData(piece));
            if (string.Equals(Convert.ToHexStringLower(sha.GetHashAndReset()), hash, StringComparison.Ordinal)) return tensors;
        }

        throw new DamagedFileException(path, "its content does not have the SHA-256 that it should name");
    }

    private static Dictionary<string, Tensor> ReadTensors(SafetensorsHeader header, FileStream file, Action<ReadOnlySpan<byte>>? seen = null) =>
        header.Places.ToDictionary(place => place.Name, place => header.ReadTensor(place, file, seen), StringComparer.Ordinal);

    private static string ReplaceFirst(string text, string old, string replacement)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? text : string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length));
    }
}

/// <summary>A file of ours was changed or cut; it must be made again.</summary>
/// <param name="path">Which file.</param>
/// <param name="what">What is wrong with it.</param>
/// <param name="inner">How it was noticed.</param>
public sealed class DamagedFileException(string path, string what, Exception? inner = null)
    : Exception($"{path} is damaged: {what}. Delete it and run again; it will be made anew.", inner)
{
    /// <summary>Which file.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong with it, for the middle of a sentence.</summary>
    public string Problem { get; } = what;
}

// Tensors on disk in the safetensors format, so that Python users can open our weights, with a hash over the whole file.

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shared;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>Named tensors with text metadata.</summary>
/// <param name="Tensors">Tensors on the CPU, by name.</param>
/// <param name="Metadata">Texts by name.</param>
public sealed record SafetensorsFile(IReadOnlyDictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    private const string HashName = "sha256";
    private static readonly string NoHash = new('0', 64);

    /// <summary>
    /// Writes the file atomically. Its metadata entry <c>sha256</c> is the hash of the file with 64 zeros in place of the hash.
    /// </summary>
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

    /// <summary>Reads a file that <see cref="Write"/> has written. Its tensors belong to the current dispose scope.</summary>
    /// <exception cref="DamagedFileException">
    /// Thrown when the file is not a whole safetensors file, or when its content does not have the hash in its metadata.
    /// </exception>
    public static SafetensorsFile Read(string path) => Read(path, isOurs: true);

    /// <summary>
    /// Reads a file that another program has written, which contains no hash. Its tensors belong to the current dispose scope.
    /// </summary>
    /// <exception cref="DamagedFileException">Thrown when the file is not a whole safetensors file.</exception>
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

    /// <summary>
    /// Reads the tensors and checks the hash. The tensors are adjacent in the file, so reading all of them reads every byte once.
    /// </summary>
    private static Dictionary<string, Tensor> ReadSealed(SafetensorsHeader header, FileStream file, string path)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (header.Metadata.Remove(HashName, out var hash))
        {
            sha.AppendData(SafetensorsHeader.Bytes(ReplaceFirst(header.Text, hash, NoHash)));
            var tensors = ReadTensors(header, file, piece => sha.AppendData(piece));
            if (string.Equals(Convert.ToHexStringLower(sha.GetHashAndReset()), hash, StringComparison.Ordinal)) return tensors;
        }

        throw new DamagedFileException(path, "its content does not have the SHA-256 in its metadata");
    }

    private static Dictionary<string, Tensor> ReadTensors(
        SafetensorsHeader header, FileStream file, Action<ReadOnlySpan<byte>>? seen = null) =>
        header.Places.ToDictionary(place => place.Name, place => header.ReadTensor(place, file, seen), StringComparer.Ordinal);

    private static string ReplaceFirst(string text, string old, string replacement)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? text : string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length));
    }
}

/// <summary>Thrown when a file that this program has written was changed or cut off, so that it must be made again.</summary>
/// <param name="path">Path of the file.</param>
/// <param name="what">Description of the damage, as a clause for the middle of a sentence.</param>
/// <param name="inner">Exception by which the damage was found.</param>
public sealed class DamagedFileException(string path, string what, Exception? inner = null)
    : Exception($"{path} is damaged: {what}. Delete it and run again; the run makes a new one.", inner)
{
    /// <summary>Path of the file.</summary>
    public string Path { get; } = path;

    /// <summary>Description of the damage, as a clause for the middle of a sentence.</summary>
    public string Problem { get; } = what;
}

/// <summary>Gives access to a tensor's memory piece by piece, because a span is limited to 2 GB.</summary>
internal static class TensorPieces
{
    /// <summary>Largest number of elements of a piece, which is at most 64 MB.</summary>
    internal const long Elements = 1 << 23;

    /// <summary>Calls <paramref name="use"/> with the tensor's bytes, piece by piece in their order.</summary>
    /// <param name="tensor">Contiguous tensor on the CPU, without gradients.</param>
    /// <param name="use">Reads or writes the bytes of a piece.</param>
    public static void ForEach(Tensor tensor, Action<Span<byte>> use)
    {
        using var flat = tensor.reshape(-1);
        for (long start = 0; start < flat.numel(); start += Elements)
        {
            using var piece = flat.narrow(0, start, Math.Min(Elements, flat.numel() - start));
            use(piece.bytes);
        }
    }
}

// Tensors on disk in the safetensors format, so that Python users can open our weights, with a hash over the whole file.

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
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
    private const int LengthBytes = sizeof(ulong);
    private static readonly string NoHash = new('0', 64);

    private static readonly (ScalarType Type, string Name, int Bytes)[] Types =
    [
        (ScalarType.Float32, "F32", 4), (ScalarType.Float64, "F64", 8), (ScalarType.Float16, "F16", 2), (ScalarType.BFloat16, "BF16", 2),
        (ScalarType.Int64, "I64", 8), (ScalarType.Int32, "I32", 4), (ScalarType.Byte, "U8", 1), (ScalarType.Bool, "BOOL", 1),
    ];

    /// <summary>Writes the file atomically. Its metadata entry <c>sha256</c> is the hash of the file with 64 zeros in its place.</summary>
    public void Write(string path)
    {
        using var scope = NewDisposeScope();
        var header = new JsonObject();
        var metadata = new JsonObject { [HashName] = NoHash };
        foreach (var (name, text) in Metadata) metadata[name] = text;
        header["__metadata__"] = metadata;

        var data = new List<byte[]>();
        long offset = 0;
        foreach (var (name, tensor) in Tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var bytes = tensor.detach().cpu().contiguous().bytes.ToArray();
            header[name] = new JsonObject
            {
                ["dtype"] = Types.First(each => each.Type == tensor.dtype).Name,
                ["shape"] = new JsonArray([.. tensor.shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, offset + bytes.Length),
            };
            offset += bytes.Length;
            data.Add(bytes);
        }

        var text8 = PadToEight(header.ToJsonString());
        var hash = Hash(text8, data);
        AtomicFile.Write(path, stream =>
        {
            stream.Write(LengthOf(text8));
            stream.Write(Encoding.UTF8.GetBytes(ReplaceFirst(text8, NoHash, hash)));
            data.ForEach(bytes => stream.Write(bytes));
        });
    }

    /// <summary>Reads a file. Its tensors belong to the current dispose scope.</summary>
    /// <exception cref="DamagedFileException">It is not a whole safetensors file, or its content does not have the hash that it must name.</exception>
    public static SafetensorsFile Read(string path)
    {
        var file = File.ReadAllBytes(path);
        try
        {
            var headerLength = file.Length < LengthBytes ? ulong.MaxValue : BinaryPrimitives.ReadUInt64LittleEndian(file);
            if (headerLength > (ulong)(file.Length - LengthBytes))
                throw new DamagedFileException(path, $"it has {file.Length} bytes, fewer than its header asks for");

            var text = Encoding.UTF8.GetString(file, LengthBytes, (int)headerLength);
            var header = JsonNode.Parse(text)!.AsObject();
            var metadata = ReadMetadata(header);
            var data = file.AsMemory(LengthBytes + (int)headerLength);
            if (!metadata.Remove(HashName, out var hash) || !string.Equals(Hash(ReplaceFirst(text, hash, NoHash), [data]), hash, StringComparison.Ordinal))
                throw new DamagedFileException(path, "its content does not have the SHA-256 that it should name");

            return new(ReadTensors(header, data.Span, path), metadata);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or OverflowException
            or NullReferenceException or KeyNotFoundException or ArgumentException)
        {
            throw new DamagedFileException(path, $"its header cannot be read: {error.Message}", error);
        }
    }

    private static Dictionary<string, string> ReadMetadata(JsonObject header) =>
        header["__metadata__"] is JsonObject entries
            ? entries.ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<string>(), StringComparer.Ordinal)
            : new(StringComparer.Ordinal);

    private static Dictionary<string, Tensor> ReadTensors(JsonObject header, ReadOnlySpan<byte> data, string path)
    {
        var places = header.Where(entry => !string.Equals(entry.Key, "__metadata__", StringComparison.Ordinal))
            .Select(entry => ReadPlace(entry.Key, entry.Value!.AsObject(), path)).OrderBy(place => place.Begin).ThenBy(place => place.End).ToList();
        RequireSideBySide(places, data.Length, path);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var place in places)
        {
            var tensor = tensors[place.Name] = empty(place.Shape, dtype: place.Type);
            data[(int)place.Begin..(int)place.End].CopyTo(tensor.bytes);
        }

        return tensors;
    }

    private static Place ReadPlace(string name, JsonObject entry, string path)
    {
        var typeName = entry["dtype"]!.GetValue<string>();
        var type = Types.FirstOrDefault(each => string.Equals(each.Name, typeName, StringComparison.Ordinal));
        if (type.Name is null) throw new DamagedFileException(path, $"it has a tensor of the unknown type {typeName}");
        var shape = entry["shape"]!.AsArray().Select(size => size!.GetValue<long>()).ToArray();
        var begin = entry["data_offsets"]![0]!.GetValue<long>();
        var end = entry["data_offsets"]![1]!.GetValue<long>();
        var bytes = shape.Aggregate((long)type.Bytes, (product, size) => checked(product * (size < 0 ? throw new FormatException("negative size") : size)));
        if (begin < 0 || end < begin || bytes != end - begin)
            throw new DamagedFileException(path, $"it has {typeName} values of shape ({string.Join(", ", shape)}), {bytes} bytes, at bytes {begin} to {end}");
        return new(name, type.Type, shape, begin, end);
    }

    /// <summary>The format allows no holes and nothing shared, so that tensors together never take more than the file.</summary>
    private static void RequireSideBySide(IReadOnlyList<Place> places, long length, string path)
    {
        long end = 0;
        foreach (var place in places)
        {
            if (place.Begin != end) throw new DamagedFileException(path, $"{place.Name} begins at byte {place.Begin} of the values, and the one before it ends at {end}");
            end = place.End;
        }

        if (end != length) throw new DamagedFileException(path, $"its tensors take {end} bytes of {length}");
    }

    private static string Hash(string header, IEnumerable<ReadOnlyMemory<byte>> data)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(LengthOf(header));
        sha.AppendData(Encoding.UTF8.GetBytes(header));
        foreach (var part in data) sha.AppendData(part.Span);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static string Hash(string header, IEnumerable<byte[]> data) => Hash(header, data.Select(bytes => (ReadOnlyMemory<byte>)bytes));

    private static byte[] LengthOf(string header)
    {
        var length = new byte[LengthBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)Encoding.UTF8.GetByteCount(header));
        return length;
    }

    /// <summary>The format allows spaces at the header's end; with them the data start at a multiple of eight bytes.</summary>
    private static string PadToEight(string header) => header + new string(' ', (8 - (Encoding.UTF8.GetByteCount(header) % 8)) % 8);

    private static string ReplaceFirst(string text, string old, string replacement)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? text : string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length));
    }

    /// <summary>What the header says of one tensor; <paramref name="Begin"/> and <paramref name="End"/> count bytes of the values.</summary>
    private sealed record Place(string Name, ScalarType Type, long[] Shape, long Begin, long End);
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

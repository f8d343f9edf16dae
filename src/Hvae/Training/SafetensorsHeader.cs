// The header of a safetensors file, which names the tensors and their places and is checked against the file's length.

using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>The header of a file that consists of eight bytes with the length of the header's text, the text, and the values.</summary>
/// <param name="Text">Text of the header, in JSON.</param>
/// <param name="Metadata">Texts by name.</param>
/// <param name="Places">Places of the tensors in the order of the file; they are adjacent and reach to its end.</param>
/// <param name="Length">Number of bytes before the values.</param>
internal sealed record SafetensorsHeader(string Text, Dictionary<string, string> Metadata, IReadOnlyList<TensorPlace> Places, long Length)
{
    /// <summary>The format's own limit of a header's length in bytes.</summary>
    private const int MostBytes = 100_000_000;

    private const int LengthBytes = sizeof(ulong);
    private const string MetadataName = "__metadata__";

    private static readonly (ScalarType Type, string Name, int Bytes)[] Types =
    [
        (ScalarType.Float32, "F32", 4), (ScalarType.Float64, "F64", 8), (ScalarType.Float16, "F16", 2), (ScalarType.BFloat16, "BF16", 2),
        (ScalarType.Int64, "I64", 8), (ScalarType.Int32, "I32", 4), (ScalarType.Byte, "U8", 1), (ScalarType.Bool, "BOOL", 1),
    ];

    /// <summary>Returns the text of the header for tensors in the order of a file.</summary>
    public static string TextOf(IEnumerable<(string Name, Tensor Tensor)> tensors, JsonObject metadata)
    {
        var header = new JsonObject { [MetadataName] = metadata };
        long offset = 0;
        foreach (var (name, tensor) in tensors)
        {
            var type = Types.First(each => each.Type == tensor.dtype);
            var bytes = tensor.numel() * type.Bytes;
            header[name] = new JsonObject
            {
                ["dtype"] = type.Name,
                ["shape"] = new JsonArray([.. tensor.shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, offset + bytes),
            };
            offset += bytes;
        }

        var text = header.ToJsonString();
        return text + new string(' ', (8 - (Encoding.UTF8.GetByteCount(text) % 8)) % 8); // The values start at a multiple of eight bytes.
    }

    /// <summary>Returns the bytes of the header in a file: the length of the text, then the text.</summary>
    public static byte[] Bytes(string text)
    {
        var bytes = new byte[LengthBytes + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)(bytes.Length - LengthBytes));
        Encoding.UTF8.GetBytes(text, bytes.AsSpan(LengthBytes));
        return bytes;
    }

    /// <summary>Reads the header from the beginning of a file.</summary>
    /// <exception cref="DamagedFileException">
    /// Thrown when the header contradicts the file's length. Bytes that are no header at all cause exceptions of the JSON reader and of
    /// conversions.
    /// </exception>
    public static SafetensorsHeader Read(Stream file, string path)
    {
        var prefix = new byte[LengthBytes];
        var isCut = file.ReadAtLeast(prefix, LengthBytes, throwOnEndOfStream: false) < LengthBytes;
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (isCut || length > (ulong)(file.Length - LengthBytes))
            throw new DamagedFileException(path, $"it has {file.Length} bytes, fewer than its header requires");
        if (length > MostBytes)
            throw new DamagedFileException(path, $"its header has a length of {length} bytes, and the format allows {MostBytes}");

        var bytes = new byte[length];
        file.ReadExactly(bytes);
        // The bytes are parsed before they become a text, in which each byte that is not UTF-8 would take three.
        var header = JsonNode.Parse(bytes)!.AsObject();
        var places = header.Where(entry => !string.Equals(entry.Key, MetadataName, StringComparison.Ordinal))
            .Select(entry => ReadPlace(entry.Key, entry.Value!.AsObject(), path))
            .OrderBy(place => place.Begin).ThenBy(place => place.End).ToList();
        var start = LengthBytes + (long)length;
        RequireSideBySide(places, file.Length - start, path);
        return new(Encoding.UTF8.GetString(bytes), ReadMetadata(header), places, start);
    }

    /// <summary>Reads one tensor of the file, which belongs to the current dispose scope.</summary>
    /// <param name="place">One of <see cref="Places"/>.</param>
    /// <param name="file">The file that this header belongs to.</param>
    /// <param name="seen">Is called with every byte, in order.</param>
    public Tensor ReadTensor(TensorPlace place, Stream file, Action<ReadOnlySpan<byte>>? seen = null)
    {
        file.Position = Length + place.Begin;
        var tensor = empty(place.Shape, dtype: place.Type);
        TensorPieces.ForEach(tensor, piece =>
        {
            file.ReadExactly(piece);
            seen?.Invoke(piece);
        });
        return tensor;
    }

    private static Dictionary<string, string> ReadMetadata(JsonObject header) =>
        header[MetadataName] is JsonObject entries
            ? entries.ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<string>(), StringComparer.Ordinal)
            : new(StringComparer.Ordinal);

    private static TensorPlace ReadPlace(string name, JsonObject entry, string path)
    {
        var typeName = entry["dtype"]!.GetValue<string>();
        var type = Types.FirstOrDefault(each => string.Equals(each.Name, typeName, StringComparison.Ordinal));
        if (type.Name is null) throw new DamagedFileException(path, $"it has a tensor of the unknown type {typeName}");
        var shape = entry["shape"]!.AsArray().Select(size => size!.GetValue<long>()).ToArray();
        var begin = entry["data_offsets"]![0]!.GetValue<long>();
        var end = entry["data_offsets"]![1]!.GetValue<long>();
        if (shape.Any(size => size < 0)) throw new FormatException("negative size");
        var bytes = shape.Aggregate((long)type.Bytes, (product, size) => checked(product * size));
        if (begin < 0 || end < begin || bytes != end - begin)
        {
            throw new DamagedFileException(
                path, $"it has {typeName} values of shape ({string.Join(", ", shape)}), {bytes} bytes, at bytes {begin} to {end}");
        }

        return new(name, type.Type, shape, begin, end);
    }

    /// <summary>
    /// Checks that the tensors are adjacent: the format allows neither gaps nor shared bytes, so all tensors together are never larger
    /// than the file.
    /// </summary>
    private static void RequireSideBySide(IReadOnlyList<TensorPlace> places, long length, string path)
    {
        long end = 0;
        foreach (var place in places)
        {
            if (place.Begin != end)
            {
                throw new DamagedFileException(
                    path, $"{place.Name} begins at byte {place.Begin} of the values, and the tensor before it ends at {end}");
            }

            end = place.End;
        }

        if (end != length) throw new DamagedFileException(path, $"its tensors take {end} bytes of {length}");
    }
}

/// <summary>
/// The header's entry of one tensor. <paramref name="Begin"/> and <paramref name="End"/> are counted in bytes from the start of the
/// values.
/// </summary>
internal sealed record TensorPlace(string Name, ScalarType Type, long[] Shape, long Begin, long End);

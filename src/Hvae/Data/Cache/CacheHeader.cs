// The head of a cache file: what it holds, in JSON, behind a magic number, a version and a checksum of its own.
// Layout (little-endian): magic 8 | version u32 | header length u32 | SHA-256 of header 32 | header | zeros to a multiple of 64 | content

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hvae.Data.Cache;

/// <summary>What a cache file says about itself.</summary>
/// <param name="Content">Name, shape and counts.</param>
/// <param name="QualityText">Text form of the quality.</param>
/// <param name="Origin">Where the data came from.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="Fingerprint">SHA-256 of the content.</param>
internal sealed record CacheHeader(DataContent Content, string QualityText, string Origin, string Description, string Fingerprint)
{
    private const uint Version = 1;
    private const int PrefixLength = 48;
    private const int LongestHeader = 1 << 16;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => "HVAEIMGS"u8;

    [JsonIgnore]
    public DataQuality Quality => DataQualityText.Parse(QualityText)!.Value;

    /// <summary>Bytes of pixels and labels of both parts.</summary>
    [JsonIgnore]
    public long ContentLength => ((long)Content.TrainCount + Content.TestCount) * (Content.Shape.Size + 1L);

    public static CacheHeader Of(DecodedData data, string fingerprint) =>
        new(data.Content, data.Quality.ToText(), data.Origin, data.Description, fingerprint);

    public static CacheHeader Of(StreamedData data, string fingerprint) =>
        new(data.Content, data.Quality.ToText(), data.Origin, data.Description, fingerprint);

    /// <summary>The bytes from the start of the file to its content.</summary>
    public byte[] ToBytes()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this);
        var bytes = new byte[Aligned(PrefixLength + json.Length)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), (uint)json.Length);
        SHA256.HashData(json, bytes.AsSpan(16, 32));
        json.CopyTo(bytes, PrefixLength);
        return bytes;
    }

    /// <summary>Reads the head; the stream is left at the content.</summary>
    /// <exception cref="InvalidDataException">It is not a head that <see cref="ToBytes"/> wrote.</exception>
    public static CacheHeader Read(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[PrefixLength];
        Require(stream.ReadAtLeast(prefix, PrefixLength, throwOnEndOfStream: false) == PrefixLength, "it ends inside the header");
        Require(prefix[..8].SequenceEqual(Magic), "it does not begin with the magic number of a cache file");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        Require(version == Version, $"it has version {version}, this program writes version {Version}");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(prefix[12..]);
        Require(length <= LongestHeader && PrefixLength + length <= stream.Length, $"its header claims {length} bytes");

        var rest = new byte[Aligned(PrefixLength + (int)length) - PrefixLength];
        Require(stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false) == rest.Length, "it ends inside the header");
        var json = rest.AsSpan(0, (int)length);
        Require(SHA256.HashData(json).AsSpan().SequenceEqual(prefix[16..]), "the checksum of its header is wrong");
        Require(!rest.AsSpan((int)length).ContainsAnyExcept((byte)0), "the bytes between header and content are not zero");
        return Parse(json);
    }

    private static CacheHeader Parse(ReadOnlySpan<byte> json)
    {
        CacheHeader? header;
        try
        {
            header = JsonSerializer.Deserialize<CacheHeader>(json);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("its header is not the expected JSON", error);
        }

        var content = header?.Content;
        Require(
            content is { TrainCount: > 0, TestCount: > 0, Shape: { Channels: > 0 and <= 4, Height: > 0 and <= 4096, Width: > 0 and <= 4096 } }
                && DataQualityText.Parse(header!.QualityText) is not null,
            "its header has impossible values");
        return header!;
    }

    private static int Aligned(int length) => (length + Alignment - 1) / Alignment * Alignment;

    private static void Require(bool condition, string problem)
    {
        if (!condition)
            throw new InvalidDataException(problem);
    }
}

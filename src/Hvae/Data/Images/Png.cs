// Decodes PNG images (ISO/IEC 15948) that are not interlaced: chunks with their checksums, then rows with their filters.

using System.Buffers.Binary;
using System.IO.Compression;
using Hvae.Data.Compression;

namespace Hvae.Data.Images;

internal static class Png
{
    private const int ChunkFrame = 12;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Decodes the whole image: grey becomes colour, 16 bits become their upper 8, transparency is left out.</summary>
    /// <exception cref="DataFormatException">The image is damaged, too large, or interlaced.</exception>
    public static void Decode(EncodedImage image, PixelBuffer pixels)
    {
        PngHeader? header = null;
        ReadOnlyMemory<byte> palette = default;
        List<ReadOnlyMemory<byte>> packed = [];
        var at = Signature.Length;
        for (var isEnd = false; !isEnd;)
        {
            var chunk = Chunk(image, at);
            var type = image.Bytes.Span.Slice(at + 4, 4);
            if ((header is null) != type.SequenceEqual("IHDR"u8))
                throw image.Error(at + 4, "one header, as the first chunk", Convert.ToHexStringLower(type));
            if (header is null)
                header = PngHeader.Read(image, chunk.Span, at + 8);
            else if (type.SequenceEqual("PLTE"u8))
                palette = chunk;
            else if (type.SequenceEqual("IDAT"u8))
                packed.Add(chunk);
            isEnd = type.SequenceEqual("IEND"u8);
            at += ChunkFrame + chunk.Length;
        }

        if (at != image.Bytes.Length)
            throw image.Error(at, "the end of the image", "more bytes");
        Unpack(image, header!, palette.Span, packed, pixels);
    }

    /// <summary>The data of the chunk at a place, its checksum compared.</summary>
    private static ReadOnlyMemory<byte> Chunk(EncodedImage image, int at)
    {
        var rest = image.Bytes[Math.Min(at, image.Bytes.Length)..];
        if (rest.Length < ChunkFrame)
            throw image.Error(at, "a chunk", "the end of the image");
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest.Span);
        if (length > rest.Length - ChunkFrame)
            throw image.Error(at, $"a chunk of at most {rest.Length - ChunkFrame} bytes", $"one of {length}");
        var end = 8 + (int)length;
        var (sum, expected) = (BinaryPrimitives.ReadUInt32BigEndian(rest.Span[end..]), Crc32.Append(0, rest.Span[4..end]));
        return sum == expected ? rest[8..end] : throw image.Error(at + end, $"the checksum {expected:x8} of a chunk", $"{sum:x8}");
    }

    private static void Unpack(EncodedImage image, PngHeader header, ReadOnlySpan<byte> palette, List<ReadOnlyMemory<byte>> packed, PixelBuffer pixels)
    {
        var packedLength = packed.Sum(chunk => (long)chunk.Length);
        var needed = (long)header.Height * (1 + header.RowLength);
        if (needed > packedLength * StrictDeflate.LargestRatio)
            throw image.Error(0, $"rows of {needed} bytes", $"{packedLength} compressed bytes, which cannot hold them");
        var room = pixels.Begin(image, header.Width, header.Height);
        Span<byte> row = new byte[1 + header.RowLength];
        Span<byte> above = new byte[header.RowLength];
        using var unpacked = new ZLibStream(new JoinedChunks(packed), CompressionMode.Decompress);
        for (var y = 0; y < header.Height; y++)
        {
            if (Fill(image, unpacked, row) < row.Length)
                throw image.Error(0, $"{header.Height} rows", $"the end of the compressed data in row {y}");
            var line = row[1..];
            if (!PngFilter.Undo(row[0], line, above, header.FilterStep))
                throw image.Error(0, $"a filter from 0 to 4 of row {y}", $"{row[0]}");
            var left = header.ToColour(line, palette, room.Slice(y * header.Width * PixelBuffer.Channels, header.Width * PixelBuffer.Channels));
            if (left >= 0)
                throw image.Error(0, $"a colour of the palette at column {left} of row {y}", "another number");
            line.CopyTo(above);
        }

        if (Fill(image, unpacked, row[..1]) > 0)
            throw image.Error(0, $"the end of the compressed data after {header.Height} rows", "more of them");
    }

    private static int Fill(EncodedImage image, ZLibStream stream, Span<byte> buffer)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            // The latter, of memory, when the data ask for a dictionary, which PNG has none of.
            throw image.Error(0, "compressed rows", "bytes that do not unpack");
        }
    }

    /// <summary>The compressed data of all chunks, one after the other.</summary>
    private sealed class JoinedChunks(List<ReadOnlyMemory<byte>> chunks) : ReadOnlyStream
    {
        private int next;
        private ReadOnlyMemory<byte> rest;

        public override int Read(Span<byte> buffer)
        {
            while (rest.IsEmpty && next < chunks.Count)
                rest = chunks[next++];
            var count = Math.Min(buffer.Length, rest.Length);
            rest.Span[..count].CopyTo(buffer);
            rest = rest[count..];
            return count;
        }
    }
}

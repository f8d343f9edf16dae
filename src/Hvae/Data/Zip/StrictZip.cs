// Hands out the images of a zip archive by name, each with its checksum compared.

using System.Buffers.Binary;
using System.IO.Compression;
using Hvae.Data.Compression;
using Hvae.Data.Images;

namespace Hvae.Data.Zip;

/// <summary>An archive of small files. Archives over 4 GB are not read: offsets of 64 bits in the entries are refused.</summary>
internal sealed class StrictZip : IDisposable
{
    /// <summary>No file of more bytes is read.</summary>
    public const int LongestFile = 1 << 20;

    private const int HeaderLength = 30;

    private readonly FileStream file;
    private readonly ZipDirectory directory;

    private StrictZip(FileStream file, ZipDirectory directory) => (this.file, this.directory) = (file, directory);

    /// <exception cref="DataFormatException">It is no zip archive, or its directory is damaged.</exception>
    public static StrictZip Open(string path)
    {
        var opened = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return new(opened, ZipDirectory.Read(opened));
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The content of a file with this name, whatever folder of the archive it lies in.</summary>
    /// <exception cref="DataFormatException">There is none, or it is damaged, encrypted, or long.</exception>
    public EncodedImage Read(string name)
    {
        if (!directory.Entries.TryGetValue(name, out var entry))
            throw directory.Error(directory.Start, $"{name} in the archive", "no such file");
        var at = entry.HeaderOffset;
        if (entry.Method is not (0 or 8))
            throw directory.Error(at, $"{name} stored or deflated", "another method, or encryption");
        Span<byte> head = stackalloc byte[HeaderLength];
        directory.Fill(at, head, $"the header of {name}");
        if (!head.StartsWith("PK\x3\x4"u8))
            throw directory.Error(at, $"the header of {name}", Convert.ToHexStringLower(head[..4]));
        var start = at + HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(head[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(head[28..]);
        if (start + entry.PackedLength > directory.Start)
            throw directory.Error(at, $"{entry.PackedLength} bytes of {name} before the directory", $"{Math.Max(0, directory.Start - start)}");
        if (entry.Length > LongestFile || entry.PackedLength > LongestFile)
            throw directory.Error(at, $"a file {name} of at most {LongestFile} bytes", $"{Math.Max(entry.Length, entry.PackedLength)}");
        var packed = new byte[entry.PackedLength];
        directory.Fill(start, packed, name);
        var content = entry.Method == 0 ? packed : Inflate(name, at, entry, packed);
        if (content.Length != entry.Length)
            throw directory.Error(at, $"{entry.Length} bytes of {name}", $"{content.Length}");
        if (Crc32.Append(0, content) is var crc && crc != entry.Crc)
            throw directory.Error(at, $"the checksum {entry.Crc:x8} of {name}", $"{crc:x8}");
        return new(file.Name, at, name, content, IsVerified: true);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private byte[] Inflate(string name, long at, ZipEntry entry, byte[] packed)
    {
        // An image hardly gets smaller, so what claims to grow much is shown to be there before memory is taken for it.
        const int Trusted = 2;
        if (entry.Length > Trusted * entry.PackedLength && Count(name, at, entry, packed) < entry.Length)
            throw directory.Error(at, $"{entry.Length} bytes of {name}", "fewer");
        var content = new byte[entry.Length];
        using var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        if (Fill(name, at, deflate, content) < content.Length)
            throw directory.Error(at, $"{entry.Length} bytes of {name}", "fewer");
        return Fill(name, at, deflate, stackalloc byte[1]) == 0 ? content : throw directory.Error(at, $"{entry.Length} bytes of {name}", "more");
    }

    /// <summary>Bytes that there are, up to the length that the directory claims.</summary>
    private long Count(string name, long at, ZipEntry entry, byte[] packed)
    {
        using var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        Span<byte> some = stackalloc byte[4096];
        long count = 0;
        while (count < entry.Length && Fill(name, at, deflate, some) is > 0 and var got)
            count += got;
        return count;
    }

    private int Fill(string name, long at, DeflateStream deflate, Span<byte> buffer)
    {
        try
        {
            return deflate.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            throw directory.Error(at, $"the deflated bytes of {name}", "bytes that do not unpack");
        }
    }
}

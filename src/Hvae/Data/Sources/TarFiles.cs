// Reads the regular files of a tar archive (POSIX.1-1988 "ustar" and GNU tar), from a source that may be damaged.
// System.Formats.Tar is not used because it allocates what a header claims: an entry that claims a long name of 1.5 GB makes it
// allocate 1.5 GB. Here long names, like every entry that is not a regular file, are skipped unread.

using System.Text;

namespace Hvae.Data.Sources;

/// <summary>A regular file of an archive.</summary>
/// <param name="Path">Path in the archive, at most 100 bytes.</param>
/// <param name="Length">Length in bytes.</param>
/// <param name="HeaderOffset">Position of its header in the content.</param>
internal sealed record TarFile(string Path, long Length, long HeaderOffset);

/// <param name="content">
/// Content, positioned at the start of the archive. After <see cref="Next"/> it is at the first byte of a file.
/// </param>
/// <param name="longest">Number of bytes above which an archive is refused.</param>
internal sealed class TarFiles(ContentReader content, long longest)
{
    private const int BlockLength = 512;

    private long nextHeader;

    /// <summary>Returns the next regular file, any part of which may then be read, or null at the verified end of the content.</summary>
    /// <exception cref="DataFormatException">Thrown when a header is damaged, or the archive ends early or does not end.</exception>
    public TarFile? Next()
    {
        var header = new byte[BlockLength];
        while (true)
        {
            content.Skip(nextHeader - content.Position);
            if (content.Position < nextHeader || content.Fill(header) < BlockLength)
                throw content.Error(content.Position, "the rest of the archive", "the end of the content");
            if (!header.AsSpan().ContainsAnyExcept((byte)0))
                break;
            if (Read(header) is { } file)
                return file;
        }

        // Only zeros follow the block of zeros that ends an archive.
        while (content.Fill(header) is > 0 and var count)
        {
            if (header.AsSpan(0, count).ContainsAnyExcept((byte)0))
                throw content.Error(content.Position - count, "zeros after the end of the archive", "other bytes");
            CheckLength(content.Position, content.Position - count);
        }

        return null;
    }

    /// <summary>Reads a header. Returns null for an entry that is not a regular file.</summary>
    private TarFile? Read(byte[] header)
    {
        var start = nextHeader;
        var sum = header.Sum(value => value) - header.Skip(148).Take(8).Sum(value => value) + (8 * ' ');
        if (Octal(header.AsSpan(148, 8)) != sum)
            throw content.Error(start + 148, $"the checksum {sum} of a tar header", Convert.ToHexStringLower(header.AsSpan(148, 8)));
        var type = (char)header[156];
        var length = type is >= '1' and <= '6' ? 0 : Octal(header.AsSpan(124, 12));
        if (length < 0)
            throw content.Error(start + 124, "the length of a file in octal digits", Convert.ToHexStringLower(header.AsSpan(124, 12)));
        nextHeader = start + BlockLength + ((length + BlockLength - 1) / BlockLength * BlockLength);
        CheckLength(nextHeader, start + 124);
        return type is '0' or '\0' ? new(Encoding.Latin1.GetString(header, 0, 100).Split('\0')[0], length, start) : null;
    }

    private void CheckLength(long length, long offset)
    {
        if (length > longest)
            throw content.Error(offset, $"an archive of at most {longest} bytes", "a longer one");
    }

    /// <summary>Returns the number in a field of octal digits, or −1 for any other content.</summary>
    private static long Octal(ReadOnlySpan<byte> field)
    {
        var digits = field.Trim(" \0"u8);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'7'))
            return -1;
        var number = 0L;
        foreach (var digit in digits)
            number = (number * 8) + (digit - '0');
        return number;
    }
}

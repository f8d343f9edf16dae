// Walks through the regular files of a tar archive (POSIX.1-1988 "ustar" and GNU tar), from a source that may be damaged.
// System.Formats.Tar is not used because it takes memory on the word of a header: an entry that claims a long name of
// 1.5 GB makes it allocate 1.5 GB. Here long names, as all that is no regular file, are skipped unread.

using System.Text;
using Hvae.Data.Compression;

namespace Hvae.Data.Cifar;

/// <summary>A regular file of an archive.</summary>
/// <param name="Path">Its path, at most 100 bytes.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="HeaderOffset">Where its header begins in the content.</param>
internal sealed record TarFile(string Path, long Length, long HeaderOffset);

/// <param name="content">At the start of the archive; at the first byte of a file after <see cref="Next"/>.</param>
/// <param name="longest">No archive with more bytes is read.</param>
internal sealed class TarReader(ContentReader content, long longest)
{
    private const int BlockLength = 512;

    private long nextHeader;

    /// <summary>The next regular file, of which any part may then be read; null at the verified end of the content.</summary>
    /// <exception cref="DataFormatException">A header is damaged, or the archive ends early or does not end.</exception>
    public TarFile? Next()
    {
        Span<byte> header = stackalloc byte[BlockLength];
        while (true)
        {
            content.Skip(nextHeader - content.Position);
            if (content.Position < nextHeader || content.Fill(header) < BlockLength)
                throw content.Error(content.Position, "the rest of the archive", "the end of the content");
            if (!header.ContainsAnyExcept((byte)0))
            {
                CheckRest();
                return null;
            }

            if (ReadHeader(header) is { } file)
                return file;
        }
    }

    /// <summary>After the block of zeros that ends an archive only zeros follow.</summary>
    private void CheckRest()
    {
        Span<byte> block = stackalloc byte[BlockLength];
        while (content.Fill(block) is > 0 and var count)
        {
            if (block[..count].ContainsAnyExcept((byte)0))
                throw content.Error(content.Position - count, "zeros after the end of the archive", "other bytes");
            CheckLength(content.Position, content.Position - count);
        }
    }

    private TarFile? ReadHeader(ReadOnlySpan<byte> header)
    {
        var start = nextHeader;
        var sum = 8 * ' ';
        foreach (var value in header)
            sum += value;
        foreach (var value in header.Slice(148, 8))
            sum -= value;
        if (Octal(header.Slice(148, 8)) != sum)
            throw content.Error(start + 148, $"the checksum {sum} of a tar header", Convert.ToHexStringLower(header.Slice(148, 8)));
        var type = (char)header[156];
        var length = type is >= '1' and <= '6'
            ? 0
            : Octal(header.Slice(124, 12)) ?? throw content.Error(start + 124, "the length of a file in octal digits", Convert.ToHexStringLower(header.Slice(124, 12)));
        nextHeader = start + BlockLength + ((length + BlockLength - 1) / BlockLength * BlockLength);
        CheckLength(nextHeader, start + 124);
        return type is '0' or '\0' ? new(Text(header[..100]), length, start) : null;
    }

    private void CheckLength(long length, long offset)
    {
        if (length > longest)
            throw content.Error(offset, $"an archive of at most {longest} bytes", "a longer one");
    }

    /// <summary>The number in a field of octal digits that ends with a space, a zero byte, or the field; null for anything else.</summary>
    private static long? Octal(ReadOnlySpan<byte> field)
    {
        var digits = field.Trim(" \0"u8);
        long number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
                return null;
            number = (number * 8) + (digit - '0');
        }

        return digits.IsEmpty ? null : number;
    }

    private static string Text(ReadOnlySpan<byte> field) =>
        Encoding.Latin1.GetString(field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field);
}

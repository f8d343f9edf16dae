// Turns the indented text of a record's file into its canonical text, byte by byte, without building the value: plans are long.

using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Repro.Records;

/// <summary>
/// Our writer indents every value in one way only. So what is left without the indentation is the canonical text, and a file with any
/// other white space is not ours.
/// </summary>
internal static class IndentedText
{
    private const int MostLevels = 32;

    /// <summary>Only the plus sign of times is common enough to be translated; it is longer in the canonical text.</summary>
    private static readonly byte[] Plus = Encoding.ASCII.GetBytes("\\u002B");

    /// <summary>What ends a text, or is written in another way in the canonical one.</summary>
    private static readonly SearchValues<byte> Special = SearchValues.Create("\"\\+&'<>`\u007F"u8);

    /// <summary>The line break before a value of each level.</summary>
    private static readonly byte[][] Breaks = [.. Enumerable.Range(0, MostLevels).Select(level => Encoding.ASCII.GetBytes(Environment.NewLine + new string(' ', 2 * level)))];

    /// <summary>The canonical text; null when it cannot be said so simply, which does not mean that the file is damaged.</summary>
    public static byte[]? Canonical(ReadOnlySpan<byte> file)
    {
        var text = new byte[MostBytes(file)];
        return Canonical(file, text) is { } length ? text[..length] : null;
    }

    /// <summary>The canonical text is not longer than this.</summary>
    public static int MostBytes(ReadOnlySpan<byte> file) => file.Length + ((Plus.Length - 1) * file.Count((byte)'+'));

    /// <summary>Writes the canonical text to the beginning of <paramref name="text"/>, which must have room for <see cref="MostBytes"/>.</summary>
    /// <returns>How long it is; null when it cannot be said so simply.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // One pass over many small files: it would end before it is compiled well.
    public static int? Canonical(ReadOnlySpan<byte> file, Span<byte> text)
    {
        if (file.IsEmpty || file[^1] != '\n' || file.ContainsAnyExceptInRange((byte)0, (byte)127)) return null;
        var left = file[..^1];
        var (length, level) = (0, 0);
        while (!left.IsEmpty)
        {
            var letter = left[0];
            if (letter == '"')
            {
                if (!TryText(ref left, text, ref length)) return null;
                continue;
            }

            if (letter == Breaks[0][0])
            {
                if (level == 0 || !TrySkip(ref left, Breaks[--level]) || left.IsEmpty || left[0] is not ((byte)'}' or (byte)']')) return null;
                letter = left[0];
            }

            text[length++] = letter;
            left = left[1..];
            switch (letter)
            {
                case (byte)'{' or (byte)'[':
                    if (left.IsEmpty || ++level == MostLevels) return null;
                    if (left[0] is (byte)'}' or (byte)']')
                    {
                        level--;
                        text[length++] = left[0];
                        left = left[1..];
                    }
                    else if (!TrySkip(ref left, Breaks[level]))
                    {
                        return null;
                    }

                    break;
                case (byte)',':
                    if (!TrySkip(ref left, Breaks[level])) return null;
                    break;
                case (byte)':':
                    if (!TrySkip(ref left, " "u8)) return null;
                    break;
                case (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t':
                    return null;
            }
        }

        return level == 0 ? length : null;
    }

    /// <summary>A text from quotation mark to quotation mark.</summary>
    private static bool TryText(ref ReadOnlySpan<byte> left, Span<byte> text, ref int length)
    {
        for (var at = 1; ; at++)
        {
            var next = left[at..].IndexOfAny(Special);
            if (next < 0) return false;
            at += next;
            switch (left[at])
            {
                case (byte)'"':
                    Append(left[..(at + 1)], text, ref length);
                    left = left[(at + 1)..];
                    return true;
                case (byte)'\\':
                    if (++at == left.Length || left[at] == (byte)'"') return false; // A quotation mark has another escape in the canonical text.
                    break;
                case (byte)'+':
                    Append(left[..at], text, ref length);
                    Append(Plus, text, ref length);
                    left = left[(at + 1)..];
                    at = -1;
                    break;
                default:
                    return false;
            }
        }
    }

    private static void Append(ReadOnlySpan<byte> part, Span<byte> text, ref int length)
    {
        part.CopyTo(text[length..]);
        length += part.Length;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> left, ReadOnlySpan<byte> expected)
    {
        if (!left.StartsWith(expected)) return false;
        left = left[expected.Length..];
        return true;
    }
}

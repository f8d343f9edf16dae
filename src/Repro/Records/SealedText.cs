// Verifies a sealed record from its bytes alone, without building it anew: plans are long.

using System.Security.Cryptography;
using System.Text;

namespace Repro.Records;

/// <summary>
/// A record's file is its canonical text, indented, with the SHA-256 of the canonical text as one of the members. So the file without
/// its indentation, and without that member, must have that hash; and indented again it must be the file.
/// </summary>
internal static class SealedText
{
    private const int HashLength = 64;
    private static readonly byte[] Member = Encoding.ASCII.GetBytes("\"sha256\":\"");
    private static readonly byte[] Plus = Encoding.ASCII.GetBytes("\\u002B");
    private static readonly byte[] NewLine = Encoding.ASCII.GetBytes(Environment.NewLine);

    /// <summary>The hash that the file names and has; null when this cannot be said so simply, e.g. for texts with characters that are escaped in one form only.</summary>
    public static string? SealOf(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty || file[^1] != '\n' || file.ContainsAnyExceptInRange((byte)0, (byte)127)) return null;
        var plain = WithoutIndentation(file, escape: false);
        var text = WithoutIndentation(file, escape: true);
        var at = text.AsSpan().LastIndexOf(Member);
        var end = at + Member.Length + HashLength;
        if (at < 0 || end + 2 > text.Length || text[end] != '"' || text[end + 1] != ',') return null;
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(text.AsSpan(0, at));
        sha.AppendData(text.AsSpan(end + 2));
        var seal = Encoding.ASCII.GetString(text.AsSpan(at + Member.Length, HashLength));
        return Convert.ToHexStringLower(sha.GetHashAndReset()) == seal && IsIndented(plain, file) ? seal : null;
    }

    /// <param name="file">The file.</param>
    /// <param name="escape">Writes the plus sign of times as the canonical text does.</param>
    private static byte[] WithoutIndentation(ReadOnlySpan<byte> file, bool escape)
    {
        var text = new byte[file.Length + (escape ? Plus.Length * file.Count((byte)'+') : 0)];
        var (length, isInText, isEscaped) = (0, false, false);
        foreach (var letter in file)
        {
            if (!isInText && letter is (byte)' ' or (byte)'\n' or (byte)'\r') continue;
            if (escape && isInText && letter == '+')
            {
                Plus.CopyTo(text, length);
                length += Plus.Length;
                isEscaped = false;
                continue;
            }

            text[length++] = letter;
            isInText ^= letter == '"' && !isEscaped;
            isEscaped = isInText && letter == '\\' && !isEscaped;
        }

        return text[..length];
    }

    /// <summary>Whether the text in our indentation is the file.</summary>
    private static bool IsIndented(byte[] text, ReadOnlySpan<byte> file)
    {
        var indented = new MemoryStream(file.Length);
        var (depth, isInText, isEscaped) = (0, false, false);
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (isInText || letter == '"')
            {
                indented.WriteByte(letter);
                isInText ^= letter == '"' && !isEscaped;
                isEscaped = isInText && letter == '\\' && !isEscaped;
                continue;
            }

            var isEmpty = at + 1 < text.Length && text[at + 1] is (byte)'}' or (byte)']';
            var wasEmpty = at > 0 && text[at - 1] is (byte)'{' or (byte)'[';
            if (letter is (byte)'}' or (byte)']' && !wasEmpty) Line(indented, --depth);
            indented.WriteByte(letter);
            if (letter is (byte)'{' or (byte)'[' && !isEmpty) Line(indented, ++depth);
            if (letter == ',') Line(indented, depth);
            if (letter == ':') indented.WriteByte((byte)' ');
        }

        indented.WriteByte((byte)'\n');
        return indented.GetBuffer().AsSpan(0, (int)indented.Length).SequenceEqual(file);
    }

    private static void Line(MemoryStream text, int depth)
    {
        text.Write(NewLine);
        for (var level = 0; level < depth; level++) text.Write("  "u8);
    }
}

// Makes one to four random changes to an input: bytes, words, pieces, and in text also numbers and marks.

using System.Buffers.Binary;
using System.Text;

namespace Faults.Inputs;

internal static class Mutant
{
    private const int EarlyBytes = 64;

    /// <summary>Numbers at which readers often fail.</summary>
    private static readonly uint[] Words = [0, 1, 2, 255, 256, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

    private static readonly byte[][] Pieces = [.. new[]
    {
        "-1", "0", "1e999", "-1e999", "1e-999", "9223372036854775807", "9223372036854775808", "123456789012345678901234567890", "0.1e",
        "NaN", "null", "true", "\"\"", "{}", "[]",
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\n", "\0", "//", "/*", "../", "\uFEFF", "é",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Returns the input with one to four changes.</summary>
    /// <param name="valid">A valid input.</param>
    /// <param name="words">Words of the format, which are exchanged.</param>
    /// <param name="random">Chooses the changes.</param>
    public static byte[] Of(byte[] valid, IReadOnlyList<string> words, Random random)
    {
        var input = valid;
        for (var change = random.Next(4); change >= 0; change--) input = Changed(input, words, random);
        return input;
    }

    private static byte[] Changed(byte[] input, IReadOnlyList<string> words, Random random)
    {
        if (words.Count > 0 && random.Next(4) == 0) return WithAnotherWord(input, words, random);
        if (input.Length == 0) return Pieces[random.Next(Pieces.Length)];
        var at = random.Next(random.Next(3) == 0 ? Math.Min(EarlyBytes, input.Length) : input.Length);
        var end = Math.Min(input.Length, at + 1 + random.Next(random.Next(4) == 0 ? input.Length : 24));
        var copy = input.ToArray();
        switch (random.Next(10))
        {
            case 0: return input[..at];
            case 1: return [.. input[..at], .. input[end..]];
            case 2: return [.. input[..end], .. input[at..]];
            case 3: return [.. input[..at], .. Pieces[random.Next(Pieces.Length)], .. input[at..]];
            case 4: return [.. input[..at], .. Pieces[random.Next(Pieces.Length)], .. input[end..]];
            case 5: return WithAnotherNumber(input, at, random);
            case 6:
                var word = random.Next(3) == 0 ? (uint)random.NextInt64(1L << 32) : Words[random.Next(Words.Length)];
                if (at + 4 > copy.Length) return copy;
                if (random.Next(2) == 0) BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(at), word);
                else BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(at), word);
                return copy;
            case 7:
                copy[at] = (byte)random.Next(256);
                return copy;
            case 8:
                random.NextBytes(copy.AsSpan(at..end));
                return copy;
            default:
                copy[at] ^= (byte)(1 << random.Next(8));
                return copy;
        }
    }

    /// <summary>Replaces one of the words by another, so that the format stays well formed.</summary>
    private static byte[] WithAnotherWord(byte[] input, IReadOnlyList<string> words, Random random)
    {
        var old = Encoding.UTF8.GetBytes(words[random.Next(words.Count)]);
        var from = random.Next(input.Length + 1);
        var at = input.AsSpan(from).IndexOf(old);
        if (at < 0) return input;
        at += from;
        return [.. input[..at], .. Encoding.UTF8.GetBytes(words[random.Next(words.Count)]), .. input[(at + old.Length)..]];
    }

    /// <summary>Replaces the next run of digits.</summary>
    private static byte[] WithAnotherNumber(byte[] input, int at, Random random)
    {
        var begin = input.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (begin < 0) return input;
        begin += at;
        var length = input.AsSpan(begin).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return [.. input[..begin], .. Pieces[random.Next(Pieces.Length)], .. length < 0 ? [] : input[(begin + length)..]];
    }
}

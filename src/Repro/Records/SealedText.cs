// Verifies a sealed record from its bytes alone, without building it anew: plans are long.

using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Repro.Records;

/// <summary>A record's file is its canonical text, indented, with the SHA-256 of the canonical text without it as one of the members.</summary>
internal static class SealedText
{
    private const int HashLength = 64;
    private static readonly byte[] Member = Encoding.ASCII.GetBytes("\"sha256\":\"");

    /// <summary>The hash that the file names and has; null when this cannot be said so simply, e.g. for texts with letters beyond ASCII.</summary>
    public static string? SealOf(ReadOnlySpan<byte> file)
    {
        var text = ArrayPool<byte>.Shared.Rent(IndentedText.MostBytes(file));
        var seal = IndentedText.Canonical(file, text) is { } length ? SealIn(text.AsSpan(0, length)) : null;
        ArrayPool<byte>.Shared.Return(text);
        return seal;
    }

    /// <param name="text">Canonical; the seal is taken out of it.</param>
    private static string? SealIn(Span<byte> text)
    {
        var at = text.LastIndexOf(Member);
        var end = at + Member.Length + HashLength;
        if (at < 0 || end + 2 > text.Length || text[end] != '"' || text[end + 1] != ',') return null;
        var seal = Encoding.ASCII.GetString(text.Slice(at + Member.Length, HashLength));
        text[(end + 2)..].CopyTo(text[at..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..^(end + 2 - at)], hash);
        return Convert.ToHexStringLower(hash) == seal ? seal : null;
    }
}

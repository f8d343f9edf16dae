// Verifies a sealed record from its bytes alone, without building it anew: plans are long.

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
        if (IndentedText.Canonical(file) is not { } text) return null;
        var at = text.AsSpan().LastIndexOf(Member);
        var end = at + Member.Length + HashLength;
        if (at < 0 || end + 2 > text.Length || text[end] != '"' || text[end + 1] != ',') return null;
        var seal = Encoding.ASCII.GetString(text.AsSpan(at + Member.Length, HashLength));
        text.AsSpan(end + 2).CopyTo(text.AsSpan(at));
        var unsealed = text.AsSpan(0, text.Length - (end + 2 - at));
        return Convert.ToHexStringLower(SHA256.HashData(unsealed)) == seal ? seal : null;
    }
}

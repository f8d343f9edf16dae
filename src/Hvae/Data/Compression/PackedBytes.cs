// The compressed bytes of a file, handed out so that one sees whether a decoder wanted all of them.

namespace Hvae.Data.Compression;

/// <summary>
/// The bytes from where the file stands to <paramref name="end"/>, the last of them always alone: so a decoder that
/// never asks for it has stopped early, and what it left over does not belong there.
/// </summary>
internal sealed class PackedBytes(FileStream file, long end) : ReadOnlyStream
{
    /// <summary>Whether the last byte was asked for.</summary>
    public bool IsUsedUp => file.Position >= end;

    /// <summary>Just after the last byte, in the file.</summary>
    public override long Length => end;

    /// <summary>Place in the file.</summary>
    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var left = end - file.Position;
        return left <= 0 ? 0 : file.Read(buffer[..(int)Math.Min(buffer.Length, Math.Max(1, left - 1))]);
    }
}

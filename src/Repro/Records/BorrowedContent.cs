// The content of a file in a borrowed array: a long plan has many small files, and each is looked at once.

using System.Buffers;

namespace Repro.Records;

/// <summary>To be given back by <see cref="Dispose"/>.</summary>
internal readonly struct BorrowedContent : IDisposable
{
    private readonly byte[] array;
    private readonly int length;

    /// <summary>Reads all of the file.</summary>
    public BorrowedContent(string path)
    {
        using var file = File.OpenHandle(path);
        var expected = RandomAccess.GetLength(file);
        if (expected > Array.MaxLength) throw new IOException($"has {expected} bytes, more than any record");
        array = ArrayPool<byte>.Shared.Rent((int)expected);
        while (length < expected && RandomAccess.Read(file, array.AsSpan(length, (int)expected - length), length) is > 0 and var count) length += count;
    }

    public ReadOnlySpan<byte> Bytes => array.AsSpan(0, length);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(array);
}

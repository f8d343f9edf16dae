// Reads the files of tensors that PyTorch's `torch.save(module.state_dict(), path)` writes, of either format, as untrusted input.

using Hvae.Data;
using static TorchSharp.torch;

namespace Hvae.Pretrained.PyTorch;

/// <summary>Dictionaries of tensors in PyTorch's own formats. No code in them is executed, and memory is taken only for numbers that are there.</summary>
public static class PthFile
{
    private const string Remedy = "Put a fresh copy of the published file in its place.";

    /// <summary>The start of a zip archive, which PyTorch has written since version 1.6.</summary>
    private static ReadOnlySpan<byte> ZipMark => "PK\x03\x04"u8;

    /// <summary>The start of the legacy format: a pickle of protocol 2 that begins with an integer of ten bytes.</summary>
    private static ReadOnlySpan<byte> LegacyMark => [0x80, 0x02, 0x8a, 0x0a];

    /// <summary>Whether the file begins like one of PyTorch's.</summary>
    public static bool IsOne(string path) => IsZip(path) || Begins(path, LegacyMark);

    /// <summary>Reads all tensors by name. They belong to the current dispose scope, and share memory where they did when they were saved.</summary>
    /// <exception cref="DataFormatException">The file is damaged, or has anything but tensors in it.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        using var scope = NewDisposeScope();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var (tensors, storages) = IsZip(path) ? ZipPth.Read(file) : LegacyPth.Read(file);
        return tensors.ToDictionary(pair => pair.Key, pair => pair.Value.Of(storages[pair.Value.Storage.Key]).MoveToOuterDisposeScope(), StringComparer.Ordinal);
    }

    /// <summary>The error of a file that is damaged at this byte.</summary>
    internal static DataFormatException Error(FileStream file, long offset, string expected, string found, Exception? inner = null) =>
        new(file.Name, offset, expected, found, Remedy, inner: inner);

    /// <summary>Whether all storages together are no longer than the file, which holds each of them once.</summary>
    internal static void CheckSizes(FileStream file, IEnumerable<TensorStorage> storages)
    {
        Int128 bytes = 0;
        foreach (var storage in storages) bytes += (Int128)storage.Count * TensorStorage.ElementSize(storage.Type);
        if (bytes > file.Length) throw Error(file, 0, $"at most {file.Length} bytes of numbers", $"{bytes}");
    }

    private static bool IsZip(string path) => Begins(path, ZipMark);

    private static bool Begins(string path, ReadOnlySpan<byte> mark)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Span<byte> first = stackalloc byte[mark.Length];
        return file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(mark);
    }
}

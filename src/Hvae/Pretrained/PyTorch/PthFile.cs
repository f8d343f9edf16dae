// Reads the files of tensors that PyTorch's `torch.save(module.state_dict(), path)` writes, as untrusted input. Since version 1.6 these
// are zip archives; before, they were pickles followed by the numbers.

using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.IO.Hashing;
using System.Numerics;
using Hvae.Data;
using static TorchSharp.torch;

namespace Hvae.Pretrained.PyTorch;

/// <summary>
/// Reads dictionaries of tensors in PyTorch's own formats. It executes no code of a file, and allocates memory only for numbers that the
/// file contains.
/// </summary>
public static class PthFile
{
    private const string Remedy = "Put a fresh copy of the published file in its place.";

    /// <summary>The start of a zip archive, which PyTorch has written since version 1.6.</summary>
    private static ReadOnlySpan<byte> ZipMark => "PK\x03\x04"u8;

    /// <summary>The start of the legacy format: a pickle of protocol 2 that begins with an integer of ten bytes.</summary>
    private static ReadOnlySpan<byte> LegacyMark => [0x80, 0x02, 0x8a, 0x0a];

    /// <summary>Returns whether the file begins like one of PyTorch's.</summary>
    public static bool IsOne(string path) => IsZip(path) || Begins(path, LegacyMark);

    /// <summary>
    /// Reads all tensors by name. They belong to the current dispose scope and share memory if they did when they were saved.
    /// </summary>
    /// <exception cref="DataFormatException">Thrown when the file is damaged or contains anything but tensors.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        using var scope = NewDisposeScope();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var (tensors, storages) = IsZip(path) ? ZipPth.Read(file) : LegacyPth.Read(file);
        return tensors.ToDictionary(
            pair => pair.Key, pair => pair.Value.Of(storages[pair.Value.Storage.Key]).MoveToOuterDisposeScope(), StringComparer.Ordinal);
    }

    /// <summary>Returns the error for a file that is damaged at this byte.</summary>
    internal static DataFormatException Error(FileStream file, long offset, string expected, string found, Exception? inner = null) =>
        new(file.Name, offset, expected, found, Remedy, inner: inner);

    /// <summary>Checks that all storages together are no longer than the file, which contains each of them once.</summary>
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

/// <summary>
/// PyTorch's format since version 1.6: a zip archive whose entries are stored without compression in one folder. data.pkl has the pickled
/// tensors, data/KEY the numbers of each storage, and byteorder, since version 2.1, "little" or "big".
/// </summary>
internal static class ZipPth
{
    private const string PickleName = "data.pkl";

    public static (IReadOnlyDictionary<string, StoredTensor> Tensors, IReadOnlyDictionary<string, Tensor> Storages) Read(FileStream file)
    {
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            return Read(file, zip);
        }
        catch (Exception problem) when (
            problem is InvalidDataException or EndOfStreamException or IOException or ArgumentException or NotSupportedException)
        {
            throw PthFile.Error(file, 0, "a whole zip archive", $"something else: {problem.Message}", problem);
        }
    }

    private static (IReadOnlyDictionary<string, StoredTensor> Tensors, IReadOnlyDictionary<string, Tensor> Storages) Read(
        FileStream file, ZipArchive zip)
    {
        var pickled = zip.Entries.FirstOrDefault(entry => entry.Name == PickleName)
            ?? throw PthFile.Error(file, 0, $"an entry {PickleName}", $"none among {zip.Entries.Count} entries");
        var folder = pickled.FullName[..^PickleName.Length];
        var isSwapped = IsBigEndian(file, zip.GetEntry($"{folder}byteorder"));

        var pickle = new TensorPickle(file.Name, new MemoryStream(ReadEntry(file, pickled)));
        var tensors = pickle.ReadTensors();
        PthFile.CheckSizes(file, pickle.Mentioned.Values);
        var storages = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var storage in pickle.Mentioned.Values)
        {
            var entry = zip.GetEntry($"{folder}data/{storage.Key}")
                ?? throw PthFile.Error(file, 0, $"an entry for the storage {storage.Key}", "none");
            storages.Add(storage.Key, ReadStorage(file, entry, storage, isSwapped));
        }

        return (tensors, storages);
    }

    private static bool IsBigEndian(FileStream file, ZipArchiveEntry? order)
    {
        if (order is null) return false;
        var text = ReadEntry(file, order);
        if (text.AsSpan().SequenceEqual("little"u8)) return false;
        return text.AsSpan().SequenceEqual("big"u8) ? true : throw PthFile.Error(file, 0, "the byte order little or big", "another");
    }

    private static Tensor ReadStorage(FileStream file, ZipArchiveEntry entry, TensorStorage storage, bool isSwapped)
    {
        if (entry.Length != storage.Bytes || entry.Length > Array.MaxLength)
            throw PthFile.Error(file, 0, $"{storage.Bytes} bytes in {entry.FullName}", $"{entry.Length}");
        CheckStored(file, entry);
        var numbers = empty([storage.Count], dtype: storage.Type);
        if (storage.Count == 0) return numbers;
        Fill(file, entry, numbers.bytes);
        if (isSwapped) Swap(numbers.bytes, TensorStorage.ElementSize(storage.Type));
        return numbers;
    }

    private static byte[] ReadEntry(FileStream file, ZipArchiveEntry entry)
    {
        CheckStored(file, entry);
        var bytes = new byte[entry.Length];
        Fill(file, entry, bytes);
        return bytes;
    }

    /// <summary>Checks that an entry is not compressed, so that no entry is longer than the file.</summary>
    private static void CheckStored(FileStream file, ZipArchiveEntry entry)
    {
        if (entry.Length != entry.CompressedLength || entry.Length < 0 || entry.Length > file.Length)
        {
            throw PthFile.Error(
                file, 0, $"{entry.FullName} stored without compression", $"{entry.CompressedLength} bytes for {entry.Length}");
        }
    }

    /// <summary>Reads an entry and compares its checksum, which <see cref="ZipArchive"/> does not check.</summary>
    private static void Fill(FileStream file, ZipArchiveEntry entry, Span<byte> bytes)
    {
        using var content = entry.Open();
        content.ReadExactly(bytes);
        if (Crc32.HashToUInt32(bytes) != entry.Crc32)
            throw PthFile.Error(file, 0, $"{entry.FullName} with its checksum", "another content");
    }

    private static void Swap(Span<byte> bytes, int size)
    {
        for (; bytes.Length > 0; bytes = bytes[size..]) bytes[..size].Reverse();
    }
}

/// <summary>
/// PyTorch's format before version 1.6: pickles of a mark, a version, properties of the machine, the tensors and the keys of their
/// storages, and then each storage, which is a count of 8 bytes and its numbers. Numbers are little-endian on every machine, so the byte
/// order that the properties name is not needed.
/// </summary>
internal static class LegacyPth
{
    private const long Version = 1001;
    private static readonly BigInteger Mark =
        BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static (IReadOnlyDictionary<string, StoredTensor> Tensors, IReadOnlyDictionary<string, Tensor> Storages) Read(FileStream file)
    {
        var pickle = new TensorPickle(file.Name, file);
        if (pickle.Read() is not BigInteger mark || mark != Mark)
            throw pickle.Error("the mark of PyTorch's legacy format", "another value");
        if (pickle.Read() is not Version) throw pickle.Error($"version {Version} of the format", "another");
        if (pickle.Read() is not PickleDictionary) throw pickle.Error("properties of the machine that wrote the file", "another value");
        var tensors = pickle.ReadTensors();
        if (pickle.Read() is not PickleList keys) throw pickle.Error("a list of storages", "another value");

        PthFile.CheckSizes(file, pickle.Mentioned.Values);
        var storages = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var item in keys.Items)
        {
            if (item is not string key || !pickle.Mentioned.TryGetValue(key, out var storage))
                throw pickle.Error("keys of storages that tensors use", "another value");
            if (!storages.TryAdd(key, ReadStorage(file, storage))) throw pickle.Error("each storage once", "one of them twice");
        }

        if (storages.Count < pickle.Mentioned.Count) throw pickle.Error($"{pickle.Mentioned.Count} storages", $"{storages.Count}");
        return (tensors, storages);
    }

    private static Tensor ReadStorage(FileStream file, TensorStorage storage)
    {
        Span<byte> count = stackalloc byte[sizeof(long)];
        var start = file.Position;
        if (file.ReadAtLeast(count, count.Length, throwOnEndOfStream: false) < count.Length)
            throw PthFile.Error(file, start, "the length of a storage", "the end of the file");
        if (BinaryPrimitives.ReadInt64LittleEndian(count) is var found && found != storage.Count)
            throw PthFile.Error(file, start, $"a storage of {storage.Count} numbers", $"one of {found}");
        var left = file.Length - file.Position;
        if (storage.Bytes > Math.Min(left, Array.MaxLength))
            throw PthFile.Error(file, file.Position, $"{storage.Bytes} bytes of numbers", $"the end of the file after {left}");
        var numbers = empty([storage.Count], dtype: storage.Type);
        if (storage.Count > 0) file.ReadExactly(numbers.bytes);
        return numbers;
    }
}

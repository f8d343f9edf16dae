// PyTorch's format since version 1.6: a zip archive of entries that are stored, not compressed, in one folder: data.pkl with the
// pickled tensors, data/KEY with the numbers of each storage, and, from version 2.1 on, byteorder with "little" or "big".

using System.IO.Compression;
using Hvae.Data.Compression;
using static TorchSharp.torch;

namespace Hvae.Pretrained.PyTorch;

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
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException or IOException or ArgumentException or NotSupportedException)
        {
            throw PthFile.Error(file, 0, "a whole zip archive", $"something else: {problem.Message}", problem);
        }
    }

    private static (IReadOnlyDictionary<string, StoredTensor> Tensors, IReadOnlyDictionary<string, Tensor> Storages) Read(FileStream file, ZipArchive zip)
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
            var entry = zip.GetEntry($"{folder}data/{storage.Key}") ?? throw PthFile.Error(file, 0, $"an entry for the storage {storage.Key}", "none");
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

    /// <summary>So no entry is longer than the file.</summary>
    private static void CheckStored(FileStream file, ZipArchiveEntry entry)
    {
        if (entry.Length != entry.CompressedLength || entry.Length < 0 || entry.Length > file.Length)
            throw PthFile.Error(file, 0, $"{entry.FullName} stored as it is", $"{entry.CompressedLength} bytes for {entry.Length}");
    }

    /// <summary>Reads an entry and compares its checksum, which <see cref="ZipArchive"/> leaves to its user.</summary>
    private static void Fill(FileStream file, ZipArchiveEntry entry, Span<byte> bytes)
    {
        using var content = entry.Open();
        content.ReadExactly(bytes);
        if (Crc32.Append(0, bytes) != entry.Crc32) throw PthFile.Error(file, 0, $"{entry.FullName} with its checksum", "another content");
    }

    private static void Swap(Span<byte> bytes, int size)
    {
        for (; bytes.Length > 0; bytes = bytes[size..]) bytes[..size].Reverse();
    }
}

// PyTorch's format before version 1.6: pickles of a mark, a version, facts of the machine, the tensors and the keys of their
// storages, and then each storage: a count of 8 bytes and its numbers. Numbers are little-endian whatever machine wrote them,
// so the machine's own order, which the facts name, does not matter.

using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using static TorchSharp.torch;

namespace Hvae.Pretrained.PyTorch;

internal static class LegacyPth
{
    private const long Version = 1001;
    private static readonly BigInteger Mark = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    public static (IReadOnlyDictionary<string, StoredTensor> Tensors, IReadOnlyDictionary<string, Tensor> Storages) Read(FileStream file)
    {
        var pickle = new TensorPickle(file.Name, file);
        if (pickle.Read() is not BigInteger mark || mark != Mark) throw pickle.Error("the mark of PyTorch's legacy format", "another value");
        if (pickle.Read() is not Version) throw pickle.Error($"version {Version} of the format", "another");
        if (pickle.Read() is not PickleDictionary) throw pickle.Error("facts of the machine that wrote the file", "another value");
        var tensors = pickle.ReadTensors();
        if (pickle.Read() is not PickleList keys) throw pickle.Error("a list of storages", "another value");

        PthFile.CheckSizes(file, pickle.Mentioned.Values);
        var storages = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var item in keys.Items)
        {
            if (item is not string key || !pickle.Mentioned.TryGetValue(key, out var storage)) throw pickle.Error("keys of storages that tensors use", "another value");
            if (!storages.TryAdd(key, ReadStorage(file, storage))) throw pickle.Error($"each storage once", "one a second time");
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

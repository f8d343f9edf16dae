// The classes and functions that a pickled dictionary of tensors mentions, and the tensors that they describe as views of storages.

using Hvae.Data;
using static TorchSharp.torch;

namespace Hvae.Pretrained.PyTorch;

/// <inheritdoc cref="PickleReader"/>
/// <param name="path">Path of the file, for messages.</param>
/// <param name="content">Stream at the start of a pickle.</param>
internal sealed class TensorPickle(string path, Stream content)
    : PickleReader(content, "tensors", (offset, expected, found) => new(path, offset, expected, found, Remedy))
{
    private const string Remedy = "Put a fresh copy of the published file in its place; if it is, save its state_dict again with PyTorch.";

    private static readonly PickleName OrderedDictionary = new("collections", "OrderedDict");
    private static readonly PickleName Tensor = new("torch._utils", "_rebuild_tensor_v2");
    private static readonly PickleName OldTensor = new("torch._utils", "_rebuild_tensor");
    private static readonly PickleName Parameter = new("torch._utils", "_rebuild_parameter");

    private static readonly Dictionary<string, ScalarType> Storages = new(StringComparer.Ordinal)
    {
        ["FloatStorage"] = ScalarType.Float32,
        ["DoubleStorage"] = ScalarType.Float64,
        ["HalfStorage"] = ScalarType.Float16,
        ["BFloat16Storage"] = ScalarType.BFloat16,
        ["LongStorage"] = ScalarType.Int64,
        ["IntStorage"] = ScalarType.Int32,
        ["ShortStorage"] = ScalarType.Int16,
        ["CharStorage"] = ScalarType.Int8,
        ["ByteStorage"] = ScalarType.Byte,
    };

    private readonly Dictionary<string, TensorStorage> storages = new(StringComparer.Ordinal);

    /// <summary>The storages of the tensors that were read so far, by key.</summary>
    public IReadOnlyDictionary<string, TensorStorage> Mentioned => storages;

    /// <summary>Reads a dictionary of tensors by name.</summary>
    /// <exception cref="DataFormatException">Thrown when the pickle is damaged or contains anything else.</exception>
    public IReadOnlyDictionary<string, StoredTensor> ReadTensors()
    {
        if (Read() is not PickleDictionary dictionary) throw Error("a dictionary of tensors, as state_dict gives it", "another value");
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (var (key, value) in dictionary.Items)
        {
            if (key is not string name) throw Error("names of tensors", "another key");
            if (value is not StoredTensor tensor) throw Error($"a tensor named {Short(name)}", "another value");
            if (!tensors.TryAdd(name, tensor)) throw Error($"the name {Short(name)} once", "it twice");
        }

        return tensors;
    }

    /// <inheritdoc/>
    protected override bool IsKnown(PickleName name) =>
        name == OrderedDictionary || name == Tensor || name == OldTensor || name == Parameter || IsStorage(name);

    /// <inheritdoc/>
    protected override object Call(PickleName function, object?[] arguments)
    {
        if (function == OrderedDictionary) return Dictionary(arguments);
        if (function == Parameter && arguments is [StoredTensor parameter, ..]) return parameter;
        var isTensor = (function == Tensor && arguments.Length is 6 or 7) || (function == OldTensor && arguments.Length == 4);
        if (!isTensor || arguments is not [TensorStorage storage, long offset, PickleTuple sizes, PickleTuple strides, ..])
            throw Error($"a call of {function} with its usual arguments", "others");
        var tensor = new StoredTensor(storage, offset, Numbers(sizes), Numbers(strides));
        return tensor.IsInside()
            ? tensor
            : throw Error($"a tensor inside its storage of {storage.Count} numbers", "one that reaches outside");
    }

    /// <summary>
    /// Reads ("storage", type, key, device, count). The legacy format has None at the end, where very old files may describe a part of
    /// another storage; such files are refused.
    /// </summary>
    protected override object Persistent(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleName type, string key, string, long count, .. var rest] }
            || rest is not ([] or [null]))
        {
            throw Error("the description of a storage", "another value");
        }

        if (!IsStorage(type) || count < 0) throw Error("a storage of numbers", $"{type} with {count}");
        var storage = new TensorStorage(key, Storages[type.Name], count);
        if (storages.TryGetValue(key, out var known) && known != storage)
            throw Error($"one description of the storage {Short(key)}", "two");
        return storages[key] = known ?? storage;
    }

    private static bool IsStorage(PickleName name) => name.Module is "torch" or "torch.cuda" && Storages.ContainsKey(name.Name);

    private static string Short(string text) => text.Length <= 80 ? text : $"{text[..80]}…";

    /// <summary>Returns the dictionary of a call without arguments or, as Python 2 writes it, with a list of keys and values.</summary>
    private PickleDictionary Dictionary(object?[] arguments)
    {
        if (arguments.Length == 0) return new();
        if (arguments is not [PickleList pairs]) throw Error("an OrderedDict of pairs", "other arguments");
        Charge(pairs.Items.Count);
        return new([.. pairs.Items.Select(pair => pair is PickleList { Items: [var key, var value] }
            ? KeyValuePair.Create(key, value)
            : throw Error("an OrderedDict of pairs", "another value"))]);
    }

    private long[] Numbers(PickleTuple tuple) =>
        [.. tuple.Items.Select(item => item as long? ?? throw Error("whole numbers as sizes and strides", "another value"))];
}

/// <summary>A sequence of numbers in the file, which several tensors may share.</summary>
/// <param name="Key">Name of the storage in the file.</param>
/// <param name="Type">Type of each number.</param>
/// <param name="Count">Number of numbers.</param>
internal sealed record TensorStorage(string Key, ScalarType Type, long Count)
{
    /// <summary>Length of the storage in bytes.</summary>
    /// <exception cref="OverflowException">Thrown when no file can be so long.</exception>
    public long Bytes => checked(Count * ElementSize(Type));

    /// <summary>Returns the number of bytes of one number.</summary>
    public static int ElementSize(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        _ => 8,
    };
}

/// <summary>A tensor as a file describes it: element (i, j, …) is number Offset + i·Strides[0] + j·Strides[1] + … of the storage.</summary>
internal sealed record StoredTensor(TensorStorage Storage, long Offset, long[] Sizes, long[] Strides)
{
    private const int MostDimensions = 16;

    /// <summary>Returns whether every element is in the storage and the tensor has no more elements than the storage has numbers.</summary>
    public bool IsInside()
    {
        if (Offset < 0 || Offset > Storage.Count || Sizes.Length > MostDimensions || Sizes.Length != Strides.Length) return false;
        if (Sizes.Concat(Strides).Any(number => number < 0)) return false;
        if (Sizes.Contains(0)) return Sizes.All(size => size <= int.MaxValue);

        var (elements, last) = ((Int128)1, (Int128)Offset);
        foreach (var (size, stride) in Sizes.Zip(Strides))
        {
            elements *= size;
            last += (Int128)(size - 1) * stride;
            if (elements > Storage.Count || last >= Storage.Count) return false;
        }

        return last < Storage.Count;
    }

    /// <summary>Returns the tensor, which shares the storage's memory.</summary>
    /// <param name="numbers">Numbers of the storage, shape (Count).</param>
    public Tensor Of(Tensor numbers) => numbers.as_strided(Sizes, Strides, Offset);
}

// The few classes and functions that a pickled dictionary of tensors mentions, and what they stand for.

using static TorchSharp.torch;

namespace Hvae.Pretrained.PyTorch;

/// <inheritdoc cref="PickleReader"/>
internal sealed class TensorPickle(string path, Stream content) : PickleReader(path, content)
{
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

    /// <summary>The storages that tensors were made of so far, by key.</summary>
    public IReadOnlyDictionary<string, TensorStorage> Mentioned => storages;

    /// <summary>Reads a dictionary of tensors by name.</summary>
    /// <exception cref="Data.DataFormatException">The pickle is damaged, or is anything else.</exception>
    public IReadOnlyDictionary<string, StoredTensor> ReadTensors()
    {
        if (Read() is not PickleDictionary dictionary) throw Error("a dictionary of tensors, as state_dict gives it", "another value");
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (var (key, value) in dictionary.Items)
        {
            if (key is not string name) throw Error("names of tensors", "another key");
            if (value is not StoredTensor tensor) throw Error($"a tensor named {Short(name)}", "another value");
            if (!tensors.TryAdd(name, tensor)) throw Error($"{Short(name)} once", "it a second time");
        }

        return tensors;
    }

    /// <inheritdoc/>
    protected override bool IsKnown(PickleName name) => name == OrderedDictionary || name == Tensor || name == OldTensor || name == Parameter || IsStorage(name);

    /// <inheritdoc/>
    protected override object Call(PickleName function, object?[] arguments)
    {
        if (function == OrderedDictionary) return Dictionary(arguments);
        if (function == Parameter && arguments is [StoredTensor parameter, ..]) return parameter;
        var isTensor = (function == Tensor && arguments.Length is 6 or 7) || (function == OldTensor && arguments.Length == 4);
        if (!isTensor || arguments is not [TensorStorage storage, long offset, PickleTuple sizes, PickleTuple strides, ..])
            throw Error($"a call of {function} with its usual arguments", "others");
        var tensor = new StoredTensor(storage, offset, Numbers(sizes), Numbers(strides));
        return tensor.IsInside() ? tensor : throw Error($"a tensor inside its storage of {storage.Count} numbers", "one that reaches outside");
    }

    /// <summary>
    /// ("storage", type, key, device, count), in the legacy format with None at the end, where very old files may describe a
    /// part of another storage, which is not read.
    /// </summary>
    protected override object Persistent(object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleName type, string key, string, long count, .. var rest] } || rest is not ([] or [null]))
            throw Error("the description of a storage", "another value");
        if (!IsStorage(type) || count < 0) throw Error("a storage of numbers", $"{type} with {count}");
        var storage = new TensorStorage(key, Storages[type.Name], count);
        if (storages.TryGetValue(key, out var known) && known != storage) throw Error($"one description of the storage {Short(key)}", "two");
        return storages[key] = known ?? storage;
    }

    private static bool IsStorage(PickleName name) => name.Module is "torch" or "torch.cuda" && Storages.ContainsKey(name.Name);

    private static string Short(string text) => text.Length <= 80 ? text : $"{text[..80]}…";

    /// <summary>An empty one, or under Python 2 a list of keys and values.</summary>
    private PickleDictionary Dictionary(object?[] arguments)
    {
        if (arguments.Length == 0) return new();
        if (arguments is not [PickleList pairs]) throw Error("an OrderedDict of pairs", "other arguments");
        Charge(pairs.Items.Count);
        return new([.. pairs.Items.Select(pair => pair is PickleList { Items: [var key, var value] }
            ? KeyValuePair.Create(key, value)
            : throw Error("an OrderedDict of pairs", "another value"))]);
    }

    private long[] Numbers(PickleTuple tuple) => [.. tuple.Items.Select(item => item as long? ?? throw Error("whole numbers as sizes and strides", "another value"))];
}

// Reads a batch of CIFAR-10's version for Python: a pickled dictionary with "data", an array of N×3072 unsigned bytes of which each row has
// the planes red, green, blue of an image, and "labels", a list of N numbers. Saved again by Python 3, its keys may be bytes, too.
// Source: www.cs.toronto.edu/~kriz/cifar.html; how NumPy pickles arrays: ndarray.__reduce__ and dtype.__reduce__.

using System.Text;

namespace Hvae.Data.Sources;

/// <inheritdoc cref="PickleReader"/>
internal sealed class Cifar10Pickle(Stream content, Func<long, string, string, DataFormatException> error)
    : PickleReader(content, "arrays of bytes", error)
{
    private static readonly object UnsignedByte = new();

    /// <summary>Reads the images of a batch and their labels.</summary>
    /// <param name="pixels">Receives the rows of the array, N·3072 bytes.</param>
    /// <param name="labels">Receives N labels.</param>
    /// <param name="classes">Number of classes; labels are smaller.</param>
    /// <exception cref="DataFormatException">The pickle is damaged or has other content.</exception>
    public void ReadBatch(Span<byte> pixels, Span<byte> labels, int classes)
    {
        if (Read() is not PickleDictionary { Items: var items }) throw Error("a dictionary", "another value");
        var values = Find("data") switch
        {
            Array array when array.Sizes is [var rows, var columns] && rows == labels.Length && rows * columns == pixels.Length =>
                array.Values,
            string bytes => bytes,
            _ => "",
        };
        if (values.Length != pixels.Length || values.AsSpan().ContainsAnyExceptInRange('\0', 'ÿ'))
            throw Error($"{labels.Length}x{pixels.Length / labels.Length} bytes as data", "another value");
        Encoding.Latin1.GetBytes(values, pixels);

        if (Find("labels") is not PickleList { Items: var numbers } || numbers.Count != labels.Length)
            throw Error($"a list of {labels.Length} labels", "another value");
        for (var i = 0; i < numbers.Count; i++)
        {
            labels[i] = numbers[i] is long label && label >= 0 && label < classes
                ? (byte)label
                : throw Error($"a label from 0 to {classes - 1} of image {i}", $"{numbers[i]}");
        }

        object? Find(string key) => items.FirstOrDefault(item => item.Key is string name && name == key).Value;
    }

    /// <inheritdoc/>
    protected override bool IsKnown(PickleName name) => $"{name}" is "numpy.core.multiarray._reconstruct"
        or "numpy._core.multiarray._reconstruct" or "numpy.ndarray" or "numpy.dtype" or "_codecs.encode";

    /// <inheritdoc/>
    protected override object Call(PickleName function, object?[] arguments) => (function.Name, arguments) switch
    {
        ("_reconstruct", [PickleName { Name: "ndarray" }, ..]) => new Array(),
        ("dtype", ["u1", ..]) => UnsignedByte,
        ("encode", [string bytes, "latin1"]) => bytes,
        _ => throw Error($"a call of {function} for an array of bytes", "another"),
    };

    /// <inheritdoc/>
    protected override object Persistent(object? id) => throw Error("an array of bytes", "an object outside the pickle");

    /// <inheritdoc/>
    protected override void Build(object? built, object? attributes)
    {
        switch (built, attributes)
        {
            case (Array array, PickleTuple { Items: [1L, PickleTuple { Items: [long rows, long columns] }, var type, false, string bytes] })
                when type == UnsignedByte:
                (array.Sizes, array.Values) = ([rows, columns], bytes);
                break;
            case (not Array, _) when built == UnsignedByte:
                break; // The byte order and what else tells nothing of single bytes.
            default:
                throw Error("an array of unsigned bytes, row by row", "another value");
        }
    }

    /// <summary>NumPy's array, which gets its content after it was made.</summary>
    private sealed class Array
    {
        public long[] Sizes { get; set; } = [];

        public string Values { get; set; } = "";
    }
}

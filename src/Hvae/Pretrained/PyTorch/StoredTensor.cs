// A tensor as a PyTorch file describes it: a view of a storage, checked before any memory is taken for it.

using static TorchSharp.torch;

namespace Hvae.Pretrained.PyTorch;

/// <summary>A stretch of numbers in the file, which several tensors may share.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Of each number.</param>
/// <param name="Count">How many numbers.</param>
internal sealed record TensorStorage(string Key, ScalarType Type, long Count)
{
    /// <summary>Length in bytes.</summary>
    /// <exception cref="OverflowException">No file is so long.</exception>
    public long Bytes => checked(Count * ElementSize(Type));

    /// <summary>Bytes of one number.</summary>
    public static int ElementSize(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        _ => 8,
    };
}

/// <summary>Element (i, j, …) of the tensor is number Offset + i·Strides[0] + j·Strides[1] + … of the storage.</summary>
internal sealed record StoredTensor(TensorStorage Storage, long Offset, long[] Sizes, long[] Strides)
{
    private const int MostDimensions = 16;

    /// <summary>Whether every element lies in the storage, and none is there more than once but for chance.</summary>
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

    /// <summary>The tensor, sharing the storage's memory.</summary>
    /// <param name="numbers">The storage, shape (Count).</param>
    public Tensor Of(Tensor numbers) => numbers.as_strided(Sizes, Strides, Offset);
}

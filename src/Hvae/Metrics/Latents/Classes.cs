// Labels as positions among the classes that occur: a small set may lack some, and a classifier knows only those it has seen.

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>The classes that occur in a set of labels.</summary>
/// <param name="Present">Labels that occur, ascending.</param>
/// <param name="Codes">Each sample's position in <paramref name="Present"/>, shape (N), int64.</param>
internal sealed record Classes(long[] Present, Tensor Codes)
{
    /// <param name="labels">Shape (N), int64, on the CPU.</param>
    public static Classes Of(Tensor labels)
    {
        var values = labels.data<long>().ToArray();
        long[] present = [.. values.Distinct().Order()];
        return new(present, tensor(values.Select(label => (long)Array.BinarySearch(present, label)).ToArray()));
    }

    /// <summary>Number of classes that occur.</summary>
    public int Count => Present.Length;

    /// <summary>Labels from positions.</summary>
    /// <param name="codes">Shape (N), int64.</param>
    public Tensor ToLabels(Tensor codes) => tensor(Present).index_select(0, codes);
}

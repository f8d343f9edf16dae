// A tensor's memory piece by piece, because a span reaches no further than 2 GB.

using static TorchSharp.torch;

namespace Hvae.Training;

internal static class TensorPieces
{
    /// <summary>Elements of a piece: at most 64 MB.</summary>
    internal const long Elements = 1 << 23;

    /// <summary>Passes the bytes on in their order.</summary>
    /// <param name="tensor">Contiguous, on the CPU, without gradients.</param>
    /// <param name="use">May write them.</param>
    public static void ForEach(Tensor tensor, Action<Span<byte>> use)
    {
        using var flat = tensor.reshape(-1);
        for (long start = 0; start < flat.numel(); start += Elements)
        {
            using var piece = flat.narrow(0, start, Math.Min(Elements, flat.numel() - start));
            use(piece.bytes);
        }
    }
}

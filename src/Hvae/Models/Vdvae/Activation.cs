// The activation of VDVAEs, computed in the order in which a feature map lies in memory.

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>GELU(x) = x·Φ(x).</summary>
internal static class Activation
{
    /// <summary>
    /// Of a feature map (N, channels, H, W). libtorch has a fast way only for numbers that lie in their order (four times as
    /// fast), and to convolutions channels come last: so the map is looked at with channels last.
    /// </summary>
    public static Tensor Gelu(Tensor features)
    {
        if (features.is_contiguous()) return functional.gelu(features);

        using var scope = NewDisposeScope();
        return functional.gelu(features.permute(0, 2, 3, 1)).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}

// The order in memory in which convolutions of many channels are computed fastest.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>Arranges feature maps.</summary>
internal static class ChannelsLast
{
    /// <summary>
    /// Returns the same feature maps, shape (N, channels, H, W), with the channels of a pixel side by side in memory. oneDNN then does not
    /// rearrange them before and after each convolution, and what follows a convolution inherits the order.
    /// </summary>
    public static Tensor Arranged(this Tensor features) => features.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}

// How images are scaled for networks that were trained on ImageNet.

using static TorchSharp.torch;

namespace Hvae.Metrics.Perceptual;

/// <summary>torchvision's mean and deviation of each colour, as LPIPS rounds them for images in [-1, 1].</summary>
internal static class ImageNetScaling
{
    private static readonly double[] Shift = [-0.030, -0.088, -0.188];
    private static readonly double[] Scale = [0.458, 0.448, 0.450];

    /// <summary>(2x − 1 − shift) / scale of each channel.</summary>
    /// <param name="images">Shape (N, 3, H, W), range [0, 1].</param>
    public static Tensor Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        return (((2 * images) - 1 - Channels(Shift, images)) / Channels(Scale, images)).MoveToOuterDisposeScope();
    }

    private static Tensor Channels(double[] values, Tensor like) => tensor(values).reshape(1, 3, 1, 1).to(like.dtype).to(like.device);
}

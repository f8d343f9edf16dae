// From a decoder's last feature map to images: what the two kinds of heads offer.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>The last layer of a VDVAE. Images are on the [−1, 1] scale inside: 2x − 1 for x in [0, 1].</summary>
public abstract class ImageHead : nn.Module<Tensor, Tensor>
{
    /// <param name="name">The kind.</param>
    private protected ImageHead(string name)
        : base(name)
    {
    }

    /// <summary>How far images are from what the head says of them, each image's sum over its dimensions; shape (N).</summary>
    /// <param name="output">What the head gave.</param>
    /// <param name="targets">Shape (N, C, H, W), range [−1, 1].</param>
    public abstract Tensor Distortion(Tensor output, Tensor targets);

    /// <summary>The mean of the images, shape (N, C, H, W), on the [−1, 1] scale, not clamped.</summary>
    /// <param name="output">What the head gave.</param>
    public abstract Tensor Mean(Tensor output);

    /// <summary>Images with the noise of their pixels, shape (N, C, H, W), range [0, 1].</summary>
    /// <param name="output">What the head gave.</param>
    /// <param name="noise">On the output's device.</param>
    public abstract Tensor Sample(Tensor output, Generator noise);

    /// <summary>The mean as images, shape (N, C, H, W), clamped to [0, 1].</summary>
    /// <param name="output">What the head gave.</param>
    public Tensor Image(Tensor output)
    {
        using var scope = NewDisposeScope();
        return Mean(output).add(1).div_(2).clamp_(0, 1).MoveToOuterDisposeScope();
    }
}

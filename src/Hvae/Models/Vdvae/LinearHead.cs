// The head of models whose distortion is a squared error.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>One 1×1 convolution gives the image itself (Shu22 Section 5.1); f(x, x̂) = ‖x − x̂‖².</summary>
public sealed class LinearHead : ImageHead, IOwnStart
{
    private readonly Conv2d image;

    /// <param name="width">Channels of the decoder's feature map.</param>
    /// <param name="channels">Of the image.</param>
    public LinearHead(int width, int channels)
        : base(nameof(LinearHead))
    {
        image = Conv2d(width, channels, 1);
        RegisterComponents();
    }

    /// <summary>The image on the [−1, 1] scale.</summary>
    /// <param name="features">Shape (N, width, H, W).</param>
    /// <returns>Shape (N, channels, H, W).</returns>
    public override Tensor forward(Tensor features) => image.Run(features);

    /// <summary>‖x − x̂‖² of each image on the [−1, 1] scale, shape (N); a quarter of it on the [0, 1] scale.</summary>
    /// <inheritdoc/>
    public override Tensor Distortion(Tensor output, Tensor targets) => SquaredError.Of(output, targets);

    /// <inheritdoc/>
    public override Tensor Mean(Tensor output) => output.alias();

    /// <summary>The mean as images: there is no noise of pixels.</summary>
    /// <inheritdoc/>
    public override Tensor Sample(Tensor output, Generator noise) => Image(output);

    void IOwnStart.Start() => image.bias!.zero_();
}

// The mean of p(x|z1), the lower half of the generative model of both families of two-layer VAEs.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>p(x|z1): three transposed convolutions up to the image; a sigmoid only for Bernoulli pixels.</summary>
internal sealed class DecoderNetwork : Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    public DecoderNetwork(TwoLayerConfiguration c)
        : base(nameof(DecoderNetwork))
    {
        var (kernel, stride, padding) = c.ThirdLevel;
        layers = Sequential(
            ("deconv1", ConvTranspose2d(c.Channels, c.Channels, kernel, stride, padding)),
            ("relu1", ReLU(inplace: true)),
            ("deconv2", ConvTranspose2d(c.Channels, c.Channels, 4, 2, 1)),
            ("relu2", ReLU(inplace: true)),
            ("deconv3", ConvTranspose2d(c.Channels, c.Image.Channels, 4, 2, 1)));
        if (c.Likelihood.MeanIsProbability) layers.append("sigmoid", Sigmoid());
        RegisterComponents();
    }

    public override Tensor forward(Tensor z1) => layers.Run(StridedConvolution.Arrange(z1));
}

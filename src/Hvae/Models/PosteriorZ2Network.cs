// q(z2|x), the bottom-up network of both families of two-layer VAEs.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>q(z2|x): two strided convolutions to d1, a third, then mean and std.</summary>
internal sealed class PosteriorZ2Network : Module<Tensor, DiagonalGaussian>
{
    private readonly Sequential lower;
    private readonly Sequential upper;
    private readonly Linear mean;
    private readonly Linear std;

    public PosteriorZ2Network(TwoLayerConfiguration c)
        : base(nameof(PosteriorZ2Network))
    {
        var (kernel, stride, padding) = c.ThirdLevel;
        lower = Sequential(
            ("conv1", Conv2d(c.Image.Channels, c.Channels, 4, 2, 1)),
            ("relu1", ReLU(inplace: true)),
            ("conv2", Conv2d(c.Channels, c.Channels, 4, 2, 1)),
            ("relu2", ReLU(inplace: true)));
        upper = Sequential(
            ("conv3", Conv2d(c.Channels, c.Channels, kernel, stride, padding)),
            ("relu3", ReLU(inplace: true)),
            ("flatten", Flatten()));
        mean = Linear(c.Z1Size, c.Z2Size);
        std = Linear(c.Z1Size, c.Z2Size);
        RegisterComponents();
    }

    public override DiagonalGaussian forward(Tensor images) => FromD1(D1(images));

    /// <summary>The deterministic features of the second level, shape (N, Channels, 8, 8) for 32×32 images.</summary>
    public Tensor D1(Tensor images) => lower.Run(images);

    /// <summary>q(z2|x), given the features of x.</summary>
    public DiagonalGaussian FromD1(Tensor d1)
    {
        var features = upper.Run(d1);
        return new(mean.Run(features), functional.softplus(std.Run(features)));
    }
}

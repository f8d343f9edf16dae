// p(z1|z2), the upper half of the generative model of both families of two-layer VAEs.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>p(z1|z2): one hidden layer, then mean and std, arranged as Channels × 4 × 4.</summary>
internal sealed class PriorZ1Network : Module<Tensor, DiagonalGaussian>
{
    private readonly long channels;
    private readonly Sequential hidden;
    private readonly Linear mean;
    private readonly Linear std;

    public PriorZ1Network(TwoLayerConfiguration c)
        : base(nameof(PriorZ1Network))
    {
        channels = c.Channels;
        hidden = Sequential(("linear", Linear(c.Z2Size, 8 * c.Channels)), ("relu", ReLU(inplace: true)));
        mean = Linear(8 * c.Channels, c.Z1Size);
        std = Linear(8 * c.Channels, c.Z1Size);
        RegisterComponents();
    }

    public override DiagonalGaussian forward(Tensor z2)
    {
        var features = hidden.Run(z2);
        return new DiagonalGaussian(mean.Run(features), functional.softplus(std.Run(features)))
            .Reshape(-1, channels, TwoLayerConfiguration.Z1Side, TwoLayerConfiguration.Z1Side);
    }
}

// How a latent that somebody else has chosen enters a decoder.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>features + the 1×1 projection of z: no distribution of z.</summary>
internal sealed class GivenLatent : nn.Module, ILatentPart
{
    private readonly Conv2d projection;

    public GivenLatent(VdvaeConfiguration c)
        : base(nameof(GivenLatent))
    {
        projection = Conv2d(c.ZDim, c.Width, 1);
        RegisterComponents();
    }

    /// <summary>The feature map with <paramref name="z"/> in it.</summary>
    public Tensor Enter(Tensor features, Tensor z) => projection.Run(z).add_(features);

    /// <inheritdoc/>
    public void Start(int blocks) => Starts.Shrink(projection.weight, blocks);
}

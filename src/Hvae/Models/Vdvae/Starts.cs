// How a VDVAE's parameters start where that is not PyTorch's default.

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>A module that changes what <see cref="Initialisation"/> has drawn by the general rule.</summary>
internal interface IOwnStart
{
    /// <summary>Sets the parameters of the module and of all below it that start otherwise. Called without gradients.</summary>
    void Start();
}

/// <summary>The part of a decoder block by which its latent enters.</summary>
internal interface ILatentPart
{
    /// <summary>Sets the parameters that start otherwise, in a decoder of this many blocks.</summary>
    void Start(int blocks);
}

/// <summary>The rules of VDVAE's public code.</summary>
internal static class Starts
{
    /// <summary>All convolutions of <paramref name="module"/> start without a bias.</summary>
    public static void ZeroBiases(nn.Module module)
    {
        foreach (var convolution in module.InOrder().OfType<Convolution>()) convolution.bias!.zero_();
    }

    /// <summary>Weights by √(1/blocks), so that a sum over all blocks starts as large as one of them.</summary>
    public static void Shrink(Parameter weight, int blocks) => weight.mul_(Math.Sqrt(1.0 / blocks));
}

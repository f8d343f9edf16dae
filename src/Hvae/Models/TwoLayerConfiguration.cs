// The sizes that the paper's two families of two-layer VAEs have in common.

using Hvae.Data;

namespace Hvae.Models;

/// <summary>Sizes of a <see cref="TwoLayerVae"/> of Xiao23 Tables 2 and 3.</summary>
/// <param name="Image">Shape of one image.</param>
/// <param name="Channels">Of every hidden convolution, and of z1 (Channels × 4 × 4).</param>
/// <param name="Z2Size">Dimensions of z2.</param>
/// <param name="Likelihood">p(x|z1).</param>
public abstract record TwoLayerConfiguration(ImageShape Image, int Channels, int Z2Size, Likelihood Likelihood)
{
    /// <summary>Height and width of z1.</summary>
    public const int Z1Side = 4;

    /// <summary>Dimensions of z1.</summary>
    internal long Z1Size => Channels * Z1Side * Z1Side;

    /// <summary>Kernel, stride and padding between the second and the third level: 8→4 halves, 7→4 does not.</summary>
    internal (long Kernel, long Stride, long Padding) ThirdLevel => Image.Height == 28 ? (4, 1, 0) : (4, 2, 1);
}

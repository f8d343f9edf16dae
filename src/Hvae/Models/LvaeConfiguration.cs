// The size in which the paper trains the ladder VAE.

using Hvae.Data;

namespace Hvae.Models;

/// <summary>Sizes of an <see cref="Lvae"/> (Xiao23 Table 3).</summary>
/// <param name="Image">Shape of one image.</param>
/// <param name="Channels">Of every hidden convolution, and of z1 (Channels × 4 × 4).</param>
/// <param name="Z2Size">Dimensions of z2.</param>
/// <param name="Likelihood">p(x|z1).</param>
public sealed record LvaeConfiguration(ImageShape Image, int Channels, int Z2Size, Likelihood Likelihood)
    : TwoLayerConfiguration(Image, Channels, Z2Size, Likelihood)
{
    /// <summary>Version of the model's numeric code: part of the identity of all that is trained with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>32×32 colour images (Xiao23 Table 3, SVHN): 408,131 parameters.</summary>
    public static LvaeConfiguration Colour32 { get; } = new(new ImageShape(3, 32, 32), 32, 32, new GaussianLikelihood(0.71));

    /// <summary>The paper's configuration for images of this shape.</summary>
    /// <exception cref="NotSupportedException">The paper has none.</exception>
    public static LvaeConfiguration For(ImageShape image) =>
        image == Colour32.Image ? Colour32 : throw new NotSupportedException($"The paper has no LVAE for images of {image}; use {Colour32.Image}.");
}

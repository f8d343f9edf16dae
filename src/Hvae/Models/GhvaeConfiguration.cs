// The two sizes in which the paper trains its generalised hierarchical VAE.

using Hvae.Data;

namespace Hvae.Models;

/// <summary>Sizes of a <see cref="Ghvae"/> (Xiao23 Table 2).</summary>
/// <param name="Image">Shape of one image.</param>
/// <param name="Channels">Of every hidden convolution, and of z1 (Channels × 4 × 4).</param>
/// <param name="Z2Size">Dimensions of z2.</param>
/// <param name="Likelihood">p(x|z1).</param>
public sealed record GhvaeConfiguration(ImageShape Image, int Channels, int Z2Size, Likelihood Likelihood)
    : TwoLayerConfiguration(Image, Channels, Z2Size, Likelihood)
{
    /// <summary>Version of the model's numeric code: part of the identity of all that is trained with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>28×28 binary images (Xiao23 Table 2, MNIST): 122,713 parameters.</summary>
    public static GhvaeConfiguration Binary28 { get; } = new(new ImageShape(1, 28, 28), 16, 20, new BernoulliLikelihood());

    /// <summary>32×32 colour images (Xiao23 Table 2, SVHN and CIFAR-10): 475,811 parameters.</summary>
    public static GhvaeConfiguration Colour32 { get; } = new(new ImageShape(3, 32, 32), 32, 32, new GaussianLikelihood(0.71));

    /// <summary>The paper's configuration for images of this shape.</summary>
    /// <exception cref="NotSupportedException">The paper has none.</exception>
    public static GhvaeConfiguration For(ImageShape image) =>
        image == Binary28.Image ? Binary28
        : image == Colour32.Image ? Colour32
        : throw new NotSupportedException($"The paper has no GHVAE for images of {image}; use {Binary28.Image} or {Colour32.Image}.");
}

// Hierarchical VAEs with two latent layers: what objectives and metrics use, and the networks that both families share.

using Hvae.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>Sizes of a <see cref="TwoLayerVae"/> (Xiao23 Tables 2 and 3).</summary>
/// <param name="Image">Shape of one image.</param>
/// <param name="Channels">Number of channels of every hidden convolution and of z1, whose shape is Channels × 4 × 4.</param>
/// <param name="Z2Size">Number of dimensions of z2.</param>
/// <param name="Likelihood">The distribution p(x|z1).</param>
public abstract record TwoLayerConfiguration(ImageShape Image, int Channels, int Z2Size, Likelihood Likelihood)
{
    private const int Z1Side = 4;

    /// <summary>Channels, height and width of z1.</summary>
    internal IReadOnlyList<long> Z1Shape => [Channels, Z1Side, Z1Side];

    /// <summary>Number of dimensions of z1.</summary>
    internal long Z1Size => Channels * Z1Side * Z1Side;

    /// <summary>Kernel, stride and padding of the third convolution, which goes from 8×8 or 7×7 to 4×4.</summary>
    internal (long Kernel, long Stride, long Padding) ThirdLevel => Image.Height == 28 ? (4, 1, 0) : (4, 2, 1);
}

/// <summary>
/// p(z2) p(z1|z2) p(x|z1) with q(z2|x) q(z1|z2, x) and p(z2) = N(0, I) (Xiao23 Eqs. 1 and 4 with L = 2).
/// z2 is generated first. The public code calls z2 "z" and z1 "y".
/// </summary>
public abstract class TwoLayerVae : nn.Module
{
    /// <summary>Keeps the sizes; the family makes the networks.</summary>
    /// <param name="name">Name of the family.</param>
    /// <param name="configuration">Sizes of the model.</param>
    protected TwoLayerVae(string name, TwoLayerConfiguration configuration)
        : base(name)
    {
        Image = configuration.Image;
        Likelihood = configuration.Likelihood;
        Z2Size = configuration.Z2Size;
        Z1Shape = configuration.Z1Shape;
    }

    /// <summary>Shape of one image.</summary>
    public ImageShape Image { get; }

    /// <summary>The distribution p(x|z1).</summary>
    public Likelihood Likelihood { get; }

    /// <summary>Number of dimensions of z2; its values have the shape (N, Z2Size).</summary>
    public long Z2Size { get; }

    /// <summary>Channels, height and width of z1; its values have the shape (N, channels, height, width).</summary>
    public IReadOnlyList<long> Z1Shape { get; }

    /// <summary>The networks in the order of the paper's table, each with the distribution that it computes.</summary>
    public abstract IReadOnlyList<(string Distribution, nn.Module Part)> Parts { get; }

    /// <summary>The edges of the graph in Xiao23 Figure 2.</summary>
    public abstract IReadOnlyList<GraphEdge> Graph { get; }

    /// <summary>Encodes images and decodes them again. <paramref name="rule"/> is called for z2 and then for z1.</summary>
    /// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
    /// <param name="rule">Picks the value of a latent from its posterior.</param>
    public abstract TwoLayerPass Pass(Tensor images, LatentRule rule);

    /// <summary>Returns p(z1|z2).</summary>
    /// <param name="z2">Shape (N, <see cref="Z2Size"/>).</param>
    public abstract DiagonalGaussian PriorOfZ1(Tensor z2);

    /// <summary>Returns the mean of p(x|z1), shape (N, C, H, W).</summary>
    /// <param name="z1">Shape (N, <see cref="Z1Shape"/>).</param>
    public abstract Tensor Decode(Tensor z1);

    /// <summary>
    /// Generates images: z2 ~ N(0, I), z1 ~ p(z1|z2), then the mean of p(x|z1) without pixel noise and without clamping, as
    /// Xiao23 does for its inception scores. Records no gradients.
    /// </summary>
    /// <param name="count">Number of images, N.</param>
    /// <param name="noise">Generator on the CPU.</param>
    /// <returns>Shape (N, C, H, W).</returns>
    public Tensor Sample(int count, Generator noise)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var like = parameters().First();
        var sampled = LatentRules.Sampled(noise);
        var z2 = sampled(DiagonalGaussian.StandardNormal(like.new_empty([count, Z2Size])));
        var z1 = sampled(PriorOfZ1(z2));
        return Decode(z1).MoveToOuterDisposeScope();
    }
}

/// <summary>The results of one pass through a two-layer VAE.</summary>
/// <param name="PosteriorZ2">The distribution q(z2|x).</param>
/// <param name="PosteriorZ1">The distribution q(z1|z2, x).</param>
/// <param name="PriorZ1">The distribution p(z1|z2).</param>
/// <param name="Mean">Mean of p(x|z1), shape (N, C, H, W).</param>
public sealed record TwoLayerPass(DiagonalGaussian PosteriorZ2, DiagonalGaussian PosteriorZ1, DiagonalGaussian PriorZ1, Tensor Mean)
{
    /// <summary>Returns R(z2) of each image in nats, shape (N) (Xiao23 Eq. 7).</summary>
    public Tensor RateZ2() => PosteriorZ2.KlToStandardNormal();

    /// <summary>Returns R(z1|z2) of each image in nats, shape (N) (Xiao23 Eq. 7, with the z2 of this pass).</summary>
    public Tensor RateZ1() => PosteriorZ1.KlTo(PriorZ1);
}

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

    /// <summary>Returns the deterministic features of the second level, shape (N, Channels, 8, 8) for 32×32 images.</summary>
    public Tensor D1(Tensor images) => lower.Run(images);

    /// <summary>Returns q(z2|x), given the features of x.</summary>
    public DiagonalGaussian FromD1(Tensor d1)
    {
        var features = upper.Run(d1);
        return new(mean.Run(features), functional.softplus(std.Run(features)));
    }
}

/// <summary>p(z1|z2): one hidden layer, then mean and std, arranged as Channels × 4 × 4.</summary>
internal sealed class PriorZ1Network : Module<Tensor, DiagonalGaussian>
{
    private readonly IReadOnlyList<long> z1Shape;
    private readonly Sequential hidden;
    private readonly Linear mean;
    private readonly Linear std;

    public PriorZ1Network(TwoLayerConfiguration c)
        : base(nameof(PriorZ1Network))
    {
        z1Shape = c.Z1Shape;
        hidden = Sequential(("linear", Linear(c.Z2Size, 8 * c.Channels)), ("relu", ReLU(inplace: true)));
        mean = Linear(8 * c.Channels, c.Z1Size);
        std = Linear(8 * c.Channels, c.Z1Size);
        RegisterComponents();
    }

    public override DiagonalGaussian forward(Tensor z2)
    {
        var features = hidden.Run(z2);
        return new DiagonalGaussian(mean.Run(features), functional.softplus(std.Run(features))).Reshape([-1, .. z1Shape]);
    }
}

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

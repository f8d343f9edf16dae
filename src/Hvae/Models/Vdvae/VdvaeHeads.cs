// The last layers of VDVAEs: a likelihood of pixels, or an image and its squared error.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>The last layer of a VDVAE. It works on the [−1, 1] scale of images: 2x − 1 for x in [0, 1].</summary>
public abstract class ImageHead : nn.Module<Tensor, Tensor>
{
    /// <param name="name">Name of the kind of head.</param>
    private protected ImageHead(string name)
        : base(name)
    {
    }

    /// <summary>Returns the distortion of each image, summed over its dimensions, shape (N).</summary>
    /// <param name="output">Output of the head.</param>
    /// <param name="targets">Shape (N, C, H, W), range [−1, 1].</param>
    public abstract Tensor Distortion(Tensor output, Tensor targets);

    /// <summary>Returns the mean of the images, shape (N, C, H, W), on the [−1, 1] scale, without clamping.</summary>
    /// <param name="output">Output of the head.</param>
    public abstract Tensor Mean(Tensor output);

    /// <summary>Draws images with pixel noise, shape (N, C, H, W), on the scale of [0, 1].</summary>
    /// <param name="output">Output of the head.</param>
    /// <param name="noise">Generator on the CPU.</param>
    public abstract Tensor Sample(Tensor output, Generator noise);

    /// <summary>Returns the mean as images, shape (N, C, H, W), on the scale of [0, 1], without clamping.</summary>
    /// <param name="output">Output of the head.</param>
    public Tensor Image(Tensor output)
    {
        using var scope = NewDisposeScope();
        return Mean(output).add(1).div_(2).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// p(x) = Σ_m π_m Π_c P(x_c | m), a discretised mixture of logistics. The probability of each colour is the mass of a logistic
/// distribution in the pixel's bin. The mean of green depends on red, and that of blue on both (Salimans et al., 2017; VDVAE's public
/// code). A 1×1 convolution computes 10·M channels for M components: M logits, then for each colour M means, M log scales and M
/// coefficients before tanh.
/// </summary>
public sealed class DmolHead : ImageHead, ICustomInitialisation
{
    private const int Colours = 3;
    private const int GroupsPerColour = 3;
    private const double SmallestLogScale = -7;
    private const double Edge = 0.999;
    private const double SmallestMass = 1e-5;
    private const double GuardOfLog = 1e-12;
    private const double SmallestUniform = 1e-5;
    private const double HalfLevels = 127.5;
    private readonly int mixtures;
    private readonly Conv2d parametersOfPixels;

    /// <param name="width">Number of channels of the decoder's feature map.</param>
    /// <param name="channels">Number of colours, which must be 3.</param>
    /// <param name="mixtures">Number of components, M.</param>
    /// <exception cref="VdvaeConfigurationException">Thrown when images do not have three colours.</exception>
    public DmolHead(int width, int channels, int mixtures)
        : base(nameof(DmolHead))
    {
        if (channels != Colours)
            throw new VdvaeConfigurationException(
            $"A discretised mixture of logistics is defined for {Colours} colours, not for {channels}; use a linear head (0 mixtures).");
        this.mixtures = mixtures;
        parametersOfPixels = Conv2d(width, mixtures * (1 + (Colours * GroupsPerColour)), 1);
        RegisterComponents();
    }

    /// <summary>Returns the parameters of the pixels' distributions, shape (N, 10·M, H, W).</summary>
    /// <param name="features">Shape (N, width, H, W).</param>
    public override Tensor forward(Tensor features) => parametersOfPixels.Run(features);

    /// <summary>Returns −ln p(x) of each image in nats, summed over pixels; shape (N).</summary>
    /// <inheritdoc/>
    public override Tensor Distortion(Tensor output, Tensor targets)
    {
        using var scope = NewDisposeScope();
        var pixels = Unpack(output);
        // Shape (N, colours, 1, H, W), against (N, colours, M, H, W) of the parameters.
        var x = targets.contiguous().unsqueeze(2);
        var (red, green) = (x.narrow(1, 0, 1), x.narrow(1, 1, 1));
        var (c, mu) = (pixels.Coefficients.split(1, 1), pixels.Means.split(1, 1));
        var means = cat([mu[0], mu[1] + (c[0] * red), mu[2] + (c[1] * red) + (c[2] * green)], 1);
        var ofComponents = LogProbability(x, means, pixels.LogScales).sum(1L) + functional.log_softmax(pixels.Logits, 1);
        return ofComponents.logsumexp(1).sum([1, 2]).neg_().MoveToOuterDisposeScope();
    }

    /// <summary>Returns the mean of the mixture before pixels are rounded and clamped.</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor output)
    {
        using var scope = NewDisposeScope();
        var pixels = Unpack(output);
        var weights = functional.softmax(pixels.Logits, 1).unsqueeze(1);
        var (c, mu) = (pixels.Coefficients.split(1, 1), pixels.Means.split(1, 1));
        var green = mu[1] + (c[0] * mu[0]);
        var blue = mu[2] + (c[1] * mu[0]) + (c[2] * green);
        return (cat([mu[0], green, blue], 1) * weights).sum(2L).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Draws a component by the Gumbel-max trick, then red, green and blue in turn, each clamped before the next depends on it. As in
    /// the public code, the result is rounded down to whole levels of 0 … 255.
    /// </summary>
    /// <inheritdoc/>
    public override Tensor Sample(Tensor output, Generator noise)
    {
        using var scope = NewDisposeScope();
        var pixels = Unpack(output);
        var gumbel = -(-Uniform(pixels.Logits.shape).log()).log();
        var chosen = (pixels.Logits + gumbel).argmax(1, keepdim: true).unsqueeze(1).expand(-1, Colours, -1, -1, -1);
        var (mean, logScale, c) = (Of(pixels.Means), Of(pixels.LogScales), Of(pixels.Coefficients).split(1, 1));
        var u = Uniform(mean.shape);
        var free = (mean + (logScale.exp() * (u.log() - (1 - u).log()))).split(1, 1);
        var red = free[0].clamp(-1, 1);
        var green = (free[1] + (c[0] * red)).clamp(-1, 1);
        var blue = (free[2] + (c[1] * red) + (c[2] * green)).clamp(-1, 1);
        var levels = ((cat([red, green, blue], 1) + 1) * HalfLevels).clamp_(0, 255).floor_();
        return levels.div_(255).MoveToOuterDisposeScope();

        Tensor Of(Tensor parameter) => parameter.gather(2, chosen).squeeze(2);
        Tensor Uniform(long[] shape) =>
            rand(shape, dtype: output.dtype, generator: noise).to(output.device).mul_(1 - (2 * SmallestUniform)).add_(SmallestUniform);
    }

    void ICustomInitialisation.Initialise() => parametersOfPixels.bias!.zero_();

    /// <summary>Returns ln of the mass in the bin of <paramref name="x"/>. The outermost bins include everything beyond ±1.</summary>
    private Tensor LogProbability(Tensor x, Tensor means, Tensor logScales)
    {
        using var scope = NewDisposeScope();
        var sharpness = (-logScales).exp();
        var middle = (x - means) * sharpness;
        var halfBin = sharpness * (0.5 / HalfLevels);
        var (upper, lower) = (middle + halfBin, middle - halfBin);
        var mass = upper.sigmoid() - lower.sigmoid();
        // Where the mass of a bin is close to 0, this is the density at its centre times its width.
        var density = middle - logScales - (2 * functional.softplus(middle)) - Math.Log(HalfLevels);
        var inside = where(mass.gt(SmallestMass), mass.clamp_min(GuardOfLog).log(), density);
        var first = upper - functional.softplus(upper);
        var last = -functional.softplus(lower);
        return where(x.lt(-Edge), first, where(x.gt(Edge), last, inside)).MoveToOuterDisposeScope();
    }

    /// <summary>Splits the output into groups of parameters. Channels come first in memory, so that each group is contiguous.</summary>
    private PixelParameters Unpack(Tensor output)
    {
        var (count, height, width) = (output.shape[0], output.shape[2], output.shape[3]);
        var parts = output.contiguous().split([mixtures, output.shape[1] - mixtures], 1);
        var groups = parts[1].reshape(count, Colours, GroupsPerColour * mixtures, height, width).chunk(GroupsPerColour, 2);
        return new(parts[0], groups[0], groups[1].clamp_min(SmallestLogScale), groups[2].tanh());
    }

    /// <summary>
    /// Logits of shape (N, M, H, W), the others of shape (N, colours, M, H, W). The coefficients are those of red for green, red for blue
    /// and green for blue.
    /// </summary>
    private readonly record struct PixelParameters(Tensor Logits, Tensor Means, Tensor LogScales, Tensor Coefficients);
}

/// <summary>One 1×1 convolution gives the image itself (Shu22 Section 5.1); f(x, x̂) = ‖x − x̂‖².</summary>
public sealed class LinearHead : ImageHead, ICustomInitialisation
{
    private readonly Conv2d image;

    /// <param name="width">Number of channels of the decoder's feature map.</param>
    /// <param name="channels">Number of channels of the image.</param>
    public LinearHead(int width, int channels)
        : base(nameof(LinearHead))
    {
        image = Conv2d(width, channels, 1);
        RegisterComponents();
    }

    /// <summary>Returns the image on the [−1, 1] scale.</summary>
    /// <param name="features">Shape (N, width, H, W).</param>
    /// <returns>Shape (N, channels, H, W).</returns>
    public override Tensor forward(Tensor features) => image.Run(features);

    /// <summary>Returns ‖x − x̂‖² of each image on the [−1, 1] scale, shape (N). On the [0, 1] scale it is a quarter of that.</summary>
    /// <inheritdoc/>
    public override Tensor Distortion(Tensor output, Tensor targets) => SquaredError.Of(output, targets);

    /// <inheritdoc/>
    public override Tensor Mean(Tensor output) => output.alias();

    /// <summary>Returns the mean as images, since this head has no pixel noise.</summary>
    /// <inheritdoc/>
    public override Tensor Sample(Tensor output, Generator noise) => Image(output);

    void ICustomInitialisation.Initialise() => image.bias!.zero_();
}

/// <summary>The distortion f(x, x̂) = ‖x − x̂‖² of Shu22 on the [−1, 1] scale.</summary>
public static class SquaredError
{
    /// <summary>Ratio of a squared difference on the [−1, 1] scale to that on the [0, 1] scale.</summary>
    public const double ScaleRatio = 4;

    /// <summary>Returns the squared error of each image, summed over its dimensions, shape (N).</summary>
    /// <param name="reconstructions">Shape (N, C, H, W), range [−1, 1].</param>
    /// <param name="targets">Same shape and range.</param>
    public static Tensor Of(Tensor reconstructions, Tensor targets)
    {
        using var scope = NewDisposeScope();
        return (reconstructions - targets).square().sum([1, 2, 3]).MoveToOuterDisposeScope();
    }
}

// The head of models with a likelihood: a discretised mixture of logistics for each pixel.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>
/// p(x) = Σ_m π_m Π_c P(x_c | m): each colour's probability is the mass that a logistic distribution has on the pixel's bin; the
/// mean of green depends on red's value, that of blue on both (Salimans et al., 2017; VDVAE's public code). A 1×1 convolution
/// gives for M components 10·M channels: M logits, then for each colour M means, M log scales and M coefficients before tanh.
/// </summary>
public sealed class DmolHead : ImageHead, IOwnStart
{
    private const int Colours = 3;
    private const int GroupsPerColour = 3;
    private const double SmallestLogScale = -7;
    private const double Edge = 0.999;
    private const double SmallestMass = 1e-5;
    private const double GuardOfLog = 1e-12;
    private const double SmallestUniform = 1e-5;
    private readonly int mixtures;
    private readonly double halfLevels;
    private readonly Conv2d parametersOfPixels;

    /// <param name="width">Channels of the decoder's feature map.</param>
    /// <param name="channels">Of the image: 3, nothing else is defined.</param>
    /// <param name="mixtures">Components, M.</param>
    /// <param name="pixelBits">8 or 5: how finely pixels are divided.</param>
    /// <exception cref="VdvaeConfigurationException">Images are not of three colours.</exception>
    public DmolHead(int width, int channels, int mixtures, int pixelBits)
        : base(nameof(DmolHead))
    {
        if (channels != Colours) throw new VdvaeConfigurationException($"A discretised mixture of logistics is defined for {Colours} colours, not for {channels}; use a linear head (0 mixtures).");
        this.mixtures = mixtures;
        halfLevels = ((1 << pixelBits) - 1) / 2.0;
        parametersOfPixels = Conv2d(width, mixtures * (1 + (Colours * GroupsPerColour)), 1);
        RegisterComponents();
    }

    /// <summary>The parameters of the pixels' distributions, shape (N, 10·M, H, W).</summary>
    /// <param name="features">Shape (N, width, H, W).</param>
    public override Tensor forward(Tensor features) => parametersOfPixels.Run(features);

    /// <summary>−ln p(x) of each image in nats, summed over pixels; shape (N).</summary>
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

    /// <summary>The mixture's mean, before pixels are rounded and clamped.</summary>
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
    /// A component by the Gumbel-max trick, then red, green and blue in turn, each clamped before the next depends on it; the
    /// result is cut to whole levels of 0 … 255, as the public code does.
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
        var levels = ((cat([red, green, blue], 1) + 1) * 127.5).clamp_(0, 255).floor_();
        return levels.div_(255).MoveToOuterDisposeScope();

        Tensor Of(Tensor parameter) => parameter.gather(2, chosen).squeeze(2);
        Tensor Uniform(long[] shape) =>
            rand(shape, dtype: output.dtype, device: output.device, generator: noise).mul_(1 - (2 * SmallestUniform)).add_(SmallestUniform);
    }

    void IOwnStart.Start() => parametersOfPixels.bias!.zero_();

    /// <summary>ln of the mass on the bin of <paramref name="x"/>, everything outside (−1, 1) belonging to the outermost bins.</summary>
    private Tensor LogProbability(Tensor x, Tensor means, Tensor logScales)
    {
        using var scope = NewDisposeScope();
        var sharpness = (-logScales).exp();
        var middle = (x - means) * sharpness;
        var halfBin = sharpness * (0.5 / halfLevels);
        var (upper, lower) = (middle + halfBin, middle - halfBin);
        var mass = upper.sigmoid() - lower.sigmoid();
        // Where a bin has no mass to speak of: the density at its centre times its width.
        var density = middle - logScales - (2 * functional.softplus(middle)) - Math.Log(halfLevels);
        var inside = where(mass.gt(SmallestMass), mass.clamp_min(GuardOfLog).log(), density);
        var first = upper - functional.softplus(upper);
        var last = -functional.softplus(lower);
        return where(x.lt(-Edge), first, where(x.gt(Edge), last, inside)).MoveToOuterDisposeScope();
    }

    /// <summary>Channels first in memory, so that each group of parameters is one run of numbers.</summary>
    private PixelParameters Unpack(Tensor output)
    {
        var (count, height, width) = (output.shape[0], output.shape[2], output.shape[3]);
        var parts = output.contiguous().split([mixtures, output.shape[1] - mixtures], 1);
        var groups = parts[1].reshape(count, Colours, GroupsPerColour * mixtures, height, width).chunk(GroupsPerColour, 2);
        return new(parts[0], groups[0], groups[1].clamp_min(SmallestLogScale), groups[2].tanh());
    }

    /// <summary>Logits (N, M, H, W); the others (N, colours, M, H, W). Coefficients: of red for green, of red for blue, of green for blue.</summary>
    private readonly record struct PixelParameters(Tensor Logits, Tensor Means, Tensor LogScales, Tensor Coefficients);
}

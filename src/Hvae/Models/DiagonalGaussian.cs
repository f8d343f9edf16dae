// The distribution of every latent: a Gaussian with independent dimensions, and the rules that pick a value from it.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>N(mean, diag(std²)), one distribution per image.</summary>
/// <param name="Mean">Mean, shape (N, …).</param>
/// <param name="Std">Standard deviation, positive, the shape of <paramref name="Mean"/>.</param>
public readonly record struct DiagonalGaussian(Tensor Mean, Tensor Std)
{
    /// <summary>
    /// Returns mean + std · noise, which is a sample when the noise is standard normal and is differentiable in both parameters.
    /// </summary>
    public Tensor Sample(Tensor noise) => Mean + (Std * noise);

    /// <summary>Returns N(0, I) with the shape of a tensor.</summary>
    public static DiagonalGaussian StandardNormal(Tensor like) => new(zeros_like(like), ones_like(like));

    /// <summary>
    /// Returns log N(value; mean, diag(std²)) in nats, summed over dimensions; shape (N), computed in float64.
    /// </summary>
    /// <param name="values">One value for each distribution, the shape of <see cref="Mean"/>.</param>
    public Tensor LogDensity(Tensor values)
    {
        var std = Std.to(ScalarType.Float64);
        var shift = (values.to(ScalarType.Float64) - Mean.to(ScalarType.Float64)) / std;
        return -((shift.square() + Math.Log(2 * Math.PI)) * 0.5 + std.log()).flatten(1).sum(1);
    }

    /// <summary>Returns KL(this ‖ N(0, I)) in nats, summed over dimensions; shape (N).</summary>
    public Tensor KlToStandardNormal()
    {
        var perDimension = ((Mean.square() + Std.square() - 1) * 0.5) - Std.log();
        return perDimension.flatten(1).sum(1);
    }

    /// <summary>Returns KL(this ‖ <paramref name="prior"/>) in nats, summed over dimensions; shape (N).</summary>
    public Tensor KlTo(DiagonalGaussian prior)
    {
        var ratio = Std / prior.Std;
        var shift = (Mean - prior.Mean) / prior.Std;
        var perDimension = ((ratio.square() + shift.square() - 1) * 0.5) - ratio.log();
        return perDimension.flatten(1).sum(1);
    }

    /// <summary>
    /// Returns the same distribution with its dimensions arranged as <paramref name="shape"/>; -1 stands for the number of images.
    /// </summary>
    public DiagonalGaussian Reshape(params long[] shape) => new(Mean.reshape(shape), Std.reshape(shape));
}

/// <summary>Picks the value of a latent from its posterior. It is called once per layer, for z2 first.</summary>
/// <returns>A tensor of the posterior's shape.</returns>
public delegate Tensor LatentRule(DiagonalGaussian posterior);

/// <summary>The rules that training and evaluation use.</summary>
public static class LatentRules
{
    /// <summary>Picks the posterior's mode, which is its mean (for reconstructions, Xiao23 Section 5.4).</summary>
    public static LatentRule Mode { get; } = static posterior => posterior.Mean;

    /// <summary>Draws one sample with noise from <paramref name="generator"/>, which is on the CPU.</summary>
    public static LatentRule Sampled(Generator generator) => posterior =>
        posterior.Sample(randn(posterior.Mean.shape, dtype: posterior.Mean.dtype, generator: generator).to(posterior.Mean.device));
}

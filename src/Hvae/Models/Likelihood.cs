// The distribution p(x|z1) of an image, given the decoder's mean.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>The decoder's output distribution, with independent pixels.</summary>
public abstract record Likelihood
{
    /// <summary>Name in configurations and records.</summary>
    public abstract string Name { get; }

    /// <summary>Whether the decoder's last layer is a sigmoid, so that its mean is in (0, 1).</summary>
    public abstract bool MeanIsProbability { get; }

    /// <summary>Returns −log p(x|mean) in nats, summed over pixels and channels, constants included; shape (N).</summary>
    /// <param name="images">The images, shape (N, C, H, W), range [0, 1].</param>
    /// <param name="mean">The decoder's output, the same shape.</param>
    public abstract Tensor Distortion(Tensor images, Tensor mean);
}

/// <summary>Bernoulli pixels for binarised images, with the public code's guard against log 0 (Xiao23 Section 5.1).</summary>
public sealed record BernoulliLikelihood : Likelihood
{
    private const double Guard = 1e-8;

    /// <inheritdoc/>
    public override string Name => "bernoulli";

    /// <inheritdoc/>
    public override bool MeanIsProbability => true;

    /// <inheritdoc/>
    public override Tensor Distortion(Tensor images, Tensor mean)
    {
        var ones = images * (mean + Guard).log();
        var zeros = (1 - images) * (1 - mean + Guard).log();
        return -(ones + zeros).sum([1, 2, 3]);
    }
}

/// <summary>Gaussian pixels with one fixed standard deviation (Xiao23 Section 5.1).</summary>
/// <param name="Sigma">Standard deviation on the [0, 1] pixel scale; the paper's is 0.71.</param>
public sealed record GaussianLikelihood(double Sigma) : Likelihood
{
    /// <inheritdoc/>
    public override string Name => $"gaussian sigma={Sigma}";

    /// <inheritdoc/>
    public override bool MeanIsProbability => false;

    /// <inheritdoc/>
    public override Tensor Distortion(Tensor images, Tensor mean)
    {
        var pixels = images.numel() / images.shape[0];
        var constant = pixels * ((0.5 * Math.Log(2 * Math.PI)) + Math.Log(Sigma));
        return ((images - mean).square().sum([1, 2, 3]) / (2 * Sigma * Sigma)) + constant;
    }
}

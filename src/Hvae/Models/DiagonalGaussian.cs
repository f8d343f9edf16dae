// The distribution of every latent in this project: a Gaussian with independent dimensions.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>N(mean, diag(std²)), one distribution per image.</summary>
/// <param name="Mean">Shape (N, …).</param>
/// <param name="Std">Standard deviation, positive, the shape of <paramref name="Mean"/>.</param>
public readonly record struct DiagonalGaussian(Tensor Mean, Tensor Std)
{
    /// <summary>mean + std · noise: a sample when the noise is standard normal, differentiable in both parameters.</summary>
    public Tensor Sample(Tensor noise) => Mean + (Std * noise);

    /// <summary>KL(this ‖ N(0, I)) in nats, summed over dimensions; shape (N).</summary>
    public Tensor KlToStandardNormal()
    {
        var perDimension = ((Mean.square() + Std.square() - 1) * 0.5) - Std.log();
        return perDimension.flatten(1).sum(1);
    }

    /// <summary>KL(this ‖ <paramref name="prior"/>) in nats, summed over dimensions; shape (N).</summary>
    public Tensor KlTo(DiagonalGaussian prior)
    {
        var ratio = Std / prior.Std;
        var shift = (Mean - prior.Mean) / prior.Std;
        var perDimension = ((ratio.square() + shift.square() - 1) * 0.5) - ratio.log();
        return perDimension.flatten(1).sum(1);
    }

    /// <summary>The same distribution with its dimensions arranged as <paramref name="shape"/>; -1 stands for the number of images.</summary>
    public DiagonalGaussian Reshape(params long[] shape) => new(Mean.reshape(shape), Std.reshape(shape));
}

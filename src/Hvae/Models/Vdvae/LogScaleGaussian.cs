// The distribution of a VDVAE's latents: a Gaussian whose networks give the logarithm of its standard deviation.

using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>N(mean, diag(e^{2 log std})), one distribution per image.</summary>
/// <param name="Mean">Shape (N, …).</param>
/// <param name="LogStd">ln of the standard deviation, the shape of <paramref name="Mean"/>.</param>
public readonly record struct LogScaleGaussian(Tensor Mean, Tensor LogStd)
{
    /// <summary>The same distribution by its standard deviation.</summary>
    public DiagonalGaussian ByStd() => new(Mean, LogStd.exp());

    /// <summary>The same mean, with ln <paramref name="temperature"/> added to the log standard deviation.</summary>
    /// <param name="temperature">Positive; 1 changes nothing.</param>
    public LogScaleGaussian At(double temperature) => temperature == 1 ? this : this with { LogStd = LogStd + Math.Log(temperature) };

    /// <summary>
    /// KL(this ‖ <paramref name="prior"/>) in nats, summed over dimensions; shape (N):
    /// Σ −½ + ln σ_p − ln σ_q + ½ (σ_q² + (μ_q − μ_p)²) / σ_p².
    /// </summary>
    public Tensor KlTo(LogScaleGaussian prior)
    {
        using var scope = NewDisposeScope();
        var logRatio = LogStd - prior.LogStd;
        var shift = (Mean - prior.Mean) * (-prior.LogStd).exp();
        var perDimension = (((2 * logRatio).exp() + shift.square() - 1) * 0.5) - logRatio;
        return perDimension.sum([1, 2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>Hands both tensors to the scope around the current one.</summary>
    internal LogScaleGaussian MoveToOuterDisposeScope() => new(Mean.MoveToOuterDisposeScope(), LogStd.MoveToOuterDisposeScope());
}

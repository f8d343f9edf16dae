// I_q(y; z) = H(y) − H(y|z), estimated with one sample of every posterior (Xiao23 Eq. 10, Figure 7).

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>An estimate of mutual information.</summary>
/// <param name="Nats">Mean over the samples.</param>
/// <param name="StandardError">Of that mean, from the samples' spread; it knows nothing of the bias.</param>
public readonly record struct MutualInformationEstimate(double Nats, double StandardError);

/// <summary>Mutual information between a label y and a latent z under q(z|x), by Monte Carlo as in Xiao23's public code.</summary>
public static class MutualInformation
{
    /// <summary>Samples compared with all posteriors at a time, so that a block has no more than this times N numbers.</summary>
    private const int BlockSize = 256;

    /// <summary>
    /// (1/N) Σ_j [ log Σ_{i: y_i = y_j} q(z_j|x_i) − log Σ_i q(z_j|x_i) − log(N_{y_j}/N) ] in nats. Both sums include i = j, so
    /// the estimate saturates at the labels' entropy as soon as posteriors no longer overlap: an upward bias at high rates.
    /// </summary>
    /// <param name="posterior">q(z|x_i) for i = 1 … N, shape (N, D), on the CPU.</param>
    /// <param name="samples">z_j from q(z|x_j), shape (N, D), on the CPU.</param>
    /// <param name="labels">y_i, shape (N), int64, on the CPU.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public static MutualInformationEstimate Estimate(DiagonalGaussian posterior, Tensor samples, Tensor labels)
    {
        if (!samples.shape.SequenceEqual(posterior.Mean.shape) || labels.numel() != samples.shape[0])
            throw new ArgumentException("One sample and one label per posterior are needed.", nameof(samples));

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var byClass = labels.argsort();
        var classes = Classes.Of(labels);
        var counts = Counts(classes);
        var density = new LogDensity(posterior.Mean.index_select(0, byClass), posterior.Std.index_select(0, byClass));
        var logShare = tensor(counts, dtype: ScalarType.Float64).div(labels.numel()).log();

        var (sum, squares, count) = (0.0, 0.0, (double)labels.numel());
        for (long start = 0; start < labels.numel(); start += BlockSize)
        {
            using var block = NewDisposeScope();
            var length = Math.Min(BlockSize, labels.numel() - start);
            var own = classes.Codes.narrow(0, start, length).unsqueeze(1);
            var logSums = LogSumsByClass(density.At(samples.narrow(0, start, length)), counts);
            var information = logSums.gather(1, own).squeeze(1) - logSums.logsumexp(1) - logShare.index_select(0, own.squeeze(1));
            sum += information.sum().item<double>();
            squares += information.square().sum().item<double>();
        }

        var mean = sum / count;
        var variance = Math.Max(0, (squares / count) - (mean * mean)) * count / Math.Max(1, count - 1);
        return new(mean, Math.Sqrt(variance / count));
    }

    private static long[] Counts(Classes classes)
    {
        var counts = new long[classes.Present.Length];
        foreach (var code in classes.Codes.data<long>()) counts[code]++;
        return counts;
    }

    /// <summary>log Σ_{i of class c} q(z_j|x_i), shape (samples, classes). Each class has its own largest term, so none is lost.</summary>
    private static Tensor LogSumsByClass(Tensor logDensities, long[] counts)
    {
        var sums = new Tensor[counts.Length];
        long start = 0;
        for (var c = 0; c < counts.Length; c++)
        {
            sums[c] = logDensities.narrow(1, start, counts[c]).logsumexp(1);
            start += counts[c];
        }

        return stack(sums, 1);
    }

    /// <summary>
    /// log q(z|x_i) = −½ Σ_d [ (z_d − μ_id)² / σ_id² + log 2πσ_id² ] for all pairs: the square multiplied out gives two matrix
    /// products. What they lose by cancellation shrinks when z and μ are measured from the means' centre.
    /// </summary>
    private sealed class LogDensity
    {
        private readonly Tensor centre;
        private readonly Tensor precision;
        private readonly Tensor scaledMean;
        private readonly Tensor constant;

        public LogDensity(Tensor means, Tensor stds)
        {
            var mean = means.to(ScalarType.Float64);
            var std = stds.to(ScalarType.Float64);
            centre = mean.mean([0L], keepdim: true);
            mean = mean - centre;
            precision = std.pow(-2).t().contiguous();
            scaledMean = (mean / std.square()).t().contiguous();
            constant = ((mean / std).square() + (2 * std.log()) + Math.Log(2 * Math.PI)).sum(1);
        }

        /// <summary>Shape (number of samples, number of posteriors).</summary>
        public Tensor At(Tensor samples)
        {
            var z = samples.to(ScalarType.Float64) - centre;
            return z.square().matmul(precision).sub_(z.matmul(scaledMean).mul_(2)).add_(constant).mul_(-0.5);
        }
    }
}

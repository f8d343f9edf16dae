// I_q(y; z) = H(y) − H(y|z), estimated with one sample of every posterior (Xiao23 Eq. 10, Figure 7), also without the sample's own
// posterior, and the bound accuracy <= f⁻¹(I), f(a) = H[p(y)] + a log a + (1 − a) log((1 − a)/(M − 1)) (Xiao23 Eq. 11).

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>An estimate of mutual information.</summary>
/// <param name="Nats">Mean over the samples, in nats; NaN for no samples.</param>
/// <param name="StandardError">Standard error of the mean from the samples' spread, in nats; it does not include the bias.</param>
/// <param name="Count">Number of samples.</param>
public readonly record struct MutualInformationEstimate(double Nats, double StandardError, long Count);

/// <summary>
/// Estimates the mutual information between a label y and a latent z under q(z|x) by Monte Carlo: as in Xiao23's public code, which is
/// biased upwards, and by leaving one out, which is biased downwards.
/// </summary>
public static class MutualInformation
{
    /// <summary>Number of samples that are compared with all posteriors at a time. A block has at most this times N numbers.</summary>
    private const int BlockSize = 64;

    /// <summary>Returns two estimates of I_q(y; z) in nats.</summary>
    /// <param name="posterior">q(z|x_i) for i = 1 … N, shape (N, D), on the CPU.</param>
    /// <param name="samples">z_j from q(z|x_j), shape (N, D), on the CPU.</param>
    /// <param name="labels">y_i, shape (N), int64, on the CPU.</param>
    /// <returns>
    /// <para>
    /// Public: (1/N) Σ_j [ log Σ_{i: y_i = y_j} q(z_j|x_i) − log Σ_i q(z_j|x_i) − log(N_{y_j}/N) ]. Both sums include i = j, so the
    /// estimate saturates at the labels' entropy when posteriors no longer overlap, which is an upward bias at high rates.
    /// </para>
    /// <para>
    /// LeaveOneOut (ours): the same mean where both sums leave out i = j, and so does the share of the class, which is
    /// (N_{y_j} − 1)/(N − 1). Each term is log p(y_j|z_j) − log p(y_j) as predicted from the other images, which are independent of image
    /// j. By Gibbs' inequality the first part is at most −H(y|z) in the mean, and the second exceeds H(y) by about (M − 1)/2N for M
    /// classes, so the mean is at most I + (M − 1)/2N. For labels that are independent of z it is at most 0 by Jensen's inequality: the
    /// other images of the class are a random part of all others, and the logarithm of the mean over a part is at most that of the whole.
    /// It is far below I, and may be negative, where posteriors hardly overlap. Images whose class has no other image are left out.
    /// </para>
    /// </returns>
    /// <exception cref="ArgumentException">Thrown when the shapes do not fit together.</exception>
    public static (MutualInformationEstimate Public, MutualInformationEstimate LeaveOneOut) Estimate(
        DiagonalGaussian posterior, Tensor samples, Tensor labels)
    {
        if (!samples.shape.SequenceEqual(posterior.Mean.shape) || labels.numel() != samples.shape[0])
            throw new ArgumentException("One sample and one label per posterior are needed.", nameof(samples));

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var byClass = labels.argsort();
        var places = byClass.argsort();
        var classes = Classes.Of(labels);
        var counts = Counts(classes);
        var density = new LogDensity(posterior.Mean.index_select(0, byClass), posterior.Std.index_select(0, byClass));
        var sizes = tensor(counts, dtype: ScalarType.Float64);
        var logShare = sizes.div(labels.numel()).log();
        var logShareOfOthers = (sizes - 1).div(labels.numel() - 1).log();

        var codes = classes.Codes.data<long>().ToArray();
        List<double> all = [], leaveOneOut = [];
        for (long start = 0; start < labels.numel(); start += BlockSize)
        {
            using var block = NewDisposeScope();
            var length = Math.Min(BlockSize, labels.numel() - start);
            var own = classes.Codes.narrow(0, start, length).unsqueeze(1);
            var place = places.narrow(0, start, length).unsqueeze(1);
            var logDensities = density.At(samples.narrow(0, start, length));
            var self = logDensities.gather(1, place).squeeze(1);
            logDensities.scatter_(1, place, full([length, 1], double.NegativeInfinity, ScalarType.Float64));
            var logSums = LogSumsByClass(logDensities, counts);
            var (ofClass, ofAll) = (logSums.gather(1, own).squeeze(1), logSums.logsumexp(1));
            own = own.squeeze(1);
            all.AddRange(Numbers.Of(ofClass.logaddexp(self) - ofAll.logaddexp(self) - logShare.index_select(0, own)));
            var terms = Numbers.Of(ofClass - ofAll - logShareOfOthers.index_select(0, own));
            leaveOneOut.AddRange(terms.Where((_, j) => counts[codes[start + j]] > 1));
        }

        return (Mean(all), Mean(leaveOneOut));
    }

    private static MutualInformationEstimate Mean(IReadOnlyList<double> terms)
    {
        var mean = terms.Count == 0 ? double.NaN : terms.Average();
        var variance = terms.Sum(term => Math.Pow(term - mean, 2)) / Math.Max(1, terms.Count - 1);
        return new(mean, Math.Sqrt(variance / Math.Max(1, terms.Count)), terms.Count);
    }

    private static long[] Counts(Classes classes)
    {
        var counts = new long[classes.Present.Length];
        foreach (var code in classes.Codes.data<long>()) counts[code]++;
        return counts;
    }

    /// <summary>
    /// Returns log Σ_{i of class c} q(z_j|x_i), shape (samples, classes). Each class is scaled by its own largest term, so no class is
    /// lost by underflow.
    /// </summary>
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
    /// Computes log q(z|x_i) = −½ Σ_d [ (z_d − μ_id)² / σ_id² + log 2πσ_id² ] for all pairs. The expanded square gives two matrix
    /// products. Measuring z and μ from the mean of the means reduces their cancellation.
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

        /// <summary>Returns the log densities, shape (number of samples, number of posteriors).</summary>
        public Tensor At(Tensor samples)
        {
            var z = samples.to(ScalarType.Float64) - centre;
            return z.square().matmul(precision).sub_(z.matmul(scaledMean).mul_(2)).add_(constant).mul_(-0.5);
        }
    }
}

/// <summary>Computes the accuracy that no classifier can exceed, given the mutual information between label and latent.</summary>
public static class AccuracyBound
{
    /// <summary>Returns f⁻¹(I), an accuracy in [1/M, 1]. It is 1/M when I is below f(1/M), and 1 when I is above H[p(y)].</summary>
    /// <param name="information">I_q(y; z) or any upper bound of it, e.g. a rate, in nats.</param>
    /// <param name="classCounts">Number of samples of each of the M ≥ 2 classes.</param>
    /// <exception cref="ArgumentException">Thrown when there are fewer than two classes, a negative count, or no samples.</exception>
    public static double FromMutualInformation(double information, IReadOnlyList<long> classCounts)
    {
        if (double.IsNaN(information)) return double.NaN;
        var entropy = Entropy(classCounts);
        var (low, high) = (1.0 / classCounts.Count, 1.0);
        if (information >= entropy) return high;

        // f increases on [1/M, 1]. Bisection ends when no number is between the ends.
        while (true)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high) return low;
            if (LeastInformation(middle, entropy, classCounts.Count) <= information) low = middle;
            else high = middle;
        }
    }

    /// <summary>Returns H[p(y)] in nats.</summary>
    /// <param name="classCounts">Number of samples of each of the M ≥ 2 classes.</param>
    /// <exception cref="ArgumentException">Thrown when there are fewer than two classes, a negative count, or no samples.</exception>
    public static double Entropy(IReadOnlyList<long> classCounts)
    {
        double total = classCounts.Sum();
        if (classCounts.Count < 2 || total <= 0 || classCounts.Any(count => count < 0))
            throw new ArgumentException("At least two classes and one sample are needed.", nameof(classCounts));
        return -classCounts.Sum(count => TimesLog(count / total, count / total));
    }

    /// <summary>Returns f(a), the smallest information with which an accuracy of a is possible.</summary>
    private static double LeastInformation(double a, double entropy, int classes) =>
        entropy + TimesLog(a, a) + TimesLog(1 - a, (1 - a) / (classes - 1));

    /// <summary>Returns p log q, which is 0 for p = 0.</summary>
    private static double TimesLog(double p, double q) => p == 0 ? 0 : p * Math.Log(q);
}

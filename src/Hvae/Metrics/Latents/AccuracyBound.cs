// accuracy <= f⁻¹(I), f(a) = H[p(y)] + a log a + (1 − a) log((1 − a)/(M − 1)) (Xiao23 Eq. 11).

namespace Hvae.Metrics.Latents;

/// <summary>What no classifier can exceed, given the mutual information between label and latent.</summary>
public static class AccuracyBound
{
    /// <summary>f⁻¹(I): the accuracy in [1/M, 1], at its lower end when I is below f(1/M) and 1 when I is above H[p(y)].</summary>
    /// <param name="information">I_q(y; z) or any upper bound of it, e.g. a rate, in nats.</param>
    /// <param name="classCounts">How often each of the M ≥ 2 classes occurs.</param>
    /// <exception cref="ArgumentException">Fewer than two classes, a negative count, or no samples.</exception>
    public static double FromMutualInformation(double information, IReadOnlyList<long> classCounts)
    {
        if (double.IsNaN(information)) return double.NaN;
        var entropy = Entropy(classCounts);
        var (low, high) = (1.0 / classCounts.Count, 1.0);
        if (information >= entropy) return high;

        // f increases on [1/M, 1]; halving ends when no number lies between the ends.
        while (true)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high) return low;
            if (LeastInformation(middle, entropy, classCounts.Count) <= information) low = middle;
            else high = middle;
        }
    }

    /// <summary>H[p(y)] in nats.</summary>
    /// <param name="classCounts">How often each of the M ≥ 2 classes occurs.</param>
    /// <exception cref="ArgumentException">Fewer than two classes, a negative count, or no samples.</exception>
    public static double Entropy(IReadOnlyList<long> classCounts)
    {
        double total = classCounts.Sum();
        if (classCounts.Count < 2 || total <= 0 || classCounts.Any(count => count < 0))
            throw new ArgumentException("At least two classes and one sample are needed.", nameof(classCounts));
        return -classCounts.Sum(count => TimesLog(count / total, count / total));
    }

    /// <summary>f(a): the least information with which an accuracy of a can be reached.</summary>
    private static double LeastInformation(double a, double entropy, int classes) => entropy + TimesLog(a, a) + TimesLog(1 - a, (1 - a) / (classes - 1));

    /// <summary>p log q, which is 0 at p = 0.</summary>
    private static double TimesLog(double p, double q) => p == 0 ? 0 : p * Math.Log(q);
}

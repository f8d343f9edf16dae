// R_k = KL of the first k blocks: what the series of compressors of a hierarchical VAE sends (Shu22 Section 3.1).

namespace Hvae.Metrics.RateDistortion;

/// <summary>R_1 … R_T of one model.</summary>
public sealed class CumulativeRates
{
    private readonly double[] cumulative;

    /// <param name="blocks">E KL(q(z_k|x, z_&lt;k) ‖ p(z_k|z_&lt;k)) of each block, in the order of generation; the unit is kept.</param>
    /// <exception cref="ArgumentException">There is no block, or a rate is no finite number.</exception>
    public CumulativeRates(IReadOnlyList<double> blocks)
    {
        if (blocks.Count == 0 || !blocks.All(double.IsFinite)) throw new ArgumentException("Rates are finite numbers, one for each block.", nameof(blocks));
        Blocks = blocks;
        cumulative = new double[blocks.Count];
        var sum = 0.0;
        for (var k = 0; k < blocks.Count; k++) cumulative[k] = sum += blocks[k];
    }

    /// <summary>The rates of single blocks.</summary>
    public IReadOnlyList<double> Blocks { get; }

    /// <summary>R_k, for k = 1 … T as in the paper; R_0 = 0.</summary>
    public double this[int k] => k == 0 ? 0 : cumulative[k - 1];

    /// <summary>T.</summary>
    public int Count => cumulative.Length;

    /// <summary>
    /// Claim A5, R_(k−1) ≤ R_k: every k where that fails by more than <paramref name="tolerance"/>. Analytic rates are divergences,
    /// so only rounding may go below 0; rates estimated from samples need the tolerance of their standard error.
    /// </summary>
    public IReadOnlyList<int> Falls(double tolerance) => [.. Enumerable.Range(1, Count).Where(k => this[k] < this[k - 1] - tolerance)];
}

// The grid of (beta2, beta1) over which the paper sweeps.

namespace Experiments.Sweeps;

/// <summary>A square grid, evenly spaced in the logarithm (Xiao23 Section 5.1: 21 × 21 from 0.1 to 10).</summary>
/// <param name="Points">Values of each beta.</param>
/// <param name="Lowest">Smallest beta.</param>
/// <param name="Highest">Largest beta.</param>
public sealed record BetaGrid(int Points, double Lowest, double Highest)
{
    /// <summary>The values, ascending. Powers of ten come out exact, 1 among them, as 10^0 is.</summary>
    public IReadOnlyList<double> Values()
    {
        var (low, high) = (Math.Log10(Lowest), Math.Log10(Highest));
        return [.. Enumerable.Range(0, Points).Select(k => Math.Pow(10, ((low * (Points - 1 - k)) + (high * k)) / (Points - 1)))];
    }

    /// <summary>All cells, beta1 in the outer loop.</summary>
    public IEnumerable<Betas> Cells() => from beta1 in Values() from beta2 in Values() select new Betas(beta2, beta1);
}

/// <summary>Weights of the two rates.</summary>
/// <param name="Beta2">Of R(z2).</param>
/// <param name="Beta1">Of R(z1|z2).</param>
public readonly record struct Betas(double Beta2, double Beta1)
{
    /// <summary>beta2 = beta1 = 1: the ordinary VAE.</summary>
    public bool IsVae => this is { Beta2: 1, Beta1: 1 };

    /// <summary>beta2 = beta1: a beta-VAE, the ordinary VAE among them.</summary>
    public bool IsBetaVae => Beta2.Equals(Beta1);
}

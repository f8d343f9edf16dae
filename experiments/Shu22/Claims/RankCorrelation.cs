// Whether two numbers order things alike: Pearson's correlation of their ranks (Spearman, 1904).

namespace Experiments.Shu22.Claims;

/// <summary>ρ in [−1, 1]; equal values share the mean of their ranks.</summary>
internal static class RankCorrelation
{
    /// <summary>ρ; NaN where one of the two is the same everywhere.</summary>
    /// <param name="xs">One number of each thing.</param>
    /// <param name="ys">The other, in the same order.</param>
    public static double Of(IReadOnlyList<double> xs, IReadOnlyList<double> ys)
    {
        var (a, b) = (Centred(xs), Centred(ys));
        return Product(a, b) / Math.Sqrt(Product(a, a) * Product(b, b));
    }

    /// <summary>Ranks without their mean.</summary>
    private static double[] Centred(IReadOnlyList<double> values)
    {
        double[] ranks = [.. values.Select(value => values.Count(other => other < value) + ((values.Count(other => other == value) + 1) / 2.0))];
        return [.. ranks.Select(rank => rank - ranks.Average())];
    }

    private static double Product(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}

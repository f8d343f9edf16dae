// How a metric depends on the two rates, by ranks.

using Experiments.Sweeps;
using MathNet.Numerics.Statistics;

namespace Experiments.Xiao23.Claims;

/// <summary>Rank statistics over the cells of a sweep; none of them notices a dependence that rises and falls.</summary>
internal static class Dependence
{
    /// <summary>Spearman's rank correlation of two metrics, ties at their mean rank; NaN when one is constant.</summary>
    public static double RankCorrelation(IReadOnlyList<SweepCell> cells, string x, string y) => Correlation.Spearman(Values(cells, x), Values(cells, y));

    /// <summary>
    /// |b2| − |b1| of the standardised rank regression rank(metric) = b2·rank(R(z2)) + b1·rank(R(z1|z2)), which holds one
    /// rate fixed while it looks at the other. With Spearman's ρ of metric and rates (ρ2, ρ1) and of the rates (ρ21):
    /// b2 = (ρ2 − ρ1·ρ21)/(1 − ρ21²), b1 = (ρ1 − ρ2·ρ21)/(1 − ρ21²). NaN when the metric is constant or the rates have the same order.
    /// </summary>
    public static double OnRateZ2RatherThanZ1(IReadOnlyList<SweepCell> cells, string metric)
    {
        var (values, z2, z1) = (Values(cells, metric), Values(cells, MetricNames.RateZ2), Values(cells, MetricNames.RateZ1));
        var (rho2, rho1, rho21) = (Correlation.Spearman(values, z2), Correlation.Spearman(values, z1), Correlation.Spearman(z2, z1));
        var rest = 1 - (rho21 * rho21);
        return rest > 1e-9 ? (Math.Abs(rho2 - (rho1 * rho21)) - Math.Abs(rho1 - (rho2 * rho21))) / rest : double.NaN;
    }

    private static double[] Values(IReadOnlyList<SweepCell> cells, string metric) => [.. cells.Select(cell => cell.Mean(metric))];
}

// Statistics of the cells of a sweep.

using Experiments.Jobs;
using MathNet.Numerics;
using MathNet.Numerics.Interpolation;
using MathNet.Numerics.Statistics;

namespace Experiments.Xiao23.Claims;

/// <summary>A metric of the beta-VAEs (beta2 = beta1) as a function of their total rate, interpolated linearly.</summary>
internal sealed class BetaVaeCurve
{
    /// <summary>Smallest number of beta-VAEs. A curve through two points would be a straight line by assumption.</summary>
    public const int FewestBetaVaes = 3;

    /// <summary>Largest ratio of betas at which a model is near the beta-VAEs.</summary>
    private const double Near = 10.001;

    private readonly string metric;
    private readonly CellValues values;
    private readonly double[] rates;
    private readonly LinearSpline? spline;

    /// <param name="values">Numbers of the cells; only those on the diagonal are on the curve.</param>
    /// <param name="metric">Name of the metric.</param>
    public BetaVaeCurve(CellValues values, string metric)
    {
        (this.values, this.metric) = (values, metric);
        var points = Enumerable.Range(0, values.Cells.Count).Where(cell => values.Cells[cell].IsBetaVae)
            .Select(cell => (Rate: values[MetricNames.Rate][cell], Value: values[metric][cell]))
            .DistinctBy(point => point.Rate).OrderBy(point => point.Rate).ToArray();
        rates = [.. points.Select(point => point.Rate)];
        spline = points.Length < 2 ? null : LinearSpline.InterpolateSorted(rates, [.. points.Select(point => point.Value)]);
    }

    /// <summary>
    /// Returns the metric at a total rate in nats, or NaN outside the range of the beta-VAEs and where there are fewer than two of them.
    /// </summary>
    public double At(double rate) => spline is not null && rate >= rates[0] && rate <= rates[^1] ? spline.Interpolate(rate) : double.NaN;

    /// <summary>
    /// Returns by how much the metric is higher than that of beta-VAEs of the same total rate, on average over the models with up to ten
    /// times as large a beta2 as beta1, which have more of their rate in z1; NaN when no such model is within the beta-VAEs' rates.
    /// </summary>
    public double GainTowardsZ1() => Gain(betas => betas.Beta2 / betas.Beta1 is > 1 and < Near);

    /// <summary>
    /// Returns the same for the models with up to ten times as large a beta1 as beta2, which have more of their rate in z2.
    /// </summary>
    public double GainTowardsZ2() => Gain(betas => betas.Beta1 / betas.Beta2 is > 1 and < Near);

    /// <summary>Returns the same for all models with beta2 below beta1.</summary>
    public double GainBelowDiagonal() => Gain(betas => betas.Beta2 < betas.Beta1);

    private double Gain(Func<Presets.Betas, bool> condition)
    {
        var gains =
            from cell in Enumerable.Range(0, values.Cells.Count)
            where condition(values.Cells[cell])
            let gain = values[metric][cell] - At(values[MetricNames.Rate][cell])
            where double.IsFinite(gain)
            select gain;
        return gains.DefaultIfEmpty(double.NaN).Average();
    }
}

/// <summary>Rank statistics over the cells of a sweep. None of them detects a dependence that rises and falls.</summary>
internal static class Dependence
{
    /// <summary>Returns the slope of the regression line of y on x; NaN when x is constant.</summary>
    public static double Slope(CellValues values, string x, string y) => Fit.Line(values[x], values[y]).B;

    /// <summary>Returns Spearman's rank correlation of two metrics, with ties at their mean rank; NaN when one is constant.</summary>
    public static double RankCorrelation(CellValues values, string x, string y) => Correlation.Spearman(values[x], values[y]);

    /// <summary>
    /// Returns |b2| − |b1| of the standardised rank regression rank(metric) = b2·rank(R(z2)) + b1·rank(R(z1|z2)), which holds one
    /// rate fixed while it considers the other. With Spearman's ρ of metric and rates (ρ2, ρ1) and of the rates (ρ21):
    /// b2 = (ρ2 − ρ1·ρ21)/(1 − ρ21²), b1 = (ρ1 − ρ2·ρ21)/(1 − ρ21²). NaN when the metric is constant or the rates have the same order.
    /// </summary>
    public static double OnRateZ2RatherThanZ1(CellValues values, string metric)
    {
        var (of, z2, z1) = (values[metric], values[MetricNames.RateZ2], values[MetricNames.RateZ1]);
        var (rho2, rho1, rho21) = (Correlation.Spearman(of, z2), Correlation.Spearman(of, z1), Correlation.Spearman(z2, z1));
        var rest = 1 - (rho21 * rho21);
        return rest > 1e-9 ? (Math.Abs(rho2 - (rho1 * rho21)) - Math.Abs(rho1 - (rho2 * rho21))) / rest : double.NaN;
    }

    /// <summary>
    /// Returns the variance over cells of one metric minus that of another, without the noise of seeds: the covariance over cells of the
    /// means of two halves of the seeds, averaged over all pairs of seeds. NaN with one seed.
    /// </summary>
    /// <param name="seeds">Numbers of each seed at the same cells.</param>
    /// <param name="one">Name of the first metric.</param>
    /// <param name="other">Name of the second metric.</param>
    public static double VarianceDifference(IReadOnlyList<CellValues> seeds, string one, string other)
    {
        var pairs =
            from first in Enumerable.Range(0, seeds.Count)
            from second in Enumerable.Range(first + 1, seeds.Count - first - 1)
            select seeds[first][one].Covariance(seeds[second][one]) - seeds[first][other].Covariance(seeds[second][other]);
        return pairs.DefaultIfEmpty(double.NaN).Average();
    }
}

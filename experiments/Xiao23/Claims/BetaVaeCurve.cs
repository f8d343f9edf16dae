// What beta-VAEs reach at a given total rate: the yardstick for models off the diagonal.

using Experiments.Claims;
using Experiments.Sweeps;
using MathNet.Numerics.Interpolation;

namespace Experiments.Xiao23.Claims;

/// <summary>A metric of the beta-VAEs (beta2 = beta1) as a function of their total rate, linear between them.</summary>
internal sealed class BetaVaeCurve
{
    /// <summary>A curve through two points would be a straight line by assumption.</summary>
    public const int FewestBetaVaes = 3;

    private readonly double[] rates;
    private readonly LinearSpline? spline;

    /// <param name="cells">Of one sweep; those off the diagonal are left aside.</param>
    /// <param name="metric">Which metric.</param>
    public BetaVaeCurve(IReadOnlyList<SweepCell> cells, string metric)
    {
        var points = cells.Where(cell => cell.Betas.IsBetaVae).DistinctBy(cell => cell.Mean(MetricNames.Rate)).OrderBy(cell => cell.Mean(MetricNames.Rate)).ToArray();
        rates = [.. points.Select(cell => cell.Mean(MetricNames.Rate))];
        spline = points.Length < 2 ? null : LinearSpline.InterpolateSorted(rates, [.. points.Select(cell => cell.Mean(metric))]);
    }

    /// <summary>The metric at a total rate in nats; NaN outside the beta-VAEs' range, and everywhere when there are fewer than two.</summary>
    public double At(double rate) => spline is not null && rate >= rates[0] && rate <= rates[^1] ? spline.Interpolate(rate) : double.NaN;

    /// <summary>The finding where a sweep has too few beta-VAEs to compare with; null where it has enough.</summary>
    public static Finding? TooFew(IReadOnlyList<SweepCell> cells) => cells.Count(cell => cell.Betas.IsBetaVae) is var count && count < FewestBetaVaes
        ? Finding.NotTestable($"{count} beta-VAEs are no yardstick over a range of rates, at least {FewestBetaVaes} are; take a preset with a finer grid")
        : null;
}

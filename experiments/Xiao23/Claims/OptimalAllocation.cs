// Whether the models that are optimal in a metric shift rate from z2 to z1, compared with beta-VAEs.

using Experiments.Claims;
using Experiments.Sweeps;

namespace Experiments.Xiao23.Claims;

/// <summary>The shift of optimal models, on which claims B4 and B9 stand.</summary>
internal static class OptimalAllocation
{
    /// <summary>
    /// Mean over the optimal models (hull in the plane of total rate and metric) of (R_β(z2; R) − R(z2)) / R, where
    /// R_β(z2; R) is what the beta-VAEs have in z2 at the same total rate R. Since R = R(z2) + R(z1|z2), that is the share of
    /// the rate that the optimal model has in z1 instead of z2; in [−1, 1]. Models outside the beta-VAEs' range of R and
    /// those without rate are left out; NaN when none remains.
    /// </summary>
    public static double ShiftToZ1(IReadOnlyList<SweepCell> cells, string metric)
    {
        var curve = new BetaVaeCurve(cells, MetricNames.RateZ2);
        var shifts =
            from cell in new RatePlane(cells).OptimalCells(metric, GoodEnd.High)
            let rate = cell.Mean(MetricNames.Rate)
            let shift = (curve.At(rate) - cell.Mean(MetricNames.RateZ2)) / rate
            where rate > 0 && double.IsFinite(shift)
            select shift;
        return shifts.DefaultIfEmpty(double.NaN).Average();
    }

    /// <summary>The finding on "optimal models have more of their rate in z1 than beta-VAEs"; hull and curve are made anew in each resample.</summary>
    /// <param name="sweep">Whose models.</param>
    /// <param name="metric">In which they are optimal.</param>
    /// <param name="target">What to run where metrics are missing.</param>
    public static Finding Test(Sweep sweep, string metric, string target) => MeasuredCells.Test(
        sweep, [MetricNames.RateZ2, MetricNames.Rate, metric], target, cells => BetaVaeCurve.TooFew(cells) ?? Finding.Positive(
            $"mean shift of rate to z1 of models optimal in {metric} on {sweep.Name}", CellBootstrap.Of(cells, resample => ShiftToZ1(resample, metric))));
}

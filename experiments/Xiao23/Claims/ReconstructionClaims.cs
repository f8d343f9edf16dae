// Claims of Xiao & Bamler about reconstruction: B3 and B4.

using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>Spearman's rank correlation of PSNR and total rate over the models of a sweep.</summary>
internal static class ClaimB3
{
    private static readonly PaperClaim Paper = PaperClaim.Of("B3");

    /// <summary>Decides the claim on sweeps of GHVAEs. It must hold on each.</summary>
    public static Claim Decide(params IReadOnlyList<Sweep> sweeps) =>
        Paper.Decide(Finding.All([.. sweeps.Select(sweep => Test(sweep).On(sweep.Data))]));

    internal static Finding Test(Sweep sweep) => MeasuredCells.Test(
        sweep, [MetricNames.Psnr, MetricNames.Rate], "Xiao23.Figure3", cells => Finding.Positive(
            "rank correlation of PSNR and total rate",
            CellBootstrap.Of(cells, resample => Dependence.RankCorrelation(resample, MetricNames.Psnr, MetricNames.Rate))));
}

/// <summary>Mean shift of rate to z1 of the models optimal in PSNR (<see cref="OptimalAllocation.ShiftToZ1"/>), on each data set.</summary>
internal static class ClaimB4
{
    private static readonly PaperClaim Paper = PaperClaim.Of("B4");

    /// <summary>Decides the claim on the sweeps of GHVAEs on SVHN and CIFAR-10. It must hold on both.</summary>
    public static Claim Decide(Sweep svhn, Sweep cifar10) =>
        Paper.Decide(Finding.All(Test(svhn).On(svhn.Data), Test(cifar10).On(cifar10.Data)));

    internal static Finding Test(Sweep sweep) => OptimalAllocation.Test(sweep, MetricNames.Psnr, "Xiao23.Figure3");
}

/// <summary>The shift of optimal models, on which claims B4 and B9 are based.</summary>
internal static class OptimalAllocation
{
    /// <summary>
    /// Returns the mean over the optimal models (hull in the plane of total rate and metric) of (R_β(z2; R) − R(z2)) / R, where
    /// R_β(z2; R) is the rate of z2 in the beta-VAEs at the same total rate R. Since R = R(z2) + R(z1|z2), that is the share of
    /// the rate that the optimal model has in z1 instead of z2; in [−1, 1]. Models outside the beta-VAEs' range of R and
    /// those without rate are left out. It is NaN when none remains.
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

    /// <summary>
    /// Returns the finding on "optimal models have more of their rate in z1 than beta-VAEs". Hull and curve are computed again in each
    /// resample.
    /// </summary>
    /// <param name="sweep">Sweep of the models.</param>
    /// <param name="metric">Metric in which they are optimal.</param>
    /// <param name="target">Target to run where metrics are missing.</param>
    public static Finding Test(Sweep sweep, string metric, string target) => MeasuredCells.Test(
        sweep, [MetricNames.RateZ2, MetricNames.Rate, metric], target, cells => BetaVaeCurve.TooFew(cells) ?? Finding.Positive(
            $"mean shift of rate to z1 of models optimal in {metric} on {sweep.Name}",
            CellBootstrap.Of(cells, resample => ShiftToZ1(resample, metric))));
}

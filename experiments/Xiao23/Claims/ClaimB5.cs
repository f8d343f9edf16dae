// B5: where samples are good, and what spoils them.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// Two statements about ln IS. Where beta2 &lt; beta1: mean over those models of ln IS − ln IS_β(R), with IS_β(R) of the
/// beta-VAEs at the same total rate, so that more R(z2) is not confused with more rate. Where R(z2) is low (below the
/// sweep's median): mean of the models with R(z1|z2) up to the third quartile of these, minus the mean of those above.
/// </summary>
internal static class ClaimB5
{
    private static readonly PaperClaim Paper = new(
        "B5",
        "The inception score is high where beta2 < beta1, that is with more R(z2) than beta-VAEs have; very high R(z1|z2) with low R(z2) lowers it.",
        "Figure 5",
        "mean difference of ln IS, of the less supported of two comparisons: beta2 < beta1 with beta-VAEs of the same total rate; "
        + "among models with low R(z2), lower with very high R(z1|z2); spread: standard error over cells");

    /// <summary>Decides on the sweep of GHVAEs on SVHN.</summary>
    public static Claim Decide(Sweep svhn) => Paper.Decide(Test(svhn).On(svhn.Data));

    internal static Finding Test(Sweep sweep) => MeasuredCells.Test(
        sweep, [MetricNames.InceptionScore, MetricNames.RateZ2, MetricNames.RateZ1, MetricNames.Rate], "Xiao23.Figure5", cells => Finding.All(
            BetaVaeCurve.TooFew(cells) ?? Finding.Positive("ln IS where β₂ < β₁, above β-VAEs of the same rate", CellBootstrap.Of(cells, AboveBetaVaes)),
            Finding.Positive("fall of ln IS at low R(z₂) where R(z₁|z₂) is very high", CellBootstrap.Of(cells, FallAtHighRateZ1))));

    private static double AboveBetaVaes(IReadOnlyList<SweepCell> cells)
    {
        var betaVaes = new BetaVaeCurve(cells, MetricNames.InceptionScore);
        return MeanOf(
            from cell in cells
            where cell.Betas.Beta2 < cell.Betas.Beta1
            let difference = LogScore(cell) - Math.Log(betaVaes.At(cell.Mean(MetricNames.Rate)))
            where double.IsFinite(difference)
            select difference);
    }

    private static double FallAtHighRateZ1(IReadOnlyList<SweepCell> cells)
    {
        var low = cells.OrderBy(cell => cell.Mean(MetricNames.RateZ2)).Take(cells.Count / 2).OrderBy(cell => cell.Mean(MetricNames.RateZ1)).Select(LogScore).ToArray();
        var rest = low.Length - (low.Length / 4);
        return rest < low.Length ? low[..rest].Average() - low[rest..].Average() : double.NaN;
    }

    private static double LogScore(SweepCell cell) => Math.Log(cell.Mean(MetricNames.InceptionScore));

    private static double MeanOf(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();
}

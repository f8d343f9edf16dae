// Claims of Xiao & Bamler about samples: B5, B6 and B10.

using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Sweeps;
using MathNet.Numerics.Statistics;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// Two statements about ln IS. Where beta2 &lt; beta1: the mean over those models of ln IS − ln IS_β(R), with IS_β(R) of the
/// beta-VAEs at the same total rate, so that more R(z2) is not confused with more rate. Where R(z2) is low (below the
/// sweep's median): the mean of the models with R(z1|z2) up to the third quartile of these, minus the mean of those above.
/// </summary>
internal static class ClaimB5
{
    private static readonly PaperClaim Paper = PaperClaim.Of("B5");

    /// <summary>Decides the claim on the sweep of GHVAEs on SVHN.</summary>
    public static Claim Decide(Sweep svhn) => Paper.Decide(Test(svhn).On(svhn.Data));

    internal static Finding Test(Sweep sweep) => MeasuredCells.Test(
        sweep, [MetricNames.InceptionScore, MetricNames.RateZ2, MetricNames.RateZ1, MetricNames.Rate], "Xiao23.Figure5", cells =>
            Finding.All(
            BetaVaeCurve.TooFew(cells) ?? Finding.Positive(
                "ln IS where β₂ < β₁, above β-VAEs of the same rate", CellBootstrap.Of(cells, AboveBetaVaes)),
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
        var low = cells.OrderBy(cell => cell.Mean(MetricNames.RateZ2)).Take(cells.Count / 2).OrderBy(cell => cell.Mean(MetricNames.RateZ1))
            .Select(LogScore).ToArray();
        var rest = low.Length - (low.Length / 4);
        return rest < low.Length ? low[..rest].Average() - low[rest..].Average() : double.NaN;
    }

    private static double LogScore(SweepCell cell) => Math.Log(cell.Mean(MetricNames.InceptionScore));

    private static double MeanOf(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();
}

/// <summary>
/// With s = ln sharpness, d = ln diversity and ln IS = s + d (Eq. 12; the recorded means over splits obey it only nearly, so
/// the sum is taken): the share of sharpness in the variance is cov(s, s + d) / var(s + d), and the two shares add up to
/// one. Sharpness must have more than half. Then its standardised rank coefficients on the two rates are compared.
/// </summary>
internal static class ClaimB6
{
    private static readonly PaperClaim Paper = PaperClaim.Of("B6");

    /// <summary>Decides the claim on the sweep of GHVAEs on SVHN.</summary>
    public static Claim Decide(Sweep svhn) => Paper.Decide(Test(svhn).On(svhn.Data));

    internal static Finding Test(Sweep sweep) => MeasuredCells.Test(
        sweep, [MetricNames.Diversity, MetricNames.Sharpness, MetricNames.RateZ2, MetricNames.RateZ1], "Xiao23.Figure5", cells =>
            Finding.All(
            Finding.Positive("share of sharpness in the variance of ln IS, minus 1/2",
                CellBootstrap.Of(cells, resample => SharpnessShare(resample) - 0.5)),
            Finding.Positive(
                "dependence of sharpness on R(z₂) minus that on R(z₁|z₂)",
                CellBootstrap.Of(cells, resample => Dependence.OnRateZ2RatherThanZ1(resample, MetricNames.Sharpness)))));

    private static double SharpnessShare(IReadOnlyList<SweepCell> cells)
    {
        var sharpness = cells.Select(cell => Math.Log(cell.Mean(MetricNames.Sharpness))).ToArray();
        var score = cells.Zip(sharpness, (cell, s) => s + Math.Log(cell.Mean(MetricNames.Diversity))).ToArray();
        return sharpness.Covariance(score) / score.Variance();
    }
}

/// <summary>
/// Position of the best samples: the mean, over the tenth of the models with the highest inception score, of
/// (rank of R(z1|z2) − 1/2) / n, in (0, 1). It is 1/2 when score and rate are unrelated. MNIST's must be above 1/2
/// and above SVHN's.
/// </summary>
internal static class ClaimB10
{
    private static readonly string[] Metrics = [MetricNames.InceptionScore, MetricNames.RateZ1];

    private static readonly PaperClaim Paper = PaperClaim.Of("B10");

    /// <summary>
    /// Decides the claim on the sweeps of GHVAEs on MNIST and, for the contrast, on SVHN. Without SVHN only the first half can fail.
    /// </summary>
    public static Claim Decide(Sweep mnist, Sweep? svhn) => Paper.Decide(Finding.All(OnMnist(mnist), Contrast(mnist, svhn)));

    private static Finding OnMnist(Sweep mnist) => MeasuredCells.Test(
        mnist, Metrics, "Xiao23.Figure8", cells => Finding.Positive(
            "position of the best samples in R(z₁|z₂), minus 1/2", CellBootstrap.Of(cells, resample => Position(resample) - 0.5)))
                .On(mnist.Data);

    private static Finding Contrast(Sweep mnist, Sweep? svhn) => svhn is null
        ? Finding.NotTestable("the contrast needs SVHN; run dotnet cake --target=Xiao23.Verdicts")
        : MeasuredCells.Test(mnist, Metrics, "Xiao23.Figure8",
            cells => MeasuredCells.Test(svhn, Metrics, "Xiao23.Figure5", others => Finding.Positive(
            "position of the best samples in R(z₁|z₂), minus that on SVHN", CellBootstrap.OfDifference(cells, others, Position))))
                .On(mnist.Data, svhn.Data);

    private static double Position(IReadOnlyList<SweepCell> cells)
    {
        var ranks = ArrayStatistics.RanksInplace([.. cells.Select(cell => cell.Mean(MetricNames.RateZ1))]);
        return cells.Zip(ranks)
            .OrderByDescending(pair => pair.First.Mean(MetricNames.InceptionScore))
            .Take((cells.Count + 9) / 10)
            .Average(pair => (pair.Second - 0.5) / cells.Count);
    }
}

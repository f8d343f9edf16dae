// B6: the inception score varies because sharpness does, and sharpness because R(z2) does.

using Experiments.Claims;
using Experiments.Sweeps;
using MathNet.Numerics.Statistics;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// With s = ln sharpness, d = ln diversity and ln IS = s + d (Eq. 12; the recorded means over splits obey it only nearly, so
/// the sum is taken): the share of sharpness in the variance is cov(s, s + d) / var(s + d), and the two shares add up to
/// one. Sharpness must have more than half. Then its standardised rank coefficients on the two rates are compared.
/// </summary>
internal static class ClaimB6
{
    private static readonly PaperClaim Paper = new(
        "B6",
        "The inception score varies mainly through sharpness, and sharpness depends mainly on R(z2).",
        "Figure 5",
        "of the less supported of two: share of ln sharpness in the variance of ln IS, minus 1/2; standardised rank coefficient of sharpness on R(z2) minus that on R(z1|z2), "
        + "both absolute; spread: standard error over cells");

    /// <summary>Decides on the sweep of GHVAEs on SVHN.</summary>
    public static Claim Decide(Sweep svhn) => Paper.Decide(Test(svhn).On(svhn.Data));

    internal static Finding Test(Sweep sweep) => MeasuredCells.Test(
        sweep, [MetricNames.Diversity, MetricNames.Sharpness, MetricNames.RateZ2, MetricNames.RateZ1], "Xiao23.Figure5", cells => Finding.All(
            Finding.Positive("share of sharpness in the variance of ln IS, minus 1/2", CellBootstrap.Of(cells, resample => SharpnessShare(resample) - 0.5)),
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

// B10: on MNIST the best samples come at high R(z1|z2), on SVHN they do not.

using Experiments.Claims;
using Experiments.Sweeps;
using MathNet.Numerics.Statistics;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// Position of the best samples: the mean, over the tenth of the models with the highest inception score, of
/// (rank of R(z1|z2) − 1/2) / n, in (0, 1); 1/2 when the two have nothing to do with each other. MNIST's must be above 1/2
/// and above SVHN's.
/// </summary>
internal static class ClaimB10
{
    private static readonly string[] Metrics = [MetricNames.InceptionScore, MetricNames.RateZ1];

    private static readonly PaperClaim Paper = new(
        "B10",
        "On MNIST the best inception score occurs at high R(z1|z2), unlike on SVHN.",
        "Appendix A.2.1",
        "mean rank position in R(z1|z2) of the tenth of the models with the best inception score on MNIST, minus 1/2 or minus that on SVHN, whichever is less supported; "
        + "spread: standard error over cells");

    /// <summary>Decides on the sweeps of GHVAEs on MNIST and, for the contrast, on SVHN; without the latter only the first half can fail.</summary>
    public static Claim Decide(Sweep mnist, Sweep? svhn) => Paper.Decide(Finding.All(OnMnist(mnist), Contrast(mnist, svhn)));

    private static Finding OnMnist(Sweep mnist) => MeasuredCells.Test(
        mnist, Metrics, "Xiao23.Figure8", cells => Finding.Positive(
            "position of the best samples in R(z₁|z₂), minus 1/2", CellBootstrap.Of(cells, resample => Position(resample) - 0.5))).On(mnist.Data);

    private static Finding Contrast(Sweep mnist, Sweep? svhn) => svhn is null
        ? Finding.NotTestable("the contrast needs SVHN; run dotnet cake --target=Xiao23.Verdicts")
        : MeasuredCells.Test(mnist, Metrics, "Xiao23.Figure8", cells => MeasuredCells.Test(svhn, Metrics, "Xiao23.Figure5", others => Finding.Positive(
            "position of the best samples in R(z₁|z₂), minus that on SVHN", CellBootstrap.OfDifference(cells, others, Position)))).On(mnist.Data, svhn.Data);

    private static double Position(IReadOnlyList<SweepCell> cells)
    {
        var ranks = ArrayStatistics.RanksInplace([.. cells.Select(cell => cell.Mean(MetricNames.RateZ1))]);
        return cells.Zip(ranks)
            .OrderByDescending(pair => pair.First.Mean(MetricNames.InceptionScore))
            .Take((cells.Count + 9) / 10)
            .Average(pair => (pair.Second - 0.5) / cells.Count);
    }
}

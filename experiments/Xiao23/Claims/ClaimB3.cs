// B3: more rate, better reconstruction.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>Spearman's rank correlation of PSNR and total rate over the models of a sweep.</summary>
internal static class ClaimB3
{
    private static readonly PaperClaim Paper = new(
        "B3",
        "PSNR rises with the total rate.",
        "Section 5.4",
        "Spearman rank correlation of PSNR and total rate, the smallest over data sets; spread: standard error over cells");

    /// <summary>Decides on sweeps of GHVAEs; the claim must hold on each.</summary>
    public static Claim Decide(params IReadOnlyList<Sweep> sweeps) => Paper.Decide(Finding.All([.. sweeps.Select(sweep => Test(sweep).On(sweep.Data))]));

    internal static Finding Test(Sweep sweep) => MeasuredCells.Test(
        sweep, [MetricNames.Psnr, MetricNames.Rate], "Xiao23.Figure3", cells => Finding.Positive(
            "rank correlation of PSNR and total rate",
            CellBootstrap.Of(cells, resample => Dependence.RankCorrelation(resample, MetricNames.Psnr, MetricNames.Rate))));
}

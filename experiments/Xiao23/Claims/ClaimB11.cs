// B11: the order of the three chosen models in reconstruction and in samples.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// PSNR(3) &lt; PSNR(2) &lt; PSNR(1) and IS(1) &lt; IS(3) &lt; IS(2) for the models of <see cref="ChosenModels"/>. That model 1 is
/// first in PSNR and model 2 in inception score is so by their choice; tested are PSNR(3) &lt; PSNR(2), IS(1) &lt; IS(3), and that
/// no two coincide.
/// </summary>
internal static class ClaimB11
{
    private static readonly PaperClaim Paper = new(
        "B11",
        "Of the three chosen models, reconstruction ranks 3 < 2 < 1 and sample quality 1 < 3 < 2.",
        "Figure 4, Sections 5.4 and 5.5",
        "share of replicas (seeds drawn, or values moved by their standard errors) with these orders in PSNR and inception score, models chosen anew in each; "
        + "1 and 2 are first by the choice itself, the orders of 3 and 2 and of 1 and 3 are tested; spread: Monte-Carlo error");

    /// <summary>Decides on the sweep of GHVAEs on SVHN.</summary>
    public static Claim Decide(Sweep svhn) => Paper.Decide(Test(svhn).On(svhn.Data));

    internal static Finding Test(Sweep sweep) => MeasuredCells.Test(sweep, ChosenModels.Metrics, "Xiao23.Figure4", cells =>
    {
        var chosen = ChosenModels.Of(cells)!;
        return Replicas.Test(
            $"models 1, 2, 3 have PSNR {Text(chosen, MetricNames.Psnr)} dB and inception score {Text(chosen, MetricNames.InceptionScore)}; in the order of the paper",
            cells,
            ChosenModels.Metrics,
            replica => ChosenModels.Of(replica) is { } models && IsInOrder(models));
    });

    private static bool IsInOrder(ChosenModels models) =>
        Psnr(models.Third) < Psnr(models.Second) && Psnr(models.Second) < Psnr(models.First)
        && Score(models.First) < Score(models.Third) && Score(models.Third) < Score(models.Second);

    private static double Psnr(SweepCell cell) => cell.Mean(MetricNames.Psnr);

    private static double Score(SweepCell cell) => cell.Mean(MetricNames.InceptionScore);

    private static string Text(ChosenModels models, string metric) =>
        $"{models.First.Mean(metric):F2}, {models.Second.Mean(metric):F2}, {models.Third.Mean(metric):F2}";
}

// Claims of Xiao & Bamler about the models that are best in one task: B1, B2 and B11.

using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Presets;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>Share of replicas in which the three chosen models are three different grid points.</summary>
internal static class ClaimB1
{
    private static readonly PaperClaim Paper = PaperClaim.Of("B1");

    /// <summary>Decides the claim on the sweep of GHVAEs on SVHN.</summary>
    public static Claim Decide(Sweep svhn) => Paper.Decide(Test(svhn).On(svhn.Data));

    internal static Finding Test(Sweep sweep) =>
        Optima.Test(sweep, "three different models are best", best => best.Distinct().Count() == 3);
}

/// <summary>Share of replicas in which none of the three chosen models is on the diagonal beta2 = beta1.</summary>
internal static class ClaimB2
{
    private static readonly PaperClaim Paper = PaperClaim.Of("B2");

    /// <summary>Decides the claim on the sweep of GHVAEs on SVHN.</summary>
    public static Claim Decide(Sweep svhn) => Paper.Decide(Test(svhn).On(svhn.Data));

    internal static Finding Test(Sweep sweep) =>
        Optima.Test(sweep, "none of the three best models is a beta-VAE", best => !best.Any(betas => betas.IsBetaVae));
}

/// <summary>
/// PSNR(3) &lt; PSNR(2) &lt; PSNR(1) and IS(1) &lt; IS(3) &lt; IS(2) for the models of <see cref="ChosenModels"/>. By their choice, model 1
/// is first in PSNR and model 2 in inception score. The test is about PSNR(3) &lt; PSNR(2), IS(1) &lt; IS(3), and whether two of them
/// coincide.
/// </summary>
internal static class ClaimB11
{
    private static readonly PaperClaim Paper = PaperClaim.Of("B11");

    /// <summary>Decides the claim on the sweep of GHVAEs on SVHN.</summary>
    public static Claim Decide(Sweep svhn) => Paper.Decide(Test(svhn).On(svhn.Data));

    internal static Finding Test(Sweep sweep) => MeasuredCells.Test(sweep, ChosenModels.Metrics, "Xiao23.Figure4", cells =>
    {
        var chosen = ChosenModels.Of(cells)!;
        return Replicas.Test(
            $"models 1, 2, 3 have PSNR {Text(chosen, MetricNames.Psnr)} dB "
                + $"and inception score {Text(chosen, MetricNames.InceptionScore)}; in the order of the paper",
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

/// <summary>Tests statements about the grid points of the three chosen models.</summary>
internal static class Optima
{
    /// <summary>
    /// Returns the finding on a statement about the betas of models 1, 2 and 3 (<see cref="ChosenModels"/>), which are chosen again in each
    /// replica.
    /// </summary>
    public static Finding Test(Sweep sweep, string statement, Func<IReadOnlyList<Betas>, bool> isTrue) => MeasuredCells.Test(
        sweep, ChosenModels.Metrics, "Xiao23.Figure1", cells =>
        {
            var chosen = ChosenModels.Of(cells)!;
            return Replicas.Test(
                $"best in PSNR {Text(chosen.First)}, in inception score {Text(chosen.Second)}, "
                    + $"in accuracy {Text(chosen.Third)}; {statement}",
                cells,
                ChosenModels.Metrics,
                replica => ChosenModels.Of(replica) is { } best && isTrue([best.First.Betas, best.Second.Betas, best.Third.Betas]));
        });

    private static string Text(SweepCell cell) => $"(β₂={cell.Betas.Beta2:G3}, β₁={cell.Betas.Beta1:G3})";
}

/// <summary>
/// Models 1, 2 and 3 of Xiao23 (crosses in Figure 3b, images in Figure 4). The paper does not print their betas; Figure 1
/// marks the optima in PSNR, inception score and RBF-SVM accuracy on z2, and the text ranks model 1 first in
/// reconstruction and model 2 first in samples. Our rule is therefore: model 1 has the highest PSNR, model 2 the highest inception
/// score, and model 3 the highest accuracy. They may coincide.
/// </summary>
/// <param name="First">Cell with the highest PSNR, which is best in reconstruction.</param>
/// <param name="Second">Cell with the highest inception score, which is best in generation.</param>
/// <param name="Third">Cell with the highest accuracy of an RBF SVM on z2, which is best in representation.</param>
internal sealed record ChosenModels(SweepCell First, SweepCell Second, SweepCell Third)
{
    /// <summary>Models 1, 2 and 3.</summary>
    public IReadOnlyList<SweepCell> All => [First, Second, Third];

    /// <summary>Each chosen cell once, with the numbers of the models that are in it, e.g. "1 and 3".</summary>
    public IReadOnlyList<(string Numbers, SweepCell Cell)> Distinct =>
        [.. All.Index().GroupBy(model => model.Item, model => model.Index + 1).Select(same => (string.Join(" and ", same), same.Key))];

    /// <summary>Sentence for captions, after a blank, that says which models coincide; empty when none do.</summary>
    public string Coincidence =>
        string.Concat(Distinct.Where(model => model.Numbers.Length > 1).Select(model => $" Models {model.Numbers} are one and the same."));

    /// <summary>The metrics by which models are chosen.</summary>
    public static IReadOnlyList<string> Metrics { get; } = [MetricNames.Psnr, MetricNames.InceptionScore, MetricNames.AccuracyZ2RbfSvm];

    /// <summary>
    /// Chooses cells by their means over seeds, the first of equal ones. Returns null when no cell has one of the metrics.
    /// </summary>
    public static ChosenModels? Of(IEnumerable<SweepCell> cells)
    {
        var all = cells.ToArray();
        return Best(MetricNames.Psnr) is { } first && Best(MetricNames.InceptionScore) is { } second
            && Best(MetricNames.AccuracyZ2RbfSvm) is { } third
            ? new(first, second, third)
            : null;

        SweepCell? Best(string metric) => all.Where(cell => double.IsFinite(cell.Mean(metric))).MaxBy(cell => cell.Mean(metric));
    }
}

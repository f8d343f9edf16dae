// The three models that the paper looks at one by one.

using Experiments.Sweeps;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// Models 1, 2 and 3 of Xiao23 (crosses in Figure 3b, images in Figure 4). The paper does not print their betas; Figure 1
/// marks the optima in PSNR, inception score and RBF-SVM accuracy on z2, and the text ranks model 1 first in
/// reconstruction and model 2 first in samples. So our rule: model 1 has the highest PSNR, model 2 the highest inception
/// score, model 3 the highest accuracy. They may coincide.
/// </summary>
/// <param name="First">Highest PSNR: reconstruction.</param>
/// <param name="Second">Highest inception score: generation.</param>
/// <param name="Third">Highest accuracy of an RBF SVM on z2: representation.</param>
internal sealed record ChosenModels(SweepCell First, SweepCell Second, SweepCell Third)
{
    /// <summary>Models 1, 2 and 3.</summary>
    public IReadOnlyList<SweepCell> All => [First, Second, Third];

    /// <summary>What the choice needs of each cell.</summary>
    public static IReadOnlyList<string> Metrics { get; } = [MetricNames.Psnr, MetricNames.InceptionScore, MetricNames.AccuracyZ2RbfSvm];

    /// <summary>Chooses among cells by their means over seeds; of equals the first. Null when a metric is on no cell.</summary>
    public static ChosenModels? Of(IEnumerable<SweepCell> cells)
    {
        var all = cells.ToArray();
        return Best(MetricNames.Psnr) is { } first && Best(MetricNames.InceptionScore) is { } second && Best(MetricNames.AccuracyZ2RbfSvm) is { } third
            ? new(first, second, third)
            : null;

        SweepCell? Best(string metric) => all.Where(cell => double.IsFinite(cell.Mean(metric))).MaxBy(cell => cell.Mean(metric));
    }
}

// The three models that Xiao & Bamler show: the best in each of three tasks.

using Experiments.Jobs;
using Experiments.Sweeps;

namespace Experiments.Xiao23.Claims;

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

// Test images, and their reconstructions by the conventional and by the rate-targeted model (Shu & Ermon, Figure 1).

using Experiments.Jobs.ProgressiveCoding;
using Experiments.ProgressiveCoding;
using Experiments.Shu22.Claims;
using Hvae.Data;
using Hvae.Metrics.RateDistortion;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Shu22;

/// <summary>Shu22 Figure 1: three rows of images for each data set.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class Figure1(DataCatalog catalog) : Experiment(catalog)
{
    private const int Images = 8;

    /// <inheritdoc/>
    public override string Description =>
        "Test images, and their reconstructions by the conventional and by the rate-targeted model (Shu & Ermon, Figure 1).";

    /// <inheritdoc/>
    internal override IEnumerable<Job> Jobs(DataSetPlan plan) =>
        [plan.ConventionalScores, plan.FitAtK, plan.TargetedScores];

    /// <inheritdoc/>
    internal override IEnumerable<Job> Pictures(DataSetPlan plan) => [PicturesOf(plan)];

    /// <inheritdoc/>
    internal override Conclusion Conclude(Report report) => new()
    {
        Figures =
        [
            report.Figure(
                "Reconstructions at the same rate",
                [.. report.Sets.Select(Panel).OfType<Panel>()],
                perRow: 1,
                "Above: test images. Middle: from the conventional model's first K latents by a new decoder. Below: by a model trained "
                    + "for the least squared error at that rate. Squared errors are per dimension on the (−1, 1) scale."
                    + report.OfFirstSeed),
        ],
        Claims = [ClaimA2.Decide(report.Sets)],
    };

    private static Job PicturesOf(DataSetPlan plan) =>
        ReconstructionPicturesJob.Plan(plan.Conventional, plan.FitAtK, plan.Targeted, plan.Test, Images);

    private static ImagePanel? Panel(MeasuredSet set)
    {
        var first = set.Seeds[0];
        if (first.Result(PicturesOf(set.Plan)) is not { } result) return null;
        var pictures = ReconstructionPicturesJob.Read(result);
        return new()
        {
            Title = set.Title,
            Rows = [[.. pictures.Originals], [.. pictures.Conventional], [.. pictures.Targeted]],
            RowNotes = ["", Error(first.ConventionalAtK), Error(first.Targeted?.Scores.Reconstruction)],
            RowLabels = ["original", Row("conventional", first.Conventional), Row("rate-targeted", first.Targeted)],
        };
    }

    /// <summary>Returns the mean squared error over all test images, of which the row shows a few.</summary>
    private static string Error(Reconstruction? reconstruction) =>
        reconstruction?.SquaredErrors is { } errors
            ? $"squared error {ImageMean.Of(errors).Value:F4} (mean of {errors.Count:N0} images)" : "";

    private static string Row(string name, VdvaeScores? scores) =>
        scores is null ? name : $"{name}\n{scores.RateK.Value:G3} nats per dimension";
}

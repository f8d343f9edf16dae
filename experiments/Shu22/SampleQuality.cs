// Samples of a conventional model against those of the same model trained stage by stage at several distortion targets (Shu & Ermon,
// Section 5).

using Experiments.Jobs.ProgressiveCoding;
using Experiments.Presets;
using Experiments.ProgressiveCoding;
using Experiments.Shu22.Claims;
using Hvae.Data;
using Hvae.Metrics.RateDistortion;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Shu22;

/// <summary>Shu22 Section 5: the Fréchet distance of a two-stage VDVAE's samples, by how it was trained.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class SampleQuality(DataCatalog catalog) : Experiment(catalog)
{
    /// <inheritdoc/>
    public override string Description =>
        "Samples of a conventional model against those of the same model trained stage by stage at several distortion targets "
        + "(Shu & Ermon, Section 5).";

    /// <inheritdoc/>
    internal override IEnumerable<Job> Jobs(DataSetPlan plan) => plan.Stages().Jobs;

    /// <inheritdoc/>
    internal override int TrainImages(VdvaeDataSizes sizes) => sizes.StageImages;

    /// <inheritdoc/>
    internal override Conclusion Conclude(Report report)
    {
        var sets = report.Sets.Select(set => (Set: set, Results: set.Staged())).ToArray();
        return new()
        {
            Figures =
            [
                report.Figure(
                    "Samples by the training's distortion target",
                    [.. sets.Select(set => Panel(set.Set, set.Results)).OfType<Panel>()],
                    perRow: 1,
                    "Rows: the same two-stage model trained conventionally, and stage by stage for each δ; samples at temperature 1."),
            ],
            Tables = [Table(report, sets)],
            Claims =
            [
                ClaimA3.Decide(report.Sets), ClaimA4.Decide(report.Sets),
                ClaimA5.Decide(
                    [.. sets.SelectMany(set => set.Results).Select(result => result.Scores?.Cumulative()).OfType<CumulativeRates>()]),
            ],
            Notes =
            [
                .. sets.SelectMany(set => Notes(set.Set, set.Results)).Distinct(),
                "The paper's distances, distortion targets and numbers of samples are not in its text at hand, so nothing stands beside "
                    + "ours.",
            ],
        };
    }

    private static ImagePanel? Panel(MeasuredSet set, IReadOnlyList<StagedResult> results)
    {
        var shown = results.Where(result => result.Samples.Count > 0).ToArray();
        return shown.Length == 0 ? null : new()
        {
            Title = set.Title,
            Rows = [.. shown.Select(result => result.Samples)],
            RowLabels = [.. shown.Select(result => result.Name)],
            RowNotes = [.. shown.Select(Distance)],
        };
    }

    private static string Distance(StagedResult result) =>
        result.Distance is { } distance
            ? $"{distance.Name} {distance.Mean.Value:F2}{(distance.Mean.StandardError is { } error ? $" ± {error:F2}" : "")}" : "";

    private static Table Table(Report report, IReadOnlyList<(MeasuredSet Set, IReadOnlyList<StagedResult> Results)> sets) => new()
    {
        Name = $"{report.Name}.trainings",
        Caption = report.Caption(
            "A two-stage VDVAE, trained as one by the ELBO (conventional) or stage by stage: first the least rate at a squared error of at "
            + "most δ, then the ELBO given the first stage's images. Squared error ([−1, 1] scale) and rate of the first stage and the "
            + "bound of the whole on held-out images; a target counts as met within 2 %. Distance of samples from the test images: mean "
            + $"and standard error over {FrechetJob.Streams} independent sets of samples of one trained model, lower is better."),
        Columns =
        [
            new("data"), new("training"), new("δ", "", "G3"),
            new("squared error of stage 1", "", "F5"), new("± squared error", "", "F5"), new("target met"),
            new("rate of stage 1", "nats/dim", "F5"), new("rate of stage 2", "nats/dim", "F5"),
            new("−ELBO", "bits/dim", "F4"), new("± ELBO", "bits/dim", "F4"),
            new("distance"), new("value", "", "F3"), new("± value", "", "F3"), new("samples", Format: "N0"),
            new("test images", Format: "N0"),
        ],
        Rows = [.. from set in sets from result in set.Results select Row(set.Set, result)],
    };

    private static object?[] Row(MeasuredSet set, StagedResult result)
    {
        ImageMean? bound = result.Scores is { } scores ? ImageMean.Of(scores.BitsPerDimension()) : null;
        var distance = result.Distance?.Mean;
        return
        [
            set.Label, result.Name, result.Target, result.FirstStageError?.Value, result.FirstStageError?.StandardError, result.IsAtTarget,
            result.FirstStageRate, result.Scores?.SecondRates.Average(), bound?.Value, bound?.StandardError,
            result.Distance?.Name, distance?.Value, distance?.StandardError, result.Distance?.Samples, result.Distance?.References,
        ];
    }

    private static IEnumerable<string> Notes(MeasuredSet set, IReadOnlyList<StagedResult> results)
    {
        var data = set.Title;
        foreach (var missed in results.Where(result => result.IsAtTarget is false))
        {
            var error = missed.FirstStageError!.Value.Value;
            yield return $"{data}, {missed.Name}: TARGET MISSED, the first stage's squared error on held-out images is {error:G4} "
                + $"({error / missed.Target:P0} of the target).";
        }

        if (results.Select(result => result.Distance).OfType<FrechetScores>().FirstOrDefault() is not { } distance) yield break;
        if (distance.Name != "FID")
        {
            yield return $"{data}: the distance is the {distance.Name} ({distance.Features}), not the FID, and compares with no published "
                + "one; docs/perceptual.md says which file would make it the FID.";
        }

        foreach (var note in distance.Notes) yield return $"{data}: {note}.";
    }
}

// Samples of a conventional model against those of the same model trained stage by stage at several distortion targets (Shu & Ermon,
// Section 5).

using Experiments.Claims;
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
    internal override IEnumerable<Job> Pictures(DataSetPlan plan) => plan.Stages().Trainings.Select(training => training.Pictures);

    /// <inheritdoc/>
    internal override int TrainImages(VdvaeDataSizes sizes) => sizes.StageImages;

    /// <inheritdoc/>
    internal override Conclusion Conclude(Report report)
    {
        var sets = report.Sets.Select(set => (Set: set, Results: set.Staged())).ToArray();
        var conclusion = new Conclusion
        {
            Figures =
            [
                report.Figure(
                    "Samples by the training's distortion target",
                    [.. sets.Select(set => Panel(set.Set, set.Results)).OfType<Panel>()],
                    perRow: 1,
                    "Rows: the same two-stage model trained conventionally, and stage by stage for each δ; samples at temperature 1."
                    + report.OfFirstSeed),
            ],
            Tables = [Table(report, sets)],
            Claims = [ClaimA3.Decide(report.Sets), ClaimA4.Decide(report.Sets)],
            Notes =
            [
                .. sets.SelectMany(set => Notes(set.Set, set.Results)).Distinct(),
                "The paper's distances, distortion targets and numbers of samples are not in its text at hand, so nothing stands beside "
                    + "ours.",
            ],
        };
        return Check.Add(conclusion, report.Name, Theorems.RatesRise(
        [
            .. sets.SelectMany(set => set.Results).SelectMany(result => result.Seeds).Select(seed => seed.Scores?.Cumulative())
                .OfType<CumulativeRates>(),
        ]));
    }

    private static ImagePanel? Panel(MeasuredSet set, IReadOnlyList<StagedOfSeeds> results)
    {
        var shown = results.Where(result => result.Seeds[0].Samples.Count > 0).ToArray();
        return shown.Length == 0 ? null : new()
        {
            Title = set.Title,
            Rows = [.. shown.Select(result => result.Seeds[0].Samples)],
            RowLabels = [.. shown.Select(result => result.Name)],
            RowNotes = [.. shown.Select(Distance)],
        };
    }

    private static string Distance(StagedOfSeeds result) =>
        result.Mean(seed => seed.Distance?.Mean) is { } mean
            ? $"{result.Distance!.Name} {mean.Value:F2}{(mean.Spread is { } spread ? $" ± {spread:F2}" : "")}" : "";

    private static Table Table(Report report, IReadOnlyList<(MeasuredSet Set, IReadOnlyList<StagedOfSeeds> Results)> sets) => new()
    {
        Name = $"{report.Name}.trainings",
        Caption = report.Caption(
            "A two-stage VDVAE, trained as one by the ELBO (conventional) or stage by stage: first the least rate at a squared error of at "
            + "most δ, then the ELBO given the first stage's images. The conventional training takes as many steps as both stages together "
            + "and each of them trains both, so it computes twice as much. Squared error ([−1, 1] scale) and rate of the first stage and "
            + "the bound of the whole on held-out images; a target counts as met where every seed is within 2 % of it. Distance of samples "
            + $"from the test images, over {FrechetJob.Streams} independent sets of samples of each model, lower is better; "
            + (report.Sizes.ProgressiveCoding.Seeds.Count > 1
                ? $"{report.Spread}." : $"{report.Spread}, and for the distance over its sets of samples.")),
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

    private static object?[] Row(MeasuredSet set, StagedOfSeeds result)
    {
        var error = result.Mean(seed => seed.FirstStageError);
        var (first, second) = (result.Mean(seed => Of(seed.Scores?.FirstRates)), result.Mean(seed => Of(seed.Scores?.SecondRates)));
        var bound = result.Mean(seed => Of(seed.Scores?.BitsPerDimension()));
        var distance = result.Mean(seed => seed.Distance?.Mean);
        return
        [
            set.Label, result.Name, result.Target, error?.Value, error?.Spread, result.IsAtTarget, first?.Value, second?.Value,
            bound?.Value, bound?.Spread, result.Distance?.Name, distance?.Value, distance?.Spread, result.Distance?.Samples,
            result.Distance?.References,
        ];

        static ImageMean? Of(IReadOnlyList<double>? images) => images is null ? null : ImageMean.Of(images);
    }

    private static IEnumerable<string> Notes(MeasuredSet set, IReadOnlyList<StagedOfSeeds> results)
    {
        var data = set.Title;
        foreach (var missed in results.Where(result => result.IsAtTarget is false))
        {
            var error = missed.Seeds.Max(seed => seed.FirstStageError?.Value);
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

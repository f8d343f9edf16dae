// Best accuracy of each classifier over all betas, by data set and latent, beside the paper's values (Xiao & Bamler, Table 1).

using System.Text.Json.Nodes;
using Experiments.Jobs;
using Experiments.Paper;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Table 1. Each maximum over (beta2, beta1) is taken separately.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class Table1(DataCatalog catalog) : SweepExperiment(
    catalog, "Table1",
    "Best accuracy of each classifier over all betas, by data set and latent, beside the paper's (Xiao & Bamler, Table 1).",
    new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Rates | Measurements.Latents),
    new SweepRequest(ModelSpecification.GhvaeFamily, "cifar10", Measurements.Rates | Measurements.Latents))
{
    private static readonly IReadOnlyList<(string Latent, IReadOnlyList<SweepMetric> Metrics)> Latents =
        [("z2", SweepMetric.AccuraciesZ2), ("z1", SweepMetric.AccuraciesZ1)];

    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report)
    {
        var published = PublishedValues.Xiao23["table1"]!;
        return LearningCurves.Add(new()
        {
            Tables =
            [
                new Table
                {
                    Name = Name,
                    Caption = report.Caption(
                        $"Best accuracy in percent over all (β₂, β₁), features: posterior means; paper: {published["source"]}. "
                        + "± is the standard error of an accuracy from its number of test images; "
                        + "it leaves out that the best of many was chosen."),
                    Columns =
                    [
                        new("data"), new("latent"), new("classifier"), new("ours", "%", "F2"), new("±", "%", "F2"),
                        new("seed s.d.", "%", "F2"),
                        new("paper", "%", "F2"), new("difference", "%", "F2"), new("beta2", Format: "G4"), new("beta1", Format: "G4"),
                        new("test images", Format: "N0"),
                    ],
                    Rows =
                    [
                        .. from pair in report.Requests.Zip(report.Sweeps)
                           from latent in Latents
                           from metric in latent.Metrics
                           select Row(pair.Second, latent.Latent, metric, published["accuracy"]![pair.First.Data]![latent.Latent]!),
                    ],
                },
                report.Models(),
                SweepReport.DeviationTable(),
            ],
            Claims = [SweepClaims.DecideB9a(report.Sweeps[0], report.Sweeps[1]), ClaimB9b.Decide(report.Sweeps[0], report.Sweeps[1])],
        }, report);
    }

    private static object?[] Row(Sweep sweep, string latent, SweepMetric metric, JsonNode published)
    {
        var paper = published[metric.Name[$"accuracy_{latent}_".Length..]]!.GetValue<double>();
        var source = DataText.Labelled(sweep.Data);
        var classifier = metric.Column.Replace($" on {latent}", "", StringComparison.Ordinal);
        var measured = sweep.Cells.Where(cell => double.IsFinite(cell.Mean(metric.Name))).ToArray();
        if (measured.Length == 0) return [source, latent, classifier, null, null, null, paper, null, null, null, null];

        var best = measured.MaxBy(cell => cell.Mean(metric.Name))!;
        var accuracy = best.Mean(metric.Name);
        var one = best.Models.Select(model => model.Metrics.GetValueOrDefault(metric.Name)).OfType<Metric>().First();
        return
        [
            source, latent, classifier, 100 * accuracy, 100 * one.StandardError, 100 * best.SeedDeviation(metric.Name),
            paper, sweep.Data.IsStandIn ? null : (100 * accuracy) - paper, best.Betas.Beta2, best.Betas.Beta1, one.N,
        ];
    }
}

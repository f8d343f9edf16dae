// All claims of the paper, each decided on the sweeps that it is about, and the same statements on our other sweeps (Xiao & Bamler).

using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>The verdicts on all claims. It is the only target that needs all four sweeps; after the figures it trains nothing.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class Verdicts(DataCatalog catalog) : SweepExperiment(
    catalog, "Verdicts", "All claims of the paper, each decided on the sweeps that it is about (Xiao & Bamler, B1 to B13).",
    new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Numbers),
    new SweepRequest(ModelSpecification.GhvaeFamily, "cifar10", Measurements.Numbers),
    new SweepRequest(ModelSpecification.GhvaeFamily, "mnist", Measurements.Numbers),
    new SweepRequest(ModelSpecification.LvaeFamily, "svhn", Measurements.Numbers))
{
    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report)
    {
        var sweeps = report.Sweeps;
        Conclusion conclusion = new()
        {
            Claims =
            [
                .. ClaimsOfXiao23.Decide(sweeps[0], sweeps[1], sweeps[2], sweeps[3]),
                .. ClaimsOfXiao23.Extend([.. sweeps.Take(3)]),
            ],
            Tables = [.. SeedDeviations.Of(report), report.Models()],
        };
        return Check.Add(conclusion, report.Name, SweepChecks.OfRates(sweeps));
    }
}

/// <summary>The table of the deviations over seeds that the verdicts use.</summary>
internal static class SeedDeviations
{
    private static readonly IReadOnlyList<string> Metrics =
    [
        Quantity.Log(MetricNames.RateZ2), Quantity.Log(MetricNames.RateZ1), Quantity.Log(MetricNames.Rate), MetricNames.Psnr,
        Quantity.Log(MetricNames.InceptionScore), Quantity.Log(MetricNames.Sharpness), Quantity.Log(MetricNames.Diversity),
        MetricNames.MutualInformation, MetricNames.MutualInformationLeaveOneOut,
        .. from latent in new[] { "z2", "z1" } from classifier in MetricNames.Classifiers select MetricNames.Accuracy(latent, classifier),
        MetricNames.AccuracyZ2SampleRbfSvm, MetricNames.AccuracyZ2SampleKnn,
    ];

    /// <summary>
    /// Returns the table with one row for each sweep and metric that was measured with several seeds; nothing where there is none.
    /// </summary>
    public static IEnumerable<Table> Of(SweepReport report)
    {
        object?[][] rows = [.. report.Sweeps.SelectMany(sweep => Metrics.Select(metric => Row(sweep, metric)).OfType<object?[]>())];
        if (rows.Length == 0) yield break;
        yield return new()
        {
            Name = $"{report.Name}.seeds",
            Caption = report.Caption(
                "Standard deviation of models over training seeds, and the share of its square by which a seed moves all its models "
                + "together. That of single models is pooled over neighbouring betas."),
            Columns =
            [
                new("data"), new("model"), new("metric"), new("seeds"), new("cells with all seeds"), new("deviation", Format: "G3"),
                new("share of all models together", Format: "P0"), new("of single models, smallest", Format: "G3"),
                new("at beta 1", Format: "G3"), new("largest", Format: "G3"),
            ],
            Rows = rows,
        };
    }

    private static object?[]? Row(Sweep sweep, string metric)
    {
        object?[]? row = null;
        SeededSweep.Test(sweep, [metric], "", cells =>
        {
            if (cells.Deviations(metric) is { } deviations && cells.Variances(metric) is var (ofSeed, ofModels))
            {
                var middle = cells.Means.Cells.Select((betas, cell) => (betas, cell))
                    .FirstOrDefault(pair => pair.betas.IsVae, (default, -1)).Item2;
                row =
                [
                    DataText.Labelled(sweep.Data), sweep.Family, metric, (long)cells.Seeds.Count, (long)cells.Repeated.Count,
                    Math.Sqrt(ofSeed + ofModels), ofSeed + ofModels > 0 ? ofSeed / (ofSeed + ofModels) : 0,
                    deviations.Min(), middle < 0 ? null : deviations[middle], deviations.Max(),
                ];
            }

            return Finding.NotTestable("");
        });
        return row;
    }
}

// Rates and squared errors of a conventional VDVAE's first K latents and of a rate-targeted model, beside the paper's values (Shu & Ermon,
// Table 1).

using Experiments.Claims;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.Paper;
using Experiments.ProgressiveCoding;
using Experiments.Shu22.Claims;
using Hvae.Data;
using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Repro.Plans;

namespace Experiments.Shu22;

/// <summary>Shu22 Table 1: R_K and D_K of an ELBO-trained VDVAE, R*_K and δ of the rate-targeted one, per dimension.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class Table1(DataCatalog catalog) : Experiment(catalog)
{
    /// <inheritdoc/>
    public override string Description =>
        "Rates and squared errors of a conventional VDVAE's first K latents and of a rate-targeted model, beside the paper's values "
        + "(Shu & Ermon, Table 1).";

    /// <inheritdoc/>
    internal override IEnumerable<Job> Jobs(DataSetPlan plan) =>
        new[] { plan.ConventionalScores, plan.FitAtK, plan.TargetedScores, plan.Gaussian }.OfType<Job>();

    /// <inheritdoc/>
    internal override Conclusion Conclude(Report report)
    {
        var published = PublishedValues.Shu22["table1"]!;
        var conclusion = new Conclusion
        {
            Tables =
            [
                new Table
                {
                    Name = report.Name,
                    Caption = report.Caption(
                        "R_K: rate of the conventional model's first K latents; D_K: squared error of a new decoder of these; R*_K and δ: "
                        + "the same of a model trained for the least squared error at the rate τ = R_K, which counts as met where every "
                        + "seed is within 5 % of its own. Gaussian D(R): least squared error at a rate for Gaussian images of the same "
                        + "covariance, which bounds the optimum of the images from above. Per dimension, rates in nats, errors on the "
                        + $"[−1, 1] scale and on that of [0, 1], on held-out images; {report.Spread}. "
                        + $"Paper: {published["source"]}, {published["unit"]}."),
                    Columns =
                    [
                        new("data"), new("R_K", "nats/dim", "F4"), new("R*_K", "nats/dim", "F4"), new("R*_K/R_K", "", "F3"),
                        new("rate met"),
                        new("D_K", "", "F5"), new("± D_K", "", "F5"), new("δ", "", "F5"), new("± δ", "", "F5"), new("δ/D_K", "", "F3"),
                        new("Gaussian D(R*_K)", "", "F5"),
                        new("D_K of [0, 1]", "", "F5"), new("δ of [0, 1]", "", "F5"), new("Gaussian D(R*_K) of [0, 1]", "", "F5"),
                        new("paper R_K", "", "F4"), new("paper D_K", "", "F4"), new("paper R*_K", "", "F4"), new("paper δ", "", "F4"),
                        new("Gaussian D(paper R*_K)", "", "F5"), new("Gaussian D(paper R*_K) of [0, 1]", "", "F5"),
                        new("K", Format: "N0"), new("test images", Format: "N0"),
                    ],
                    Rows = [.. report.Sets.Select(set => Row(set, published[set.Data.Wanted]))],
                },
            ],
            Claims = [ClaimA1.Decide(report.Sets)],
            Notes =
            [
                .. report.Sets.SelectMany(Misses).Distinct(),
                .. report.WithoutGaussian(),
                $"Of the paper's table only the row of SVHN is known: {published["unreadable"]}.",
            ],
        };
        return Check.Add(conclusion, report.Name, Theorems.RatesRise(report.Sets));
    }

    private static IEnumerable<string> Misses(MeasuredSet set)
    {
        foreach (var (pair, seed) in set.Seeds.Where(seed => seed.Pair is not null).Select(seed => (seed.Pair!, seed.Plan!.Seed)))
        {
            if (!pair.IsAtTarget)
                yield return $"{set.Title}, seed {seed}: RATE TARGET MISSED, R*_K on held-out images is "
                    + $"{pair.TargetedRate / pair.Rate:P0} of R_K.";
            if (!pair.IsBetter)
            {
                yield return $"{set.Title}, seed {seed}: the rate-targeted model does NOT have the lower squared error at no higher rate: "
                    + $"δ is {pair.TargetedError / pair.Error:P0} of D_K, at {pair.TargetedRate / pair.Rate:P0} of its rate.";
            }
        }
    }

    private static object?[] Row(MeasuredSet set, System.Text.Json.Nodes.JsonNode? paper)
    {
        var (rate, targetedRate) = (set.Mean(seed => seed.Conventional?.RateK), set.Mean(seed => seed.Targeted?.RateK));
        var conventional = set.Mean(seed => Of(seed.ConventionalAtK));
        var targeted = set.Mean(seed => Of(seed.Targeted?.Scores.Reconstruction));
        var bound = set.Gaussian();
        var (atOurs, atPapers) = (Bound(targetedRate?.Value), set.Data.IsStandIn ? null : Bound(Number("targetedRate")));
        return
        [
            set.Label, rate?.Value, targetedRate?.Value, set.Mean(seed => seed.Pair?.TargetedRate / seed.Pair?.Rate), set.IsAtTarget,
            conventional?.Value, conventional?.Spread, targeted?.Value, targeted?.Spread,
            set.Mean(seed => seed.Pair?.TargetedError / seed.Pair?.Error), atOurs,
            conventional?.Value / SquaredError.ScaleRatio, targeted?.Value / SquaredError.ScaleRatio, atOurs / SquaredError.ScaleRatio,
            Number("rateK"), Number("distortionK"), Number("targetedRate"), Number("targetedDistortion"),
            atPapers, atPapers / SquaredError.ScaleRatio, (long)set.Plan.K, (long)set.Plan.Test.Images,
        ];

        static ImageMean? Of(Reconstruction? reconstruction) =>
            reconstruction is null ? null : ImageMean.Of(reconstruction.SquaredErrors);

        double? Bound(double? at) => at is { } some ? bound?.DistortionAt(some) : null;

        double? Number(string name) => paper?[name]?.GetValue<double>();
    }
}

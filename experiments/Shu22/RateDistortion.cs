// Squared error over the rate of a model's first k latents, for both trainings, with a Gaussian bound (our addition to Shu & Ermon).

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

/// <summary>Points (R_k, D_k) of each model, which is a progressive coder (Shu22 Section 3.1).</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class RateDistortion(DataCatalog catalog) : Experiment(catalog)
{
    private const int PointsOfBound = 300;

    /// <inheritdoc/>
    public override string Description =>
        "Squared error over the rate of a model's first k latents, for both trainings, with a Gaussian bound "
        + "(our addition to Shu & Ermon).";

    /// <inheritdoc/>
    internal override IEnumerable<Job> Jobs(DataSetPlan plan) =>
        new[] { plan.ConventionalScores, plan.TargetedScores, DiffusionJob.Plan(), plan.Gaussian }.OfType<Job>()
            .Concat(plan.Fits().Select(point => point.Fit));

    /// <inheritdoc/>
    internal override Conclusion Conclude(Report report) => Check.Add(Shown(report), report.Name, Theorems.RatesRise(report.Sets),
        Theorems.Diffusion(report.Sets[0].Seeds[0].Result(DiffusionJob.Plan())));

    private static Conclusion Shown(Report report) => new()
    {
        Figures =
        [
            report.Figure(
                "Rate and distortion of the first latents",
                [.. report.Sets.Select(set => Panel(report, set))],
                perRow: 2,
                "Each point: the first k latents with a decoder of their own, for the k that the preset measures. An optimal coder "
                    + "of Gaussian images with the same covariance would lie on the dotted curve; images are easier than that, so "
                    + "their optimum lies on it or below."),
        ],
        Tables = [Table(report)],
        Claims = [ClaimA6.Decide()],
        Notes = [.. report.WithoutGaussian()],
    };

    private static PlanePanel Panel(Report report, MeasuredSet set)
    {
        var (conventional, targeted) = (set.Curve(targeted: false), set.Curve(targeted: true));
        var bound = set.Gaussian();
        var most = conventional.Concat(targeted).Select(point => point.Rate).DefaultIfEmpty(0).Max();
        return new()
        {
            Title = $"{set.Title} (K = {set.Plan.K})",
            X = MeasuredCurve.Rate,
            Y = new("Dₖ [squared error per dimension, (−1, 1) scale]"),
            ErrorName = report.ErrorName,
            Curves =
            [
                .. bound is null || most == 0
                    ? Array.Empty<Curve>()
                    : [Gaussian(bound.Curve(most, PointsOfBound).Select(point => (point.Rate, point.Distortion)))],
                MeasuredCurve.Of(set, conventional, targeted: false, Place, point => point.Distortion.Spread),
                MeasuredCurve.Of(set, targeted, targeted: true, Place, point => point.Distortion.Spread),
            ],
            Marks = [MeasuredCurve.AtK(set, conventional.Concat(targeted), Place)],
        };

        static (double Rate, double Distortion) Place(PointOfSeeds point) => (point.Rate, point.Distortion.Value);
        static Curve Gaussian(IEnumerable<(double Rate, double Distortion)> points) =>
            new("Gaussian of the same covariance", "black", [.. points], CurveLine.Dotted);
    }

    /// <summary>Returns R_k of every k, and D_k of those that were measured.</summary>
    private static Table Table(Report report) => new()
    {
        Name = $"{report.Name}.points",
        Caption = report.Caption(
            "Rates R_k of the first k latents of both models, and squared errors D_k of a decoder of their own, which the preset "
            + (report.Sizes.ProgressiveCoding.Curve == CurvePoints.All ? "has for every k" : "has for the last k of each resolution")
            + $"; {report.Spread}."),
        Columns = [new("data"), new("training"), new("k", Format: "N0"), new("resolution", "pixels", "N0"), new("R_k", "nats/dim", "F5"),
            new("D_k", "", "F5"), new("±", "", "F5")],
        Rows =
        [
            .. from set in report.Sets
               from targeted in new[] { false, true }
               let latents = set.Seeds.Select(seed => Rates(seed, targeted)).OfType<CumulativeRates>().FirstOrDefault()?.Count ?? 0
               let points = set.Curve(targeted)
               from k in Enumerable.Range(1, latents)
               let point = points.FirstOrDefault(point => point.Latents == k)
               select new object?[]
               {
                   set.Label, targeted ? "rate-targeted" : "conventional", (long)k, (long)set.Plan.Model.LatentResolutions()[k - 1],
                   set.Mean(seed => Rates(seed, targeted)?[k]), point?.Distortion.Value, point?.Distortion.Spread,
               },
        ],
    };

    private static CumulativeRates? Rates(MeasuredSeed seed, bool targeted) =>
        (targeted ? seed.Targeted : seed.Conventional)?.Scores.Cumulative();
}

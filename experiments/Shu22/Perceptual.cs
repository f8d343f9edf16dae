// Squared error against LPIPS, and both against the rate, along the rate-distortion curves (Shu & Ermon, Section 6).

using System.Globalization;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.ProgressiveCoding;
using Experiments.Shu22.Claims;
using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Shu22;

/// <summary>Shu22 Section 6: two distances between images and their reconstructions from the first k latents.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class Perceptual(DataCatalog catalog) : Experiment(catalog)
{
    /// <inheritdoc/>
    public override string Description =>
        "Squared error against LPIPS, and both against the rate, along the rate-distortion curves (Shu & Ermon, Section 6).";

    /// <inheritdoc/>
    internal override IEnumerable<Job> Jobs(DataSetPlan plan) =>
    [
        plan.ConventionalScores, plan.TargetedScores,
        .. plan.Fits().SelectMany(point => new[] { point.Fit, plan.Perception(point.Trained, point.Fit) }).OfType<Job>(),
    ];

    /// <inheritdoc/>
    internal override Conclusion Conclude(Report report)
    {
        var sets = report.Sets.Select(set => new CurvesOfSet(
            set,
            [new("conventional", false, set.Curve(targeted: false)), new("rate-targeted", true, set.Curve(targeted: true))])).ToArray();
        return new()
        {
            Figures =
            [
                report.Figure(
                    "Squared error and LPIPS of the first latents",
                    [.. sets.SelectMany(set => Panels(report, set))],
                    perRow: sets.Any(set => set.Distance is not null) ? 3 : 2,
                    "Each point: held-out images given back from the first k latents by a decoder of their own; the number is k. "
                        + "LPIPS over squared error, and both over the rate."),
            ],
            Tables = [Table(report, sets)],
            Claims = [ClaimA8.Decide(report.Sets), ClaimA9.Decide(report.Sets)],
            Notes =
            [
                .. LpipsSpecification.Missing(report.Sets[0].Plan.Pretrained).Select(missing => $"LPIPS IS MISSING: {missing}"),
                "The paper's numbers of this section are not in its text at hand, so nothing stands beside ours.",
            ],
        };
    }

    private static IEnumerable<PlanePanel> Panels(Report report, CurvesOfSet set)
    {
        var (rate, error) = (MeasuredCurve.Rate, new Axis("Dₖ [squared error per dimension, (−1, 1) scale]"));
        if (set.Distance is { } name)
            yield return Panel(error, new(name), point => (point.SquaredError.Value, Distance(point)), point => point.PerceptualDistance);
        yield return Panel(rate, error, point => (point.Rate, point.SquaredError.Value), point => point.SquaredError);
        if (set.Distance is not null)
            yield return Panel(rate, new(set.Distance), point => (point.Rate, Distance(point)), point => point.PerceptualDistance);

        static double Distance(PointOfSeeds point) => point.PerceptualDistance?.Value ?? double.NaN;

        PlanePanel Panel(Axis x, Axis y, Func<PointOfSeeds, (double X, double Y)> place, Func<PointOfSeeds, SeedMean?> measured) => new()
        {
            Title = $"{set.Set.Title} (K = {set.Set.Plan.K})",
            X = x,
            Y = y,
            ErrorName = report.ErrorName,
            Curves =
            [
                .. set.Trainings.Select(training =>
                    MeasuredCurve.Of(set.Set, training.Points, training.IsTargeted, place, point => measured(point)?.Spread) with
                    {
                        Labels = [.. training.Points.Select(point => point.Latents.ToString(CultureInfo.InvariantCulture))],
                    }),
            ],
            Marks = [MeasuredCurve.AtK(set.Set, set.Trainings.SelectMany(training => training.Points), place)],
        };
    }

    private static Table Table(Report report, IReadOnlyList<CurvesOfSet> sets) => new()
    {
        Name = $"{report.Name}.points",
        Caption = report.Caption(
            "Held-out images given back from the first k latents by a decoder of their own: squared error ([−1, 1] scale) and LPIPS on "
            + $"the same images; {report.Spread}."),
        Columns =
        [
            new("data"), new("training"), new("k", Format: "N0"), new("resolution", "pixels", "N0"), new("R_k", "nats/dim", "F5"),
            new("squared error", "", "F5"), new("± squared error", "", "F5"),
            new("distance"), new("value", "", "F4"), new("± value", "", "F4"), new("images", Format: "N0"),
        ],
        Rows =
        [
            .. from set in sets
               from training in set.Trainings
               from point in training.Points
               select new object?[]
               {
                   set.Set.Label, training.Name, (long)point.Latents, (long)set.Set.Plan.Model.LatentResolutions()[point.Latents - 1],
                   point.Rate,
                   point.SquaredError.Value, point.SquaredError.Spread, point.Perception?.Name, point.PerceptualDistance?.Value,
                   point.PerceptualDistance?.Spread,
                   (long)(point.Perception?.SquaredErrors.Count ?? set.Set.Plan.Test.Images),
               },
        ],
    };

    private sealed record CurvesOfSet(MeasuredSet Set, IReadOnlyList<CurveOfTraining> Trainings)
    {
        /// <summary>Name of the perceptual distance; null where none was computed.</summary>
        public string? Distance =>
            Trainings.SelectMany(training => training.Points).Select(point => point.Perception?.Name).OfType<string>().FirstOrDefault();
    }

    private sealed record CurveOfTraining(string Name, bool IsTargeted, IReadOnlyList<PointOfSeeds> Points);
}

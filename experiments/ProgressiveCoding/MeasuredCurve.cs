// The measured points along the first latents of a model, and how all pictures draw them.

using System.Globalization;
using Experiments.Jobs.ProgressiveCoding;
using Hvae.Metrics.RateDistortion;
using Repro.Figures;

namespace Experiments.ProgressiveCoding;

/// <summary>The rate and the errors of a model's first k latents.</summary>
/// <param name="Latents">Number of latents, k.</param>
/// <param name="Rate">R_k in nats per dimension.</param>
/// <param name="Distortion">D_k per dimension on the [−1, 1] scale.</param>
internal sealed record MeasuredPoint(int Latents, double Rate, ImageMean Distortion)
{
    /// <summary>Squared error and LPIPS of single images, or null where LPIPS was not computed.</summary>
    public PerceptualScores? Perception { get; init; }

    /// <summary>Squared error of the images for which LPIPS was computed, or of all test images where it was not.</summary>
    public ImageMean SquaredError => Perception is { } scores ? ImageMean.Of(scores.SquaredErrors) : Distortion;

    /// <summary>Mean LPIPS, or null where it was not computed.</summary>
    public ImageMean? PerceptualDistance => Perception is { } scores ? ImageMean.Of(scores.PerceptualDistances) : null;
}

/// <summary>The points of all seeds at one k.</summary>
/// <param name="Latents">Number of latents, k.</param>
/// <param name="Seeds">Point of each seed, at least one.</param>
internal sealed record PointOfSeeds(int Latents, IReadOnlyList<MeasuredPoint> Seeds)
{
    /// <summary>Mean of R_k over seeds, in nats per dimension.</summary>
    public double Rate => Seeds.Average(point => point.Rate);

    /// <summary>Mean of D_k over seeds.</summary>
    public SeedMean Distortion => SeedMean.Of(Seeds.Select(point => (ImageMean?)point.Distortion))!;

    /// <summary>Mean over seeds of the squared error of the images for which LPIPS was computed.</summary>
    public SeedMean SquaredError => SeedMean.Of(Seeds.Select(point => (ImageMean?)point.SquaredError))!;

    /// <summary>Mean of LPIPS over seeds, or null where it was not computed.</summary>
    public SeedMean? PerceptualDistance => SeedMean.Of(Seeds.Select(point => point.PerceptualDistance));

    /// <summary>Squared error and LPIPS of single images of the first seed for which LPIPS was computed, or null.</summary>
    public PerceptualScores? Perception => Seeds.Select(point => point.Perception).FirstOrDefault(scores => scores is not null);
}

/// <summary>Curves over the first k latents, as means over seeds.</summary>
internal static class MeasuredCurve
{
    /// <summary>Axis of the rate of the first k latents.</summary>
    public static Axis Rate { get; } = new("Rₖ [nats per dimension]");

    /// <summary>
    /// Returns the curve of one training. Its line and symbol differ from those of the other training, not only its colour.
    /// </summary>
    /// <param name="set">Data set whose measured points are drawn.</param>
    /// <param name="points">Measured points in rising order of k.</param>
    /// <param name="targeted">Whether the model is the rate-targeted one.</param>
    /// <param name="place">Returns the place of a point in the panel.</param>
    /// <param name="error">Returns half the length of a point's error bar, or null where it has none.</param>
    public static Curve Of(
        MeasuredSet set,
        IReadOnlyList<PointOfSeeds> points,
        bool targeted,
        Func<PointOfSeeds, (double X, double Y)> place,
        Func<PointOfSeeds, double?> error) =>
        new(
            targeted ? "rate-targeted" : "conventional",
            targeted ? "#d62728" : "#1f77b4",
            [.. points.Select(place)],
            targeted ? CurveLine.Dashed : CurveLine.Solid)
        {
            Symbol = targeted ? MarkSymbol.Square : MarkSymbol.Dot,
            Errors = [.. points.Select(point => error(point) ?? double.NaN)],
            Origins =
            [
                .. points.Select(point => new Origin(
                    ("k", point.Latents.ToString(CultureInfo.InvariantCulture)),
                    ("seed", string.Join(", ", set.Seeds.Select(seed => seed.Plan!.Seed))),
                    ("job", string.Join(", ", set.Seeds.Select(seed => (targeted ? seed.Plan!.Targeted : seed.Plan!.Conventional).Key))))),
            ],
        };

    /// <summary>Returns rings around the points of the first K latents, at which Table 1 compares the trainings.</summary>
    /// <param name="set">Data set whose measured points are drawn.</param>
    /// <param name="points">Measured points of both trainings.</param>
    /// <param name="place">Returns the place of a point in the panel.</param>
    public static MarkSeries AtK(MeasuredSet set, IEnumerable<PointOfSeeds> points, Func<PointOfSeeds, (double X, double Y)> place) =>
        new("first K latents, as in Table 1", "black", [.. points.Where(point => point.Latents == set.Plan.K).Select(place)]);
}

// Claims of Shu & Ermon about what people see: A8 and A9.

using Experiments.Claims;
using Experiments.ProgressiveCoding;
using Hvae.Metrics.RateDistortion;
using MathNet.Numerics.Statistics;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>
/// A8: at a fixed number of latents, the test images with the larger squared error have the larger LPIPS. Spearman's rank correlation over
/// images is averaged over the points of both models' curves.
/// </summary>
internal static class ClaimA8
{
    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) => RealSets.Decide(
        "A8", sets, set => Test(set.Seeds), plan => plan.Fits().Select(point => plan.Perception(point.Trained, point.Fit)));

    /// <summary>
    /// Tests the statement on one data set. With standardised ranks u of squared errors and v of LPIPS, the correlation ρ is the mean of
    /// uv, and an image contributes uv − ρ (u² + v²)/2 to its error.
    /// </summary>
    internal static Finding Test(IReadOnlyList<MeasuredSeed> seeds)
    {
        PerceptualScores[][] points =
        [
            .. seeds.Select(seed => seed.Curve(targeted: false).Concat(seed.Curve(targeted: true)).Select(point => point.Perception)
                .OfType<PerceptualScores>().ToArray()),
        ];
        return points.Any(ofSeed => ofSeed.Length == 0)
            ? Finding.NotTestable("LPIPS was not computed")
            : Finding.Above($"rank correlation over images of squared error and {points[0][0].Name}, mean over {points[0].Length} points",
                SeedsAndImages.Of([.. points.Select(OfSeed)]));
    }

    private static (double Value, IReadOnlyList<double> Images) OfSeed(PerceptualScores[] points)
    {
        var (correlation, images) = (0.0, new double[points[0].SquaredErrors.Count]);
        foreach (var point in points)
        {
            var (u, v) = (Ranks(point.SquaredErrors), Ranks(point.PerceptualDistances));
            var rho = u.Zip(v, (one, other) => one * other).Average();
            correlation += rho / points.Length;
            for (var i = 0; i < images.Length; i++)
                images[i] += ((u[i] * v[i]) - (rho * ((u[i] * u[i]) + (v[i] * v[i])) / 2)) / points.Length;
        }

        return (correlation, images);
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        var ranks = ArrayStatistics.RanksInplace([.. values]);
        var (mean, deviation) = (ranks.Mean(), ranks.PopulationStandardDeviation());
        return [.. ranks.Select(rank => (rank - mean) / deviation)];
    }
}

/// <summary>
/// A9: most of the conventional model's −ELBO, which bounds the entropy, comes after the first k latents whose reconstructions have a low
/// LPIPS.
/// </summary>
internal static class ClaimA9
{
    /// <summary>
    /// LPIPS up to which differences count as hard to see. It is our choice, because there is no published level at which people stop to
    /// see a difference.
    /// </summary>
    private const double HardToSee = 0.1;

    /// <summary>Share above which a part is "most".</summary>
    private const double Most = 0.5;

    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) => RealSets.Decide(
        "A9", sets, set => Test(set.Seeds),
        plan => plan.Fits().Where(point => point.Trained == plan.Conventional).Select(point => plan.Perception(point.Trained, point.Fit))
            .Append(plan.ConventionalScores));

    /// <summary>Tests the statement on one data set.</summary>
    internal static Finding Test(IReadOnlyList<MeasuredSeed> seeds)
    {
        (MeasuredPoint[] Points, double? All)[] models =
        [
            .. seeds.Select(
                seed => (seed.Curve(targeted: false).Where(point => point.Perception is not null).ToArray(), seed.NegativeElbo)),
        ];
        if (models.Any(model => model.All is null)) return Finding.NotTestable("the conventional model was not measured");
        if (models.Any(model => model.Points.Length == 0)) return Finding.NotTestable("LPIPS was not computed");
        var first = models[0].Points[0].Perception!;
        var least = models.Max(model => model.Points.Min(point => point.PerceptualDistance!.Value.Value));
        if (least > HardToSee)
            return Finding.NotTestable(
                $"{first.Name} falls to {least:G3} only, not to {HardToSee}, up to which we count differences as hard to see");
        int[] images = [.. Enumerable.Range(0, first.PerceptualDistances.Count)];
        var overImages = Bootstrap.Of(images, drawn => models.Average(model => Share(model.Points, model.All!.Value, drawn)));
        return Finding.Above(
            $"share of the −ELBO after {first.Name} is at most {HardToSee}",
            Estimate.OfSeeds([.. models.Select(model => Share(model.Points, model.All!.Value, images))])
                .With(overImages.StandardError ?? 0),
            threshold: Most);
    }

    /// <summary>Returns the share of the −ELBO that comes later, or NaN where LPIPS stays above the level.</summary>
    private static double Share(MeasuredPoint[] points, double all, IReadOnlyList<int> images)
    {
        var seen = Array.FindIndex(points, point => images.Average(image => point.Perception!.PerceptualDistances[image]) <= HardToSee);
        return seen < 0 ? double.NaN : (all - points[seen].Rate) / all;
    }
}

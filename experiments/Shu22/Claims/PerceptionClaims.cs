// Claims of Shu & Ermon about what people see: A8 and A9.

using Experiments.Claims;
using Experiments.ProgressiveCoding;
using Hvae.Metrics.RateDistortion;
using MathNet.Numerics.Statistics;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>A8: Spearman's rank correlation of squared error and LPIPS over the points of both models' curves is positive.</summary>
internal static class ClaimA8
{
    /// <summary>Smallest number of points. Two points have only two orders.</summary>
    private const int FewestPoints = 3;

    private static readonly PaperClaim Paper = PaperClaim.Of("A8");

    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) =>
        Paper.Decide(RealSets.Test(sets, seed => Test(
        [
            .. seed.Curve(targeted: false).Concat(seed.Curve(targeted: true)).Select(point => point.Perception).OfType<PerceptualScores>(),
        ])));

    /// <summary>Tests the statement on one data set.</summary>
    /// <param name="points">Scores at each point of both curves, of the same images.</param>
    internal static Finding Test(IReadOnlyList<PerceptualScores> points)
    {
        if (points.Count < FewestPoints)
            return Finding.NotTestable(points.Count == 0 ? "LPIPS was not computed" : $"it needs at least {FewestPoints} points");
        int[] images = [.. Enumerable.Range(0, points[0].SquaredErrors.Count)];
        return Finding.Above($"rank correlation of squared error and {points[0].Name}, {points.Count} points",
            Bootstrap.Of(images, drawn => RankCorrelation(points, drawn)));
    }

    private static double RankCorrelation(IReadOnlyList<PerceptualScores> points, IReadOnlyList<int> images) => Correlation.Spearman(
        [.. points.Select(point => images.Average(image => point.SquaredErrors[image]))],
        [.. points.Select(point => images.Average(image => point.PerceptualDistances[image]))]);
}

/// <summary>
/// A9: most of the conventional model's −ELBO, which bounds the entropy, comes after LPIPS has fallen by nine tenths of its fall.
/// </summary>
internal static class ClaimA9
{
    /// <summary>Share of the fall that counts as what can be seen.</summary>
    private const double Seen = 0.9;

    /// <summary>Share above which a part is "most".</summary>
    private const double Most = 0.5;

    private static readonly PaperClaim Paper = PaperClaim.Of("A9");

    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) =>
        Paper.Decide(RealSets.Test(sets, seed => Test(seed.Curve(targeted: false), seed.NegativeElbo)));

    /// <summary>Tests the statement on one data set.</summary>
    /// <param name="curve">Points of the conventional model in rising order of k, of the same images.</param>
    /// <param name="negativeElbo">−ELBO of that model in nats per dimension; null where it was not measured.</param>
    internal static Finding Test(IReadOnlyList<MeasuredPoint> curve, double? negativeElbo)
    {
        if (negativeElbo is not { } all) return Finding.NotTestable("the conventional model was not measured");
        var points = curve.Where(point => point.Perception is not null).ToArray();
        if (points.Length < 2) return Finding.NotTestable(points.Length == 0 ? "LPIPS was not computed" : "it needs at least two points");
        int[] images = [.. Enumerable.Range(0, points[0].Perception!.PerceptualDistances.Count)];
        return Finding.Above($"share of the −ELBO after {Seen:P0} of the fall of {points[0].Perception!.Name}, − {Most}",
            Bootstrap.Of(images, drawn => Share(points, all, drawn) - Most));
    }

    /// <summary>Returns the share of the −ELBO that comes later, or NaN where LPIPS does not fall.</summary>
    private static double Share(MeasuredPoint[] points, double all, IReadOnlyList<int> images)
    {
        double[] distances = [.. points.Select(point => images.Average(image => point.Perception!.PerceptualDistances[image]))];
        var fall = distances[0] - distances[^1];
        if (!(fall > 0)) return double.NaN;
        var seen = Array.FindIndex(distances, distance => distance <= distances[0] - (Seen * fall));
        return (all - points[seen].Rate) / all;
    }
}

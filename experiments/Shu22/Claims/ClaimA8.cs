// A8: a squared error and what people see go together, along the rate-distortion curves.

using Experiments.Claims;
using Experiments.Coding;
using Hvae.Metrics.RateDistortion;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>Spearman's rank correlation of squared error and LPIPS over the points of both models' curves.</summary>
internal static class ClaimA8
{
    /// <summary>Ranks of fewer points are in one of two orders.</summary>
    private const int FewestPoints = 3;

    private static readonly PaperClaim Paper = new(
        "A8",
        "The squared error of reconstructions is connected to LPIPS, a perceptual distance.",
        "Section 6",
        "rank correlation between squared error and LPIPS over the points (k) of the conventional and the rate-targeted curve, with a bootstrap over test images; "
        + "points of one curve are not independent, so it says that both order these points alike, and no more. Direction only: the paper's numbers are not in its text at hand");

    /// <summary>Decides on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<CodedSet> sets) =>
        Paper.Decide(RealSets.Test(sets, set => Test([.. set.Curve(targeted: false).Concat(set.Curve(targeted: true)).Select(point => point.Perception).OfType<PerceptualScores>()])));

    /// <param name="points">Of the same images.</param>
    internal static Finding Test(IReadOnlyList<PerceptualScores> points)
    {
        if (points.Count < FewestPoints) return Finding.NotTestable(points.Count == 0 ? "LPIPS was not computed" : $"it needs at least {FewestPoints} points");
        int[] images = [.. Enumerable.Range(0, points[0].SquaredErrors.Count)];
        return Finding.Positive($"rank correlation of squared error and {points[0].Name}, {points.Count} points", Bootstrap.Of(images, drawn => Correlation(points, drawn)));
    }

    private static double Correlation(IReadOnlyList<PerceptualScores> points, IReadOnlyList<int> images) => RankCorrelation.Of(
        [.. points.Select(point => images.Average(image => point.SquaredErrors[image]))],
        [.. points.Select(point => images.Average(image => point.PerceptualDistances[image]))]);
}

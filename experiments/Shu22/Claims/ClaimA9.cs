// A9: most of what it takes to send an image is not to be seen.

using Experiments.Claims;
using Experiments.Coding;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>The share of the conventional model's −ELBO, which bounds the entropy, that comes after nine tenths of the fall of LPIPS.</summary>
internal static class ClaimA9
{
    /// <summary>So much of the fall counts as what can be seen.</summary>
    private const double Seen = 0.9;

    /// <summary>"Most" is more than this share.</summary>
    private const double Most = 0.5;

    private static readonly PaperClaim Paper = new(
        "A9",
        "Most of the entropy of natural images is visually imperceptible, and it dominates the likelihood.",
        "abstract of the earlier version (ICLR 2022 submission)",
        "share of the conventional model's −ELBO (R_T and what its head has still to say of the pixels) that comes after the first measured k at which LPIPS has fallen by 90 % of its fall from the first point to the last, minus one half; "
        + "bootstrap over test images of LPIPS, nats as they are; nine tenths and one half are our reading of \"imperceptible\" and \"most\". Direction only: the paper's numbers are not in its text at hand");

    /// <summary>Decides on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<CodedSet> sets) => Paper.Decide(RealSets.Test(sets, set => Test(set.Curve(targeted: false), set.NegativeElbo)));

    /// <param name="curve">Of the conventional model, in rising order of k, of the same images.</param>
    /// <param name="negativeElbo">Of that model in nats per dimension; null where it was not measured.</param>
    internal static Finding Test(IReadOnlyList<MeasuredPoint> curve, double? negativeElbo)
    {
        if (negativeElbo is not { } all) return Finding.NotTestable("the conventional model was not measured");
        var points = curve.Where(point => point.Perception is not null).ToArray();
        if (points.Length < 2) return Finding.NotTestable(points.Length == 0 ? "LPIPS was not computed" : "it needs at least two points");
        int[] images = [.. Enumerable.Range(0, points[0].Perception!.PerceptualDistances.Count)];
        return Finding.Positive($"share of the −ELBO after {Seen:P0} of the fall of {points[0].Perception!.Name}, − {Most}", Bootstrap.Of(images, drawn => Share(points, all, drawn) - Most));
    }

    /// <summary>NaN where LPIPS does not fall.</summary>
    private static double Share(MeasuredPoint[] points, double all, IReadOnlyList<int> images)
    {
        double[] distances = [.. points.Select(point => images.Average(image => point.Perception!.PerceptualDistances[image]))];
        var fall = distances[0] - distances[^1];
        if (!(fall > 0)) return double.NaN;
        var seen = Array.FindIndex(distances, distance => distance <= distances[0] - (Seen * fall));
        return (all - points[seen].Rate) / all;
    }
}

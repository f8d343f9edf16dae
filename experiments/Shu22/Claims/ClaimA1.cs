// A1: the conventional model's first latents are not on the frontier: at no higher rate a targeted model has less distortion.

using Experiments.Claims;
using Experiments.Coding;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>δ well below D_K, paired image by image, and R*_K at most 1.05 R_K.</summary>
internal static class ClaimA1
{
    /// <summary>A rate within so much of the other is "roughly" the same.</summary>
    private const double Tolerance = 1 + FrontierPair.Tolerance;

    /// <summary>"Much lower" is at most this share: our reading of "roughly halved".</summary>
    private const double MuchLower = 0.75;

    private const double Normal95 = 1.96;

    private static readonly PaperClaim Paper = new(
        "A1",
        "The first K latents of an ELBO-trained VDVAE are not Pareto-optimal: at no higher rate a rate-targeted model has a much lower squared error.",
        "Table 1, Section 4.2",
        "mean over held-out images of 0.75 times the conventional squared error minus the targeted one, and 1.05 R_K minus R*_K; value and spread: the less supported of the two. "
        + "0.75 is our reading of \"much\": the paper says that the error is roughly halved, and its row for SVHN has δ = 0.315 D_K");

    /// <summary>Decides on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<CodedSet> sets) => Paper.Decide(RealSets.Test(sets, Test));

    internal static Finding Test(CodedSet set)
    {
        if (set is not { ConventionalAtK: { } conventional, Targeted: { } targeted, Conventional: { } scores }) return Finding.NotTestable("a training or a measurement is missing");
        double[] gains = [.. conventional.SquaredErrors.Zip(targeted.Reconstruction.SquaredErrors, (one, other) => (MuchLower * one) - other)];
        var share = targeted.Reconstruction.SquaredErrors.Average() / conventional.SquaredErrors.Average();
        return Finding.All(
            Finding.Positive($"δ is {share:G3} D_K; {MuchLower} D_K − δ", Bootstrap.Of(gains, values => values.Average())),
            Finding.Positive("1.05 R_K − R*_K", Slack(set.Plan.K)));

        Estimate Slack(int k)
        {
            var value = (Tolerance * scores.Cumulative()[k]) - targeted.Cumulative()[k];
            var error = Math.Sqrt(Square(Tolerance * scores.CumulativeErrors[k - 1]) + Square(targeted.CumulativeErrors[k - 1]));
            return new(value, error, value - (Normal95 * error), value + (Normal95 * error));
        }
    }

    private static double Square(double value) => value * value;
}

// Claims of Shu & Ermon about rates, squared errors and the frontier between them: A1, A2 and A6.

using Experiments.Claims;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.ProgressiveCoding;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>A1: δ is well below D_K, paired image by image, and R*_K is at most 1.05 R_K.</summary>
internal static class ClaimA1
{
    /// <summary>Largest ratio of a rate to its target at which the two are "roughly" the same.</summary>
    private const double Tolerance = 1 + FrontierPair.Tolerance;

    /// <summary>Largest ratio of errors that is "much lower": our reading of "roughly halved".</summary>
    private const double MuchLower = 0.75;

    private static readonly PaperClaim Paper = PaperClaim.Of("A1");

    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) => Paper.Decide(RealSets.Test(sets, Test));

    internal static Finding Test(MeasuredSeed seed)
    {
        if (seed is not { ConventionalAtK: { } conventional, Targeted: { Scores: var targeted } measured, Conventional.RateK: var rate })
            return Finding.NotTestable("a training or a measurement is missing");
        double[] gains =
            [.. conventional.SquaredErrors.Zip(targeted.Reconstruction.SquaredErrors, (one, other) => (MuchLower * one) - other)];
        var share = targeted.Reconstruction.SquaredErrors.Average() / conventional.SquaredErrors.Average();
        return Finding.All(
            Finding.Above($"δ is {share:G3} D_K; {MuchLower} D_K − δ", Bootstrap.Of(gains, values => values.Average())),
            Finding.Above("1.05 R_K − R*_K", Slack(rate, measured.RateK)));

        static Estimate Slack(ImageMean rate, ImageMean targetedRate)
        {
            var value = (Tolerance * rate.Value) - targetedRate.Value;
            var error = Math.Sqrt(Square(Tolerance * rate.StandardError!.Value) + Square(targetedRate.StandardError!.Value));
            return new(value, error);
        }
    }

    private static double Square(double value) => value * value;
}

/// <summary>
/// A2: the paper shows pictures. We measure the share of the differences between neighbouring pixels that a reconstruction keeps.
/// </summary>
internal static class ClaimA2
{
    private static readonly PaperClaim Paper = PaperClaim.Of("A2");

    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) => Paper.Decide(RealSets.Test(sets, Test));

    internal static Finding Test(MeasuredSeed seed)
    {
        if (seed is not { ConventionalAtK: { } conventional, Targeted.Scores: { } targeted })
            return Finding.NotTestable("a training or a measurement is missing");
        double[] gains = [.. targeted.Reconstruction.DetailShares.Zip(conventional.DetailShares, (one, other) => one - other)];
        return Finding.Above("share of detail, targeted − conventional", Bootstrap.Of(gains, values => values.Average()));
    }
}

/// <summary>
/// A6: the optimum of the ELBO is on the frontier of the rate and its own reconstruction term. A trained model shows neither that nor its
/// opposite.
/// </summary>
internal static class ClaimA6
{
    private static readonly PaperClaim Paper = PaperClaim.Of("A6");

    /// <summary>Returns the claim as not testable, with the reason.</summary>
    public static Claim Decide() => Paper.Decide(Finding.NotTestable(
        "The first half is about the optimum of the ELBO, which no training shows; that nothing guarantees the second is shown where A1 "
        + "holds"));
}

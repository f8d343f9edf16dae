// Claims of Shu & Ermon about rates, squared errors and the frontier between them: A1, A2 and A6.

using Experiments.Claims;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.ProgressiveCoding;
using Repro.Claims;
using Repro.Plans;

namespace Experiments.Shu22.Claims;

/// <summary>A1: δ is well below D_K, at the rate R_K.</summary>
internal static class ClaimA1
{
    /// <summary>Smallest share of D_K that is "much" when it is saved: our reading of "roughly halved".</summary>
    private const double Much = 0.25;

    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) => RealSets.Decide("A1", sets, set => Test(set.Seeds), Frontier.Jobs);

    /// <summary>
    /// Tests 1 − δ/D_K &gt; 0.25. The error over images is that of a ratio of means: image i contributes (δ/D_K · D_i − δ_i)/D_K.
    /// </summary>
    internal static Finding Test(IReadOnlyList<MeasuredSeed> seeds) => Frontier.Test(seeds, static (seed, pair) =>
    {
        var ratio = pair.TargetedError / pair.Error;
        var (conventional, targeted) = (seed.ConventionalAtK!.SquaredErrors, seed.Targeted!.Scores.Reconstruction.SquaredErrors);
        return (1 - ratio, [.. conventional.Zip(targeted, (one, other) => ((ratio * one) - other) / pair.Error)]);
    }, "share of D_K that the rate-targeted model saves, 1 − δ/D_K", Much);
}

/// <summary>
/// A2: the paper shows pictures. We measure the share of the differences between neighbouring pixels that a reconstruction keeps.
/// </summary>
internal static class ClaimA2
{
    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) => RealSets.Decide("A2", sets, set => Test(set.Seeds), Frontier.Jobs);

    /// <summary>Tests that the targeted model keeps more detail than the conventional one.</summary>
    internal static Finding Test(IReadOnlyList<MeasuredSeed> seeds) => Frontier.Test(seeds, static (seed, _) =>
    {
        double[] gains =
            [.. seed.Targeted!.Scores.Reconstruction.DetailShares.Zip(seed.ConventionalAtK!.DetailShares, (one, other) => one - other)];
        return (gains.Average(), gains);
    }, "share of detail, targeted − conventional", threshold: 0);
}

/// <summary>Tests of an effect that compares both models at the same rate.</summary>
internal static class Frontier
{
    /// <summary>Returns the jobs of a seed that measure <see cref="MeasuredSeed.Pair"/>.</summary>
    public static IEnumerable<Job> Jobs(DataSetPlan plan) => [plan.ConventionalScores, plan.FitAtK, plan.TargetedScores];

    /// <summary>Tests that an effect is above a threshold. While a seed misses its rate target, nothing is decided.</summary>
    /// <param name="seeds">Results of all seeds.</param>
    /// <param name="effect">Returns the effect of a seed, and what each test image contributes to its error.</param>
    /// <param name="name">What is measured, in words.</param>
    /// <param name="threshold">Threshold of the effect.</param>
    public static Finding Test(
        IReadOnlyList<MeasuredSeed> seeds, Func<MeasuredSeed, FrontierPair, (double Value, IReadOnlyList<double> Images)> effect,
        string name, double threshold)
    {
        if (seeds.Any(seed => seed.Pair is null)) return Finding.NotTestable("a training or a measurement is missing");
        var found = Finding.Above(name, SeedsAndImages.Of([.. seeds.Select(seed => effect(seed, seed.Pair!))]), threshold: threshold);
        var missed = seeds.Where(seed => !seed.Pair!.IsAtTarget).Select(seed => seed.Pair!.TargetedRate / seed.Pair.Rate).ToArray();
        return missed.Length == 0 ? found : Finding.Undecided(
            $"the rate target is missed by {missed.Length} of {seeds.Count} trainings (R*_K/R_K {string.Join(", ", missed.Select(Two))}), "
            + $"which decides nothing; {found.Reason}",
            found.Value);

        static string Two(double ratio) => ratio.ToString("F2", System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <summary>Estimates that vary over seeds and over test images, which all seeds share.</summary>
internal static class SeedsAndImages
{
    /// <summary>
    /// Returns the mean over seeds. Its variance is that over seeds plus that over images; the latter is that of the contributions'
    /// means over seeds. The degrees of freedom are those of the seeds alone: Satterthwaite's are too many where few seeds happen to be
    /// close to each other, and A1 then held falsely in 5 of 100 simulated runs.
    /// </summary>
    /// <param name="seeds">Effect of each seed, and what each image contributes to it up to a constant.</param>
    public static Estimate Of(IReadOnlyList<(double Value, IReadOnlyList<double> Images)> seeds)
    {
        var images = seeds[0].Images.Select((_, image) => seeds.Average(seed => seed.Images[image])).ToArray();
        var ofSeeds = Estimate.OfSeeds([.. seeds.Select(seed => seed.Value)]);
        return ofSeeds.With(ImageMean.Of(images).StandardError ?? 0) with { DegreesOfFreedom = ofSeeds.DegreesOfFreedom };
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

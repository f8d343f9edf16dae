// Claims of Shu & Ermon about samples: A3 and A4.

using Experiments.Claims;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.ProgressiveCoding;
using Hvae.Metrics.Features;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>A3: the best Fréchet distance over δ is lower than that of the conventional training.</summary>
internal static class ClaimA3
{
    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) =>
        RealSets.Decide("A3", sets, set => Test(set.Staged()), plan => plan.Stages().Jobs);

    /// <summary>Tests the statement on one data set.</summary>
    /// <param name="results">Results of all trainings.</param>
    internal static Finding Test(IReadOnlyList<StagedOfSeeds> results)
    {
        if (Distances.Missing(results, fewest: 1) is { } missing) return missing;
        var conventional = results.Single(result => result.Target is null);
        var targeted = Distances.AtTarget(results);
        if (targeted.Count == 0) return Finding.Undecided("no first stage meets its target δ, which decides nothing");
        var found = Distances.AboveBestOf(conventional, targeted);
        return targeted.Select(staged => WorseBound(conventional, staged)).OfType<string>().FirstOrDefault() is { } worse
            ? Finding.Undecided($"{worse}, so it is not trained to its end and decides nothing; {found.Reason}", found.Value)
            : found;
    }

    /// <summary>
    /// Returns a sentence where the conventional model's −ELBO, which it is trained for, is worse than a staged model's by more than the
    /// standard error; else null.
    /// </summary>
    private static string? WorseBound(StagedOfSeeds conventional, StagedOfSeeds staged)
    {
        (double Value, IReadOnlyList<double> Images)[] excess =
        [
            .. conventional.Seeds.Zip(staged.Seeds, (one, other) => one.NegativeElbos!.Zip(other.NegativeElbos!, (a, b) => a - b).ToArray())
                .Select(images => (images.Average(), (IReadOnlyList<double>)images)),
        ];
        var estimate = SeedsAndImages.Of(excess);
        var error = estimate.StandardError ?? ImageMean.Of(excess[0].Images).StandardError ?? 0;
        return estimate.Value > error
            ? $"the conventional model's own −ELBO is worse than that of {staged.Name} by {estimate.Value:G2} ± {error:G2} nats per "
                + "dimension"
            : null;
    }
}

/// <summary>
/// A4: the Fréchet distance at the largest δ is higher than the best of the others. Where that is true, the choice of δ matters as well.
/// </summary>
internal static class ClaimA4
{
    /// <summary>
    /// Largest share of the first stage's rate at the smallest δ that is "hardly any rate". It is our reading.
    /// </summary>
    private const double HardlyAny = 0.1;

    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) =>
        RealSets.Decide("A4", sets, set => Test(set.Staged()), plan => plan.Stages().Jobs);

    /// <summary>Tests the statement on one data set.</summary>
    /// <param name="results">Results of all trainings.</param>
    internal static Finding Test(IReadOnlyList<StagedOfSeeds> results)
    {
        if (Distances.Missing(results, fewest: 2) is { } missing) return missing;
        var targeted = Distances.AtTarget(results).OrderBy(result => result.Target).ToArray();
        if (targeted.Length < 2) return Finding.Undecided("fewer than two first stages meet their target δ, which decides nothing");
        var (smallest, largest) = (targeted[0], targeted[^1]);
        var share = Rate(largest) / Rate(smallest);
        return share > HardlyAny
            ? Finding.NotTestable($"the first stage of the largest {largest.Name} still sends {share:P0} of the rate at the smallest, more "
                + "than hardly any")
            : Distances.AboveBestOf(largest, targeted[..^1]);

        static double Rate(StagedOfSeeds result) => result.Seeds.Average(seed => seed.FirstStageRate!.Value);
    }
}

/// <summary>Comparisons of Fréchet distances over seeds.</summary>
internal static class Distances
{
    /// <summary>Returns the finding where distances are missing or of random features, or null where there are enough.</summary>
    /// <param name="results">Results of all trainings.</param>
    /// <param name="fewest">Smallest number of targets δ.</param>
    public static Finding? Missing(IReadOnlyList<StagedOfSeeds> results, int fewest)
    {
        if (results.Count(result => result.Target is null) != 1 || results.Count <= fewest
            || results.SelectMany(result => result.Seeds).Any(seed => seed.Distance is null || seed.Scores is null))
            return Finding.NotTestable(
                $"it needs the conventional training and at least {fewest} target{(fewest > 1 ? "s" : "")} δ, all with their measurements");
        return results[0].Distance is { Kind: FeatureKind.Random } random
            ? Finding.NotTestable($"the {random.Name} says little about what people see") : null;
    }

    /// <summary>Returns the trainings with a target δ that every seed meets.</summary>
    public static IReadOnlyList<StagedOfSeeds> AtTarget(IReadOnlyList<StagedOfSeeds> results) =>
        [.. results.Where(result => result.IsAtTarget == true)];

    /// <summary>
    /// Tests whether the distance of a training is above the best of others. For each seed the best is chosen by the other seeds, so that
    /// the choice does not favour it. "Fails" needs a distance below each of the others.
    /// </summary>
    /// <param name="training">The training.</param>
    /// <param name="others">The others, at least one.</param>
    public static Finding AboveBestOf(StagedOfSeeds training, IReadOnlyList<StagedOfSeeds> others)
    {
        var seeds = Enumerable.Range(0, training.Seeds.Count).ToArray();
        var chosen = seeds.Select(BestByOtherSeeds).ToArray();
        var excess = Estimate.OfSeeds([.. seeds.Select(seed => Of(training, seed) - Of(chosen[seed], seed))]);
        var names = string.Join(" or ", chosen.Select(one => one.Name).Distinct());
        return Finding.Above($"{training.Distance!.Name}, {training.Name} − {names}", excess) with
        {
            PFails = others.Max(other => Estimate.OfSeeds([.. seeds.Select(seed => Of(training, seed) - Of(other, seed))]).PBelow(0)),
        };

        StagedOfSeeds BestByOtherSeeds(int seed) => others.MinBy(
            other => seeds.Where(one => one != seed || seeds.Length == 1).Average(one => Of(other, one)))!;

        static double Of(StagedOfSeeds result, int seed) => result.Seeds[seed].Distance!.Mean.Value;
    }
}

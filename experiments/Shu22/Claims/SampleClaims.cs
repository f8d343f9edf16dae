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
    private static readonly PaperClaim Paper = PaperClaim.Of("A3");

    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) => Paper.Decide(RealSets.Test(sets, seed => Test(seed.Staged.Value)));

    internal static Finding Test(IReadOnlyList<StagedResult> results)
    {
        var conventional = results.FirstOrDefault(result => result.Target is null)?.Distance;
        var targeted = results.Where(result => result is { Target: not null, Distance: not null }).ToArray();
        if (conventional is null || targeted.Length == 0) return Finding.NotTestable("a training or a measurement is missing");
        if (conventional.Kind == FeatureKind.Random)
            return Finding.NotTestable($"the {conventional.Name} says little about what people see");
        var best = targeted.MinBy(result => result.Distance!.Mean.Value)!;
        var chosen = targeted.Length == 1 ? "" : $", the best of {targeted.Length}";
        return Finding.Above($"{conventional.Name}, conventional − {best.Name}{chosen}",
            FrechetComparison.Difference(conventional, best.Distance!));
    }
}

/// <summary>A4: the Fréchet distance differs over δ, and that of the largest δ is higher than the best of the others.</summary>
internal static class ClaimA4
{
    /// <summary>
    /// Largest share of the first stage's rate at the smallest δ that is "hardly any rate". It is our reading.
    /// </summary>
    private const double HardlyAny = 0.1;

    private static readonly PaperClaim Paper = PaperClaim.Of("A4");

    /// <summary>Decides the claim on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<MeasuredSet> sets) => Paper.Decide(RealSets.Test(sets, seed => Test(seed.Staged.Value)));

    internal static Finding Test(IReadOnlyList<StagedResult> results)
    {
        var targeted = results.Where(result => result is { Target: not null, Distance: not null })
            .OrderBy(result => result.Distance!.Mean.Value).ToArray();
        if (targeted.Length < 2) return Finding.NotTestable("it needs the distances of at least two targets");
        if (targeted[0].Distance!.Kind == FeatureKind.Random)
            return Finding.NotTestable($"the {targeted[0].Distance!.Name} says little about what people see");
        var (best, worst, largest) = (targeted[0], targeted[^1], targeted.MaxBy(result => result.Target)!);
        var other = targeted.First(result => result != largest);
        if (targeted.MinBy(result => result.Target)!.FirstStageRate is not { } most || largest.FirstStageRate is not { } least)
            return Finding.NotTestable("the first stages' rates are missing");
        if (least > HardlyAny * most)
            return Finding.NotTestable(
                $"the first stage of the largest {largest.Name} still sends {least / most:P0} of the rate at the smallest, more than "
                + "hardly any");
        return Finding.All(
            Finding.Above($"{best.Distance!.Name}, {worst.Name} − {best.Name}",
                FrechetComparison.Difference(worst.Distance!, best.Distance)),
            Finding.Above($"largest {largest.Name} − {other.Name}", FrechetComparison.Difference(largest.Distance!, other.Distance!)));
    }
}

/// <summary>Computes a − b with the combined standard error √(s_a² + s_b²).</summary>
internal static class FrechetComparison
{
    /// <summary>Returns the first distance minus the second.</summary>
    public static Estimate Difference(FrechetScores one, FrechetScores other)
    {
        var (a, b) = (one.Mean, other.Mean);
        var value = a.Value - b.Value;
        var error = Math.Sqrt(Square(a.StandardError) + Square(b.StandardError));
        return new(value, error, FrechetJob.Streams - 1);

        static double Square(double? error) => error is { } known ? known * known : double.NaN;
    }
}

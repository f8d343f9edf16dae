// Claims of Xiao & Bamler that hold for any model or compare families: B12 and B13.

using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Sweeps;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// B12: R = R(z2) + R(z1|z2) up to rounding of single precision, and I(y; z2) ≤ R(z2) up to sampling error
/// (<see cref="SamplingError"/>). Both are theorems, so a failure is an error of the code. The Monte-Carlo estimate is biased
/// upwards as an estimate for new images, but not for the images from which it is computed. R(z2) is the mean over all test images, and a
/// preset may use a part of them for the information, so both sampling errors are allowed for. Testable on any images, also on stand-ins.
/// </summary>
internal static class ClaimB12
{
    /// <summary>Relative error of sums of single-precision numbers over a test set.</summary>
    private const double Rounding = 1e-5;

    private static readonly PaperClaim Paper = PaperClaim.Of("B12");

    /// <summary>Decides the claim on any sweeps.</summary>
    public static Claim Decide(params IReadOnlyList<Sweep> sweeps)
    {
        Finding[] parts = [.. sweeps.SelectMany(sweep => new[] { Identity(sweep), Inequality(sweep) })];
        return Paper.Decide(Finding.All(parts) with { Value = parts.Sum(part => part.Value) });
    }

    private static Finding Identity(Sweep sweep)
    {
        var models = Models(sweep, MetricNames.Rate, MetricNames.RateZ2, MetricNames.RateZ1);
        if (models.Length == 0) return Missing(sweep, "the rates");
        var errors = (
            from model in models
            let rate = Value(model, MetricNames.Rate)
            select (Error: Math.Abs(rate - Value(model, MetricNames.RateZ2) - Value(model, MetricNames.RateZ1)), Rate: rate)).ToArray();
        var broken = errors.Count(error => error.Error > Rounding * Math.Max(1, error.Rate));
        return new(
            broken > 0 ? Verdict.Fails : Verdict.Holds,
            $"{Where(sweep)}: R differs from R(z₂) + R(z₁|z₂) by at most {errors.Max(error => error.Error):G2} nats, "
                + $"beyond rounding in {broken} of {models.Length} models",
            broken);
    }

    private static Finding Inequality(Sweep sweep)
    {
        var models = Models(sweep, MetricNames.MutualInformation, MetricNames.RateZ2);
        if (models.Length == 0) return Missing(sweep, "I(y; z₂) and R(z₂)");
        var above = models.Where(model => Excess(model) > Rounding * Math.Max(1, Value(model, MetricNames.RateZ2))).ToArray();
        var known = above.Where(model => Error(model) > 0).ToArray();
        var broken = known.Count(model => SamplingError.ChanceOfExcess(Excess(model), Error(model)) < SamplingError.Level(models.Length));
        return new(
            broken > 0 ? Verdict.Fails : known.Length < above.Length ? Verdict.Undecided : Verdict.Holds,
            $"{Where(sweep)}: I(y; z₂) above R(z₂) in {above.Length} of {models.Length} models, "
                + $"beyond sampling error in {broken}, by an unknown error in {above.Length - known.Length}",
            broken);
    }

    private static double Excess(SweepModel model) => Value(model, MetricNames.MutualInformation) - Value(model, MetricNames.RateZ2);

    /// <summary>Returns the standard error of the excess, or zero when that of the mutual information is unknown.</summary>
    private static double Error(SweepModel model)
    {
        var (information, rate) =
            (model.Metrics[MetricNames.MutualInformation].StandardError, model.Metrics[MetricNames.RateZ2].StandardError);
        return information is > 0 ? Math.Sqrt((information.Value * information.Value) + (rate * rate ?? 0)) : 0;
    }

    private static double Value(SweepModel model, string metric) => model.Metrics[metric].Value;

    private static SweepModel[] Models(Sweep sweep, params string[] metrics) =>
        [.. MeasuredCells.Of(sweep, metrics).SelectMany(cell => cell.Models)];

    private static string Where(Sweep sweep) => $"{sweep.Family} on {sweep.Data.Description}";

    private static Finding Missing(Sweep sweep, string what) =>
        Finding.NotTestable($"no model of {Where(sweep)} has {what}; run dotnet cake --target=All");
}

/// <summary>
/// B13: B1 to B8 on the sweeps of both families. A claim agrees when it holds on both or fails on both, contradicts when it holds on
/// one and fails on the other, and is open otherwise. We read "similar" as: most of the eight agree. So B13 holds when more than half
/// agree, fails when so many contradict that more than half cannot agree, and is undecided otherwise.
/// </summary>
internal static class ClaimB13
{
    private static readonly (string Id, Func<Sweep, Finding> Test)[] Claims =
    [
        ("B1", ClaimB1.Test), ("B2", ClaimB2.Test), ("B3", ClaimB3.Test), ("B4", ClaimB4.Test),
        ("B5", ClaimB5.Test), ("B6", ClaimB6.Test), ("B7", ClaimB7.Test), ("B8", ClaimB8.Test),
    ];

    private static readonly PaperClaim Paper = PaperClaim.Of("B13");

    /// <summary>Decides the claim on the sweeps of GHVAEs and LVAEs on SVHN.</summary>
    public static Claim Decide(Sweep ghvae, Sweep lvae) => Paper.Decide(Test(ghvae, lvae).On(ghvae.Data, lvae.Data));

    private static Finding Test(Sweep ghvae, Sweep lvae)
    {
        var pairs = Claims.Select(claim => (claim.Id, Ghvae: claim.Test(ghvae).Verdict, Lvae: claim.Test(lvae).Verdict)).ToArray();
        var reason = string.Join(", ", pairs.Select(pair => $"{pair.Id} {VerdictText.Of(pair.Ghvae)} / {VerdictText.Of(pair.Lvae)}"));
        var (half, all) = (pairs.Length / 2, (double)pairs.Length);
        if (pairs.Count(pair => pair.Ghvae == Verdict.NotTestableHere || pair.Lvae == Verdict.NotTestableHere) >= half)
            return Finding.NotTestable(
                $"too few claims are testable on both families (GHVAE / LVAE): {reason}; run dotnet cake --target=Xiao23.Figure9");

        var open = pairs.Count(pair => !IsDecided(pair.Ghvae) || !IsDecided(pair.Lvae));
        var agree = pairs.Count(pair => IsDecided(pair.Ghvae) && pair.Ghvae == pair.Lvae);
        var verdict = agree > half ? Verdict.Holds : agree + open <= half ? Verdict.Fails : Verdict.Undecided;
        return new(verdict, $"{agree} of {pairs.Length} agree, {open} open (GHVAE / LVAE): {reason}", agree / all, open / all);
    }

    private static bool IsDecided(Verdict verdict) => verdict is Verdict.Holds or Verdict.Fails;
}

/// <summary>
/// Excess beyond sampling error, with a family-wise error of 5 % over all models tested (Bonferroni). One of m models
/// counts when chance alone causes such an excess with a probability below 0.05/m.
/// </summary>
internal static class SamplingError
{
    private const double FamilyWise = 0.05;

    /// <summary>Returns the probability below which one of <paramref name="tests"/> tests counts.</summary>
    public static double Level(int tests) => FamilyWise / tests;

    /// <summary>
    /// Returns the probability of <paramref name="accuracy"/>·n or more right answers of n when each is right with probability p:
    /// P(Bin(n, p) ≥ k) = I_p(k, n − k + 1).
    /// </summary>
    /// <param name="accuracy">Observed accuracy, in [0, 1].</param>
    /// <param name="n">Number of test images.</param>
    /// <param name="p">Limit of the accuracy, in [0, 1].</param>
    public static double ChanceOfAccuracy(double accuracy, long n, double p)
    {
        var k = Math.Round(accuracy * n);
        return k == 0 ? 1 : SpecialFunctions.BetaRegularized(k, n - k + 1, p);
    }

    /// <summary>Returns the probability that a normal number with mean 0 exceeds a value.</summary>
    /// <param name="excess">The value.</param>
    /// <param name="error">Standard deviation of the number, above 0.</param>
    public static double ChanceOfExcess(double excess, double error) => 1 - Normal.CDF(0, error, excess);
}

// B13: LVAEs on SVHN tell a similar story as GHVAEs.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// B1 to B8 on the sweeps of both families. A claim agrees when it holds on both or fails on both, contradicts when it holds on
/// one and fails on the other, and is open otherwise. "Similar" is taken as: most of the eight agree. So it holds when more than half
/// agree, fails when so many contradict that more than half cannot agree, and is undecided while the open ones might tip it.
/// </summary>
internal static class ClaimB13
{
    private static readonly (string Id, Func<Sweep, Finding> Test)[] Claims =
    [
        ("B1", ClaimB1.Test), ("B2", ClaimB2.Test), ("B3", ClaimB3.Test), ("B4", ClaimB4.Test),
        ("B5", ClaimB5.Test), ("B6", ClaimB6.Test), ("B7", ClaimB7.Test), ("B8", ClaimB8.Test),
    ];

    private static readonly PaperClaim Paper = new(
        "B13",
        "LVAEs on SVHN tell a similar story as GHVAEs.",
        "Appendix A.2.2",
        "share of the claims B1 to B8 that come out the same with LVAEs as with GHVAEs on SVHN; spread: share of those that are open on either side");

    /// <summary>Decides on the sweeps of GHVAEs and LVAEs on SVHN.</summary>
    public static Claim Decide(Sweep ghvae, Sweep lvae) => Paper.Decide(Test(ghvae, lvae).On(ghvae.Data, lvae.Data));

    private static Finding Test(Sweep ghvae, Sweep lvae)
    {
        var pairs = Claims.Select(claim => (claim.Id, Ghvae: claim.Test(ghvae).Verdict, Lvae: claim.Test(lvae).Verdict)).ToArray();
        var reason = string.Join(", ", pairs.Select(pair => $"{pair.Id} {VerdictText.Of(pair.Ghvae)} / {VerdictText.Of(pair.Lvae)}"));
        var (half, all) = (pairs.Length / 2, (double)pairs.Length);
        if (pairs.Count(pair => pair.Ghvae == Verdict.NotTestableHere || pair.Lvae == Verdict.NotTestableHere) >= half)
            return Finding.NotTestable($"too few claims are testable on both families (GHVAE / LVAE): {reason}; run dotnet cake --target=Xiao23.Figure9");

        var open = pairs.Count(pair => !IsDecided(pair.Ghvae) || !IsDecided(pair.Lvae));
        var agree = pairs.Count(pair => IsDecided(pair.Ghvae) && pair.Ghvae == pair.Lvae);
        var verdict = agree > half ? Verdict.Holds : agree + open <= half ? Verdict.Fails : Verdict.Undecided;
        return new(verdict, $"{agree} of {pairs.Length} agree, {open} open (GHVAE / LVAE): {reason}", agree / all, open / all);
    }

    private static bool IsDecided(Verdict verdict) => verdict is Verdict.Holds or Verdict.Fails;
}

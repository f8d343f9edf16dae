// A2: reconstructions of the rate-targeted model look sharper.

using Experiments.Claims;
using Experiments.Coding;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>The paper shows pictures; we measure how much of the differences between neighbouring pixels is left.</summary>
internal static class ClaimA2
{
    private static readonly PaperClaim Paper = new(
        "A2",
        "At the same rate the rate-targeted model's reconstructions look sharper than the conventional ones.",
        "Figure 1",
        "mean over held-out images of the share of detail (squared differences of neighbouring pixels, over the image's own) in targeted reconstructions minus that in conventional ones; our measure for what the paper shows in pictures");

    /// <summary>Decides on all data sets.</summary>
    public static Claim Decide(IReadOnlyList<CodedSet> sets) => Paper.Decide(RealSets.Test(sets, Test));

    internal static Finding Test(CodedSet set)
    {
        if (set is not { ConventionalAtK: { } conventional, Targeted: { } targeted }) return Finding.NotTestable("a training or a measurement is missing");
        double[] gains = [.. targeted.Reconstruction.DetailShares.Zip(conventional.DetailShares, (one, other) => one - other)];
        return Finding.Positive("share of detail, targeted − conventional", Bootstrap.Of(gains, values => values.Average()));
    }
}

// B1: no model is best in two of reconstruction, generation and representation.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>Share of replicas in which the three chosen models are three different grid points.</summary>
internal static class ClaimB1
{
    private static readonly PaperClaim Paper = new(
        "B1",
        "The models best in PSNR, in inception score and in RBF-SVM accuracy on z2 are three different grid points.",
        "Figure 1, Section 5.2",
        "share of replicas (seeds drawn, or values moved by their standard errors) in which the three are different; spread: Monte-Carlo error");

    /// <summary>Decides on the sweep of GHVAEs on SVHN.</summary>
    public static Claim Decide(Sweep svhn) => Paper.Decide(Test(svhn).On(svhn.Data));

    internal static Finding Test(Sweep sweep) => Optima.Test(sweep, "three different models are best", best => best.Distinct().Count() == 3);
}

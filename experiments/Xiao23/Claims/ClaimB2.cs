// B2: no beta-VAE is best in reconstruction, generation or representation.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>Share of replicas in which none of the three chosen models is on the diagonal beta2 = beta1.</summary>
internal static class ClaimB2
{
    private static readonly PaperClaim Paper = new(
        "B2",
        "None of the models best in PSNR, in inception score and in RBF-SVM accuracy on z2 is a beta-VAE (beta2 = beta1).",
        "Figure 1",
        "share of replicas (seeds drawn, or values moved by their standard errors) in which none is; spread: Monte-Carlo error");

    /// <summary>Decides on the sweep of GHVAEs on SVHN.</summary>
    public static Claim Decide(Sweep svhn) => Paper.Decide(Test(svhn).On(svhn.Data));

    internal static Finding Test(Sweep sweep) => Optima.Test(sweep, "none of the three best models is a beta-VAE", best => !best.Any(betas => betas.IsBetaVae));
}

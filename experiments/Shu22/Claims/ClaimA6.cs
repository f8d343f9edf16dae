// A6: an argument of the paper, not a measurement.

using Experiments.Claims;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>The optimum of the ELBO is on the frontier of rate and its own reconstruction term; a trained model shows neither that nor its opposite.</summary>
internal static class ClaimA6
{
    private static readonly PaperClaim Paper = new(
        "A6",
        "With all latents an ELBO-trained model is on the frontier with respect to its own reconstruction term; for fewer nothing guarantees it.",
        "Section 3.2",
        "none: an argument about optima");

    /// <summary>Says why it is not decided.</summary>
    public static Claim Decide() => Paper.Decide(Finding.NotTestable(
        "The first half is about the optimum of the ELBO, which no training shows; that nothing guarantees the second is shown where A1 holds"));
}

// A7: the loss of diffusion models is a special case of the progressive-coding objective.

using Experiments.Claims;
using Repro.Claims;
using Repro.Plans;

namespace Experiments.Shu22.Claims;

/// <summary>A derivation; its last step is computed here, all of them are tests (docs/theory.md).</summary>
internal static class ClaimA7
{
    /// <summary>Rounding of double precision over some hundred terms.</summary>
    private const double Rounding = 1e-10;

    private static readonly PaperClaim Paper = new(
        "A7",
        "The unweighted loss of denoising diffusion models is the progressive-coding objective with its encoder fixed to a diffusion process.",
        "Section 3.3, Equations 3 to 7",
        "relative difference between Eq. 7 and the loss of a network that predicts the data, on a chain of ten steps");

    /// <summary>Decides on what <see cref="Jobs.Coding.DiffusionJob"/> has computed.</summary>
    public static Claim Decide(JobResult? computed) => Paper.Decide(computed is null
        ? Finding.NotTestable("the computation is missing")
        : Of(computed.Metrics[Jobs.Coding.DiffusionJob.Difference].Value));

    private static Finding Of(double difference) => new(
        difference <= Rounding ? Verdict.Holds : Verdict.Fails,
        $"the two differ by {difference:G2} of their value; for a network that predicts the noise they agree with the weight SNR_k in f, which changes no optimum of separate decoders (docs/theory.md)",
        difference);
}

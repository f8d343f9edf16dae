// B7: what z2 says about the label depends on R(z2).

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>Standardised rank coefficients of I(y; z2) on the two rates, compared (<see cref="Dependence.OnRateZ2RatherThanZ1"/>).</summary>
internal static class ClaimB7
{
    private static readonly PaperClaim Paper = new(
        "B7",
        "The mutual information I(y; z2) depends mainly on R(z2).",
        "Figure 7, column 1",
        "standardised rank coefficient of I(y; z2) on R(z2) minus that on R(z1|z2), both absolute, the least supported over data sets; spread: standard error over cells");

    /// <summary>Decides on sweeps of GHVAEs; the claim must hold on each.</summary>
    public static Claim Decide(params IReadOnlyList<Sweep> sweeps) => Paper.Decide(Finding.All([.. sweeps.Select(sweep => Test(sweep).On(sweep.Data))]));

    internal static Finding Test(Sweep sweep) => MeasuredCells.Test(
        sweep, [MetricNames.MutualInformation, MetricNames.RateZ2, MetricNames.RateZ1], "Xiao23.Figure7", cells => Finding.Positive(
            "dependence of I(y; z₂) on R(z₂) minus that on R(z₁|z₂)",
            CellBootstrap.Of(cells, resample => Dependence.OnRateZ2RatherThanZ1(resample, MetricNames.MutualInformation))));
}

// B4: at the same total rate the best reconstructions have less in z2 and more in z1 than beta-VAEs.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>Mean shift of rate to z1 of the models optimal in PSNR (<see cref="OptimalAllocation.ShiftToZ1"/>), on each data set.</summary>
internal static class ClaimB4
{
    private static readonly PaperClaim Paper = new(
        "B4",
        "At the same total rate, models optimal in PSNR put less of it in z2 and more in z1 than beta-VAEs, on SVHN and on CIFAR-10.",
        "Figure 3b",
        "mean over optimal models of the share of the rate that they have in z1 instead of z2, compared with beta-VAEs of the same total rate; "
        + "of the data set that supports it less; spread: standard error over cells");

    /// <summary>Decides on the sweeps of GHVAEs on SVHN and CIFAR-10; the claim must hold on both.</summary>
    public static Claim Decide(Sweep svhn, Sweep cifar10) => Paper.Decide(Finding.All(Test(svhn).On(svhn.Data), Test(cifar10).On(cifar10.Data)));

    internal static Finding Test(Sweep sweep) => OptimalAllocation.Test(sweep, MetricNames.Psnr, "Xiao23.Figure3");
}

// B9: with linear classifiers, or on CIFAR-10, more rate downstream helps classification.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// On z2: models optimal in accuracy have more of their rate in z1 than beta-VAEs of the same total rate
/// (<see cref="OptimalAllocation.ShiftToZ1"/>), for the linear classifiers on SVHN and all four on CIFAR-10. On z1: its best
/// accuracy over all betas is above that on z2 in most of the eight combinations of data set and classifier.
/// </summary>
internal static class ClaimB9
{
    private const string Target = "Xiao23.Figure7";
    private static readonly string[] Linear = ["logistic", "linear_svm"];

    private static readonly PaperClaim Paper = new(
        "B9",
        "With linear classifiers, or on CIFAR-10, raising R(z1|z2) helps accuracy on z2; with z1 in place of z2 it does for most combinations.",
        "Figure 7, Table 1",
        "least supported over classifiers of the mean shift of rate to z1 of models optimal in accuracy on z2, or of the share of replicas in which z1 beats z2 in most combinations; "
        + "spread: standard error over cells, or Monte-Carlo error");

    /// <summary>Decides on the sweeps of GHVAEs on SVHN and CIFAR-10.</summary>
    public static Claim Decide(Sweep svhn, Sweep cifar10) => Paper.Decide(Finding.All(
        [
            .. Linear.Select(classifier => OnZ2(svhn, classifier)),
            .. MetricNames.Classifiers.Select(classifier => OnZ2(cifar10, classifier)),
            OnZ1(svhn, cifar10),
        ]));

    private static Finding OnZ2(Sweep sweep, string classifier) => OptimalAllocation.Test(sweep, MetricNames.Accuracy("z2", classifier), Target).On(sweep.Data);

    private static Finding OnZ1(Sweep svhn, Sweep cifar10)
    {
        string[] metrics = [.. from latent in new[] { "z2", "z1" } from classifier in MetricNames.Classifiers select MetricNames.Accuracy(latent, classifier)];
        var all = 2 * MetricNames.Classifiers.Count;
        var finding = MeasuredCells.Test(svhn, metrics, Target, first => MeasuredCells.Test(cifar10, metrics, Target, second => Replicas.Test(
            $"z1 beats z2 in {Z1BeatsZ2(first) + Z1BeatsZ2(second)} of {all} combinations, in most",
            [first, second],
            metrics,
            replicas => replicas.Sum(Z1BeatsZ2) > all / 2)));
        var paper = $"by the paper's own {PublishedAccuracy.Source} z1 beats z2 in {PublishedAccuracy.Z1BeatsZ2()} of {all}";
        return (finding with { Reason = $"{finding.Reason}; {paper}" }).On(svhn.Data, cifar10.Data);
    }

    private static int Z1BeatsZ2(IReadOnlyList<SweepCell> cells) =>
        MetricNames.Classifiers.Count(classifier => Best(cells, "z1", classifier) > Best(cells, "z2", classifier));

    private static double Best(IReadOnlyList<SweepCell> cells, string latent, string classifier) => cells.Max(cell => cell.Mean(MetricNames.Accuracy(latent, classifier)));
}

// Claims of Xiao & Bamler about the information of latents about labels: B7, B8 and B9.

using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Paper;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// Difference of the standardised rank coefficients of I(y; z2) on the two rates (<see cref="Dependence.OnRateZ2RatherThanZ1"/>).
/// </summary>
internal static class ClaimB7
{
    private static readonly PaperClaim Paper = PaperClaim.Of("B7");

    /// <summary>Decides the claim on sweeps of GHVAEs. It must hold on each.</summary>
    public static Claim Decide(params IReadOnlyList<Sweep> sweeps) =>
        Paper.Decide(Finding.All([.. sweeps.Select(sweep => Test(sweep).On(sweep.Data))]));

    internal static Finding Test(Sweep sweep) => MeasuredCells.Test(
        sweep, [MetricNames.MutualInformation, MetricNames.RateZ2, MetricNames.RateZ1], "Xiao23.Figure7", cells => Finding.Positive(
            "dependence of I(y; z₂) on R(z₂) minus that on R(z₁|z₂)",
            CellBootstrap.Of(cells, resample => Dependence.OnRateZ2RatherThanZ1(resample, MetricNames.MutualInformation))));
}

/// <summary>
/// Spearman's rank correlation of accuracy and I(y; z2) for RBF SVM and kNN, and the models whose accuracy is above the bound
/// f⁻¹(I(y; z2)) of Eq. 11 beyond binomial error of their test images (<see cref="SamplingError"/>).
/// The classifiers see the mean of q(z2|x), which may say more about y than a sample does, and Eq. 11 is about samples; the
/// estimate of I(y; z2) is biased upwards at high R(z2), which makes the test lenient there.
/// </summary>
internal static class ClaimB8
{
    private static readonly PaperClaim Paper = PaperClaim.Of("B8");

    private static readonly string[] Classifiers = [MetricNames.AccuracyZ2RbfSvm, MetricNames.AccuracyZ2Knn];

    /// <summary>Decides the claim on the sweep of GHVAEs on SVHN.</summary>
    public static Claim Decide(Sweep svhn) => Paper.Decide(Test(svhn).On(svhn.Data));

    internal static Finding Test(Sweep sweep) => MeasuredCells.Test(
        sweep, [MetricNames.MutualInformation, MetricNames.AccuracyBound, .. Classifiers], "Xiao23.Figure7", cells => Finding.All(
            [
                .. Classifiers.Select(classifier => Finding.Positive(
                    $"rank correlation of I(y; z₂) and {classifier}",
                    CellBootstrap.Of(cells, resample => Dependence.RankCorrelation(resample, MetricNames.MutualInformation, classifier)))),
                BelowBound(cells),
            ]));

    private static Finding BelowBound(IReadOnlyList<SweepCell> cells)
    {
        var pairs = (
            from cell in cells
            from model in cell.Models
            from classifier in Classifiers
            select (Accuracy: model.Metrics[classifier], Bound: model.Metrics[MetricNames.AccuracyBound].Value)).ToArray();
        var above = pairs.Where(pair => pair.Accuracy.Value > pair.Bound).ToArray();
        var beyond = above.Count(pair => pair.Accuracy.N is { } n
            && SamplingError.ChanceOfAccuracy(pair.Accuracy.Value, n, pair.Bound) < SamplingError.Level(pairs.Length));
        var unknown = above.Count(pair => pair.Accuracy.N is null);
        var reason = $"{above.Length} of {pairs.Length} accuracies above their bound, {beyond} of them beyond sampling error";
        return new(beyond > 0 ? Verdict.Fails : unknown > 0 ? Verdict.Undecided : Verdict.Holds,
            unknown > 0 ? $"{reason}, {unknown} of unknown error" : reason);
    }
}

/// <summary>
/// On z2: models optimal in accuracy have more of their rate in z1 than beta-VAEs of the same total rate
/// (<see cref="OptimalAllocation.ShiftToZ1"/>), for the linear classifiers on SVHN and all four on CIFAR-10. On z1: its best
/// accuracy over all betas is above that on z2 in most of the eight combinations of data set and classifier.
/// </summary>
internal static class ClaimB9
{
    private const string Target = "Xiao23.Figure7";
    private static readonly string[] Linear = ["logistic", "linear_svm"];

    private static readonly PaperClaim Paper = PaperClaim.Of("B9");

    /// <summary>Decides the claim on the sweeps of GHVAEs on SVHN and CIFAR-10.</summary>
    public static Claim Decide(Sweep svhn, Sweep cifar10) => Paper.Decide(Finding.All(
        [
            .. Linear.Select(classifier => OnZ2(svhn, classifier)),
            .. MetricNames.Classifiers.Select(classifier => OnZ2(cifar10, classifier)),
            OnZ1(svhn, cifar10),
        ]));

    private static Finding OnZ2(Sweep sweep, string classifier) =>
        OptimalAllocation.Test(sweep, MetricNames.Accuracy("z2", classifier), Target).On(sweep.Data);

    private static Finding OnZ1(Sweep svhn, Sweep cifar10)
    {
        string[] metrics =
        [
            .. from latent in new[] { "z2", "z1" }
               from classifier in MetricNames.Classifiers
               select MetricNames.Accuracy(latent, classifier),
        ];
        var all = 2 * MetricNames.Classifiers.Count;
        var finding = MeasuredCells.Test(
            svhn, metrics, Target, first => MeasuredCells.Test(cifar10, metrics, Target, second => Replicas.Test(
            $"z1 beats z2 in {Z1BeatsZ2(first) + Z1BeatsZ2(second)} of {all} combinations, in most",
            [first, second],
            metrics,
            replicas => replicas.Sum(Z1BeatsZ2) > all / 2)));
        var paper = $"by the paper's own {PublishedAccuracy.Source} z1 beats z2 in {PublishedAccuracy.Z1BeatsZ2()} of {all}";
        return (finding with { Reason = $"{finding.Reason}; {paper}" }).On(svhn.Data, cifar10.Data);
    }

    private static int Z1BeatsZ2(IReadOnlyList<SweepCell> cells) =>
        MetricNames.Classifiers.Count(classifier => Best(cells, "z1", classifier) > Best(cells, "z2", classifier));

    private static double Best(IReadOnlyList<SweepCell> cells, string latent, string classifier) =>
        cells.Max(cell => cell.Mean(MetricNames.Accuracy(latent, classifier)));
}

/// <summary>Xiao23 Table 1: best accuracy over all betas.</summary>
internal static class PublishedAccuracy
{
    /// <summary>The table of the paper that has the values.</summary>
    public static string Source => PublishedValues.Xiao23["table1"]!["source"]!.GetValue<string>();

    /// <summary>Returns the paper's accuracy in percent, as printed.</summary>
    /// <param name="data">Name of the data set, <c>svhn</c> or <c>cifar10</c>.</param>
    /// <param name="latent">Name of the latent, <c>z2</c> or <c>z1</c>.</param>
    /// <param name="classifier">Name of the classifier, one of <see cref="MetricNames.Classifiers"/>.</param>
    public static double Percent(string data, string latent, string classifier) =>
        PublishedValues.Xiao23["table1"]!["accuracy"]![data]![latent]![classifier]!.GetValue<double>();

    /// <summary>Returns the number of the eight combinations of data set and classifier in which z1 beats z2.</summary>
    public static int Z1BeatsZ2() =>
        (from data in new[] { "svhn", "cifar10" } from classifier in MetricNames.Classifiers select (data, classifier))
        .Count(pair => Percent(pair.data, "z1", pair.classifier) > Percent(pair.data, "z2", pair.classifier));
}

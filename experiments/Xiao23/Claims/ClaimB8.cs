// B8: on SVHN, non-linear classifiers of z2 profit from mutual information, within its bound.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// Spearman's rank correlation of accuracy and I(y; z2) for RBF SVM and kNN, and the models whose accuracy is above the bound
/// f⁻¹(I(y; z2)) of Eq. 11 beyond binomial error of their test images (<see cref="SamplingError"/>).
/// The classifiers see the mean of q(z2|x), which may say more about y than a sample does, and Eq. 11 is about samples; the
/// estimate of I(y; z2) is biased upwards at high R(z2), which makes the test lenient there.
/// </summary>
internal static class ClaimB8
{
    private static readonly PaperClaim Paper = new(
        "B8",
        "On SVHN the accuracy of RBF SVM and kNN on z2 grows with I(y; z2), and stays below the bound that I(y; z2) sets.",
        "Figures 6 and 7",
        "Spearman rank correlation of accuracy and I(y; z2), the smaller of the two classifiers'; beside it the number of models above the bound; spread: standard error over cells");

    private static readonly string[] Classifiers = [MetricNames.AccuracyZ2RbfSvm, MetricNames.AccuracyZ2Knn];

    /// <summary>Decides on the sweep of GHVAEs on SVHN.</summary>
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
        var beyond = above.Count(pair => pair.Accuracy.N is { } n && SamplingError.ChanceOfAccuracy(pair.Accuracy.Value, n, pair.Bound) < SamplingError.Level(pairs.Length));
        var unknown = above.Count(pair => pair.Accuracy.N is null);
        var reason = $"{above.Length} of {pairs.Length} accuracies above their bound, {beyond} of them beyond sampling error";
        return new(beyond > 0 ? Verdict.Fails : unknown > 0 ? Verdict.Undecided : Verdict.Holds, unknown > 0 ? $"{reason}, {unknown} of unknown error" : reason);
    }
}

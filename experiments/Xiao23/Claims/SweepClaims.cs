// The claims of Xiao & Bamler about the models of one sweep: B1 to B8, B9a, B11 and B12.

using Experiments.Claims;
using Experiments.Sweeps;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;
using Repro.Claims;
using Repro.Plans;
using static Experiments.Jobs.MetricNames;

namespace Experiments.Xiao23.Claims;

/// <summary>The tests. What they compute is described in <c>Paper/claims.json</c>.</summary>
internal static class SweepClaims
{
    /// <summary>A task of Figure 1.</summary>
    /// <param name="Metric">Metric in which its best model is the best.</param>
    /// <param name="Counts">Smallest difference that counts, in the unit; our reading.</param>
    /// <param name="Unit">Unit of differences.</param>
    private sealed record Task(string Metric, double Counts, string Unit);

    private static readonly string LogScore = Quantity.Log(InceptionScore);

    private static readonly string LogRate = Quantity.Log(Rate);

    private static readonly Task Reconstruction = new(Psnr, 0.1, "dB");

    private static readonly Task Generation = new(LogScore, 0.02, "in ln IS");

    private static readonly Task Representation = new(AccuracyZ2RbfSvm, 0.005, "of accuracy");

    private static readonly string[] OfTasks = [Psnr, LogScore, AccuracyZ2RbfSvm];

    private static readonly string[] BoundedClassifiers = [AccuracyZ2SampleRbfSvm, AccuracyZ2SampleKnn];

    /// <summary>Excess over a bound that does not count: accuracy, and nats of information.</summary>
    private const double AccuracyMargin = 0.02, InformationMargin = 0.1;

    /// <summary>For each pair of tasks one task's best model loses in the other task, in at least one of the two ways.</summary>
    public static SweepClaim B1 { get; } = new("B1", ["svhn"], "Xiao23.Figure1", OfTasks, sweep =>
    {
        return Finding.All(
            Differ(Reconstruction, Generation), Differ(Reconstruction, Representation), Differ(Generation, Representation)).OrOpen();

        Finding Differ(Task one, Task other) => Finding.Any(Regret(one, other), Regret(other, one));

        Finding Regret(Task task, Task other) => Finding.Above(
            $"the model best in {other.Metric} loses in {task.Metric}",
            sweep.HeldOut(task.Metric, values => (values.Best(task.Metric), values.Best(other.Metric))), task.Unit, task.Counts);
    });

    /// <summary>In each task the best model off the diagonal is better than the best beta-VAE.</summary>
    public static SweepClaim B2 { get; } = new("B2", ["svhn"], "Xiao23.Figure1", OfTasks, sweep => Finding.All(
    [
        .. from task in new[] { Reconstruction, Generation, Representation }
           select Finding.Above(
               $"best off the diagonal above the best β-VAE in {task.Metric}",
               sweep.HeldOut(task.Metric, values =>
                   (values.Best(task.Metric, betas => !betas.IsBetaVae), values.Best(task.Metric, betas => betas.IsBetaVae))),
               task.Unit),
    ]));

    /// <summary>
    /// PSNR rises with the total rate. A rank correlation would be near ±1 where seeds tilt all models of a sweep and nothing else moves
    /// PSNR, and four seeds would have the same sign too often.
    /// </summary>
    public static SweepClaim B3 { get; } = new(
        "B3", ["svhn", "cifar10"], "Xiao23.Figure3", [Psnr, LogRate],
        sweep => Finding.Above(
            "rise of PSNR with each doubling of the total rate",
            sweep.Of(values => Math.Log(2) * Dependence.Slope(values, LogRate, Psnr)), "dB"));

    /// <summary>At equal total rate, PSNR is higher towards z1 than in beta-VAEs, and higher than towards z2.</summary>
    public static SweepClaim B4 { get; } = new(
        "B4", ["svhn", "cifar10"], "Xiao23.Figure3", [Psnr, Rate], sweep => TowardsZ1(sweep, Psnr, "dB"));

    /// <summary>Samples are better where beta2 &lt; beta1, and worse where R(z1|z2) is very high at low R(z2).</summary>
    public static SweepClaim B5 { get; } = new(
        "B5", ["svhn"], "Xiao23.Figure5", [LogScore, Rate], sweep => TooFewBetaVaes(sweep) ?? Finding.All(
            Finding.Above(
                "ln IS where β₂ < β₁, above β-VAEs of the same rate",
                sweep.Of(values => new BetaVaeCurve(values, LogScore).GainBelowDiagonal())),
            Finding.Above("fall of ln IS at low R(z₂) where R(z₁|z₂) is very high", sweep.Of(FallAtHighRateZ1))));

    /// <summary>ln IS varies more by sharpness than by diversity, and sharpness depends more on R(z2).</summary>
    public static SweepClaim B6 { get; } = new(
        "B6", ["svhn"], "Xiao23.Figure5", [Quantity.Log(Diversity), Quantity.Log(Sharpness), RateZ2, RateZ1], sweep => Finding.All(
            Finding.Above("variance of ln sharpness minus that of ln diversity, over their sum", SharpnessShare(sweep)),
            Finding.Above(
                "dependence of sharpness on R(z₂) minus that on R(z₁|z₂)",
                sweep.Of(values => Dependence.OnRateZ2RatherThanZ1(values, Quantity.Log(Sharpness))))));

    /// <summary>I(y; z2) depends more on R(z2).</summary>
    public static SweepClaim B7 { get; } = new(
        "B7", ["svhn", "cifar10"], "Xiao23.Figure7", [MutualInformation, RateZ2, RateZ1], sweep => Finding.Above(
            "dependence of I(y; z₂) on R(z₂) minus that on R(z₁|z₂)",
            sweep.Of(values => Dependence.OnRateZ2RatherThanZ1(values, MutualInformation))));

    /// <summary>Accuracies on samples of z2 grow with I(y; z2) and stay below the bounds of Eq. 11.</summary>
    public static SweepClaim B8 { get; } = new(
        "B8", ["svhn"], "Xiao23.Figure7",
        [MutualInformation, AccuracyBound, AccuracyBoundOfRate, .. BoundedClassifiers], sweep => Finding.All(
        [
            .. from classifier in BoundedClassifiers
               select Finding.Above(
                   $"rank correlation of I(y; z₂) and {classifier}",
                   sweep.Of(values => Dependence.RankCorrelation(values, MutualInformation, classifier))),
            .. from classifier in BoundedClassifiers
               from bound in new[] { (AccuracyBound, "f⁻¹(I)"), (AccuracyBoundOfRate, "f⁻¹(R(z₂))") }
               select BelowBound(sweep.Models, classifier, bound.Item1, bound.Item2),
        ]));

    /// <summary>At equal total rate, all four classifiers on z2 are better towards z1. The paper says it of CIFAR-10.</summary>
    public static SweepClaim B9All { get; } = new(
        "B9a", ["svhn", "cifar10"], "Xiao23.Figure7", [Rate, .. OnZ2], sweep => TowardsZ1(sweep, OnZ2));

    private static readonly SweepClaim B9Linear = B9All with { Metrics = [Rate, .. Linear], Test = sweep => TowardsZ1(sweep, Linear) };

    /// <summary>Decides B9a: linear classifiers on SVHN, and all four on CIFAR-10.</summary>
    public static Claim DecideB9a(Sweep svhn, Sweep cifar10) =>
        Ledger.Decide("B9a", [svhn, cifar10], sweeps => Finding.All(B9Linear.On(sweeps[0]), B9All.On(sweeps[1])));

    /// <summary>Models 1, 2 and 3 have the order of the paper in PSNR and in inception score.</summary>
    public static SweepClaim B11 { get; } = new("B11", ["svhn"], "Xiao23.Figure4", OfTasks, sweep =>
    {
        return Finding.All(
            Better(Reconstruction, 2, 3), Better(Reconstruction, 1, 2), Better(Generation, 3, 1), Better(Generation, 2, 3)).OrOpen();

        Finding Better(Task task, int better, int worse) => Finding.Above(
            $"{task.Metric} of model {better} above that of model {worse}",
            sweep.HeldOut(task.Metric, values => (values.Best(OfTasks[better - 1]), values.Best(OfTasks[worse - 1]))), task.Unit);
    });

    /// <summary>
    /// I(y; z2) ≤ R(z2) (Eq. 10). It holds when even the public code's estimate of I, which is biased upwards, is below; it fails when even
    /// the estimate that leaves out each image itself, which is biased downwards, is above.
    /// </summary>
    public static SweepClaim B12 { get; } = new(
        "B12", ["svhn", "cifar10", "mnist"], "Xiao23.Figure7", [MutualInformation, MutualInformationLeaveOneOut, RateZ2], sweep =>
        {
            if (sweep.Models.Any(model => Of(model, MutualInformation).StandardError is null))
                return Finding.NotTestable("the error of I(y; z₂) is unknown");
            return OfEach(
                $"I(y; z₂) above R(z₂) in {sweep.Models.Count(model => Excess(model, MutualInformation) > 0)} of {sweep.Models.Count} "
                    + "models",
                "nats",
                sweep.Models.Select(model => (
                    Excess(model, MutualInformation),
                    Normal.CDF(0, Error(model, MutualInformation), Excess(model, MutualInformation) - InformationMargin),
                    Normal.CDF(0, Error(model, MutualInformationLeaveOneOut), -Excess(model, MutualInformationLeaveOneOut)))));

            static Metric Of(SweepModel model, string metric) => model.Metrics[metric];

            static double Excess(SweepModel model, string information) => Of(model, information).Value - Of(model, RateZ2).Value;

            static double Error(SweepModel model, string information) => Math.Max(
                1e-6, Math.Sqrt(Square(Of(model, information).StandardError ?? 0) + Square(Of(model, RateZ2).StandardError ?? 0)));
        });

    /// <summary>The claims that are the same for every sweep, in the order of the paper's list.</summary>
    public static IReadOnlyList<SweepClaim> OnEach { get; } = [B1, B2, B3, B4, B5, B6, B7, B8, B11, B12];

    private static string[] Linear => [Accuracy("z2", "logistic"), Accuracy("z2", "linear_svm")];

    private static string[] OnZ2 => [.. Classifiers.Select(classifier => Accuracy("z2", classifier))];

    private static Finding TowardsZ1(SeededSweep sweep, params IReadOnlyList<string> accuracies) =>
        Finding.All([.. accuracies.Select(accuracy => TowardsZ1(sweep, accuracy, "of accuracy"))]);

    private static Finding TowardsZ1(SeededSweep sweep, string metric, string unit) => TooFewBetaVaes(sweep) ?? Finding.All(
        Finding.Above(
            $"{metric} with more rate in z₁, above β-VAEs of the same rate",
            sweep.Of(values => new BetaVaeCurve(values, metric).GainTowardsZ1()), unit),
        Finding.Above(
            $"{metric} with more rate in z₁, above that with more rate in z₂",
            sweep.Of(values => new BetaVaeCurve(values, metric) is var curve ? curve.GainTowardsZ1() - curve.GainTowardsZ2() : 0), unit));

    private static Finding? TooFewBetaVaes(SeededSweep sweep) =>
        sweep.Means.Cells.Count(betas => betas.IsBetaVae) is var count && count < BetaVaeCurve.FewestBetaVaes
            ? Finding.NotTestable(
                $"{count} beta-VAEs are no yardstick over a range of rates, at least {BetaVaeCurve.FewestBetaVaes} are; "
                + "take a preset with a finer grid")
            : null;

    /// <summary>Mean of ln IS over the models with beta2 &gt; 1, without those with beta1 &lt; 0.3, minus that over those.</summary>
    private static double FallAtHighRateZ1(CellValues values)
    {
        var low = values.Cells.Zip(values[LogScore]).Where(cell => cell.First.Beta2 > 1)
            .ToLookup(cell => cell.First.Beta1 < 0.3, cell => cell.Second);
        return low[false].DefaultIfEmpty(double.NaN).Average() - low[true].DefaultIfEmpty(double.NaN).Average();
    }

    /// <summary>
    /// The variances over cells are those of <see cref="Dependence.VarianceDifference"/>, to which noise adds nothing. Their error is that
    /// of the variances of the means.
    /// </summary>
    private static Estimate SharpnessShare(SeededSweep sweep)
    {
        var (sharpness, diversity) = (Quantity.Log(Sharpness), Quantity.Log(Diversity));
        var seeds = Enumerable.Range(0, sweep.Seeds.Count).Select(sweep.OfSeed).ToArray();
        var sum = sweep.Means[sharpness].Variance() + sweep.Means[diversity].Variance();
        var spread = sweep.Of(values => (values[sharpness].Variance() - values[diversity].Variance()) / sum);
        if (spread.StandardError is null) return spread;
        var difference = Dependence.VarianceDifference(seeds, sharpness, diversity) / sum;
        return spread with { Value = difference, Centre = difference };
    }

    private static Finding BelowBound(IReadOnlyList<SweepModel> models, string classifier, string bound, string nameOfBound)
    {
        var pairs = models.Select(model => (Accuracy: model.Metrics[classifier], Bound: model.Metrics[bound].Value)).ToArray();
        if (pairs.Any(pair => pair.Accuracy.N is null)) return Finding.NotTestable($"the number of test images of {classifier} is unknown");
        return OfEach(
            $"{classifier} above {nameOfBound} in {pairs.Count(pair => pair.Accuracy.Value > pair.Bound)} of {pairs.Length} models",
            "of accuracy",
            pairs.Select(pair => (
                pair.Accuracy.Value - pair.Bound,
                1 - ChanceOfAccuracy(
                    pair.Accuracy.Value + (1.0 / pair.Accuracy.N!.Value), pair.Accuracy.N.Value, pair.Bound + AccuracyMargin),
                ChanceOfAccuracy(pair.Accuracy.Value, pair.Accuracy.N.Value, pair.Bound))));
    }

    /// <summary>
    /// Returns the finding on "no model is above its bound": it holds when each is significantly below the bound and its margin, and fails
    /// when one is significantly above the bound (Bonferroni).
    /// </summary>
    private static Finding OfEach(string text, string unit, IEnumerable<(double Excess, double PBelow, double PAbove)> models)
    {
        var all = models.ToArray();
        var most = all.Max(model => model.Excess);
        return new(
            $"{text}, by at most {ClaimText.Effect(most, null, unit)}", all.Max(model => model.PBelow),
            Math.Min(1, all.Length * all.Min(model => model.PAbove)))
        {
            Value = most,
            Unit = unit,
            Short = text,
        };
    }

    /// <summary>
    /// Returns the probability of <paramref name="accuracy"/>·n or more right answers of n when each is right with probability p:
    /// P(Bin(n, p) ≥ k) = I_p(k, n − k + 1).
    /// </summary>
    /// <param name="accuracy">Observed accuracy; above 1 the probability is 0.</param>
    /// <param name="n">Number of test images.</param>
    /// <param name="p">Limit of the accuracy; above 1 the probability is 1.</param>
    internal static double ChanceOfAccuracy(double accuracy, long n, double p)
    {
        var k = Math.Round(accuracy * n);
        return k <= 0 || p >= 1 ? 1 : k > n ? 0 : SpecialFunctions.BetaRegularized(k, n - k + 1, p);
    }

    private static double Square(double value) => value * value;
}

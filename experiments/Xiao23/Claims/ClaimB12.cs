// B12: an identity and an inequality that every model must obey.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// R = R(z2) + R(z1|z2) up to rounding of single precision, and I(y; z2) ≤ R(z2) up to sampling error
/// (<see cref="SamplingError"/>). Both are theorems, so a failure is one of the code. The Monte-Carlo estimate is biased
/// upwards as an estimate for new images, but not for the images that it is made of; R(z2) is the mean over all test images, of
/// which a preset may take a part for the information, so both sampling errors are allowed for. Testable on any images, stand-ins too.
/// </summary>
internal static class ClaimB12
{
    /// <summary>Relative error of sums of single-precision numbers over a test set.</summary>
    private const double Rounding = 1e-5;

    private static readonly PaperClaim Paper = new(
        "B12",
        "R = R(z2) + R(z1|z2), and I(y; z2) ≤ R(z2).",
        "Equations 6 and 10",
        "number of models that break the identity beyond rounding, plus the number that break the inequality beyond sampling error");

    /// <summary>Decides on any sweeps.</summary>
    public static Claim Decide(params IReadOnlyList<Sweep> sweeps)
    {
        Finding[] parts = [.. sweeps.SelectMany(sweep => new[] { Identity(sweep), Inequality(sweep) })];
        return Paper.Decide(Finding.All(parts) with { Value = parts.Sum(part => part.Value) });
    }

    private static Finding Identity(Sweep sweep)
    {
        var models = Models(sweep, MetricNames.Rate, MetricNames.RateZ2, MetricNames.RateZ1);
        if (models.Length == 0) return Missing(sweep, "the rates");
        var errors = models.Select(model => (Error: Math.Abs(Value(model, MetricNames.Rate) - Value(model, MetricNames.RateZ2) - Value(model, MetricNames.RateZ1)), Rate: Value(model, MetricNames.Rate))).ToArray();
        var broken = errors.Count(error => error.Error > Rounding * Math.Max(1, error.Rate));
        return new(
            broken > 0 ? Verdict.Fails : Verdict.Holds,
            $"{Where(sweep)}: R differs from R(z₂) + R(z₁|z₂) by at most {errors.Max(error => error.Error):G2} nats, beyond rounding in {broken} of {models.Length} models",
            broken);
    }

    private static Finding Inequality(Sweep sweep)
    {
        var models = Models(sweep, MetricNames.MutualInformation, MetricNames.RateZ2);
        if (models.Length == 0) return Missing(sweep, "I(y; z₂) and R(z₂)");
        var above = models.Where(model => Excess(model) > Rounding * Math.Max(1, Value(model, MetricNames.RateZ2))).ToArray();
        var known = above.Where(model => Error(model) > 0).ToArray();
        var broken = known.Count(model => SamplingError.ChanceOfExcess(Excess(model), Error(model)) < SamplingError.Level(models.Length));
        return new(
            broken > 0 ? Verdict.Fails : known.Length < above.Length ? Verdict.Undecided : Verdict.Holds,
            $"{Where(sweep)}: I(y; z₂) above R(z₂) in {above.Length} of {models.Length} models, beyond sampling error in {broken}, by an unknown error in {above.Length - known.Length}",
            broken);
    }

    private static double Excess(SweepModel model) => Value(model, MetricNames.MutualInformation) - Value(model, MetricNames.RateZ2);

    /// <summary>Of the excess; zero when the mutual information's error is not known, as then nothing is known of the excess.</summary>
    private static double Error(SweepModel model)
    {
        var (information, rate) = (model.Metrics[MetricNames.MutualInformation].StandardError, model.Metrics[MetricNames.RateZ2].StandardError);
        return information is > 0 ? Math.Sqrt((information.Value * information.Value) + (rate * rate ?? 0)) : 0;
    }

    private static double Value(SweepModel model, string metric) => model.Metrics[metric].Value;

    private static SweepModel[] Models(Sweep sweep, params string[] metrics) => [.. MeasuredCells.Of(sweep, metrics).SelectMany(cell => cell.Models)];

    private static string Where(Sweep sweep) => $"{sweep.Family} on {sweep.Data.Description}";

    private static Finding Missing(Sweep sweep, string what) => Finding.NotTestable($"no model of {Where(sweep)} has {what}; run dotnet cake --target=All");
}

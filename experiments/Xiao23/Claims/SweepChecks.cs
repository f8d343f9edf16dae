// Checks on the models of sweeps that no model can fail.

using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Sweeps;
using MathNet.Numerics.Distributions;

namespace Experiments.Xiao23.Claims;

/// <summary>Compares numbers that are computed in two ways.</summary>
internal static class SweepChecks
{
    /// <summary>Probability that a check fails by chance.</summary>
    private const double FamilyWise = 1e-3;

    /// <summary>Tests Eq. 6: both analytic rates are those that log densities of samples give, up to sampling error (Bonferroni).</summary>
    public static Check OfRates(IReadOnlyList<Sweep> sweeps)
    {
        var models = sweeps.SelectMany(sweep => sweep.Cells).SelectMany(cell => cell.Models).ToArray();
        double[] distances =
        [
            .. from model in models
               from pair in new[]
               {
                   (Sampled: MetricNames.RateZ2MonteCarlo, Analytic: MetricNames.RateZ2),
                   (Sampled: MetricNames.RateZ1MonteCarlo, Analytic: MetricNames.RateZ1),
               }
               let sampled = model.Metrics.GetValueOrDefault(pair.Sampled)
               where sampled is { StandardError: > 0 } && model.Metrics.ContainsKey(pair.Analytic)
               select Math.Abs(sampled.Value - model.Metrics[pair.Analytic].Value) / sampled.StandardError!.Value,
        ];
        const string Statement = "R(z₂) and R(z₁|z₂) are the means of log q − log p at samples (Monte Carlo), up to sampling error.";
        if (distances.Length == 0) return new("Eq. 6", Statement, null, "no rate was measured");
        var limit = Normal.InvCDF(0, 1, 1 - (FamilyWise / (2 * distances.Length)));
        return new(
            "Eq. 6", Statement, distances.Max() <= limit,
            $"the {distances.Length} rates differ by at most {distances.Max():F1} standard errors, {limit:F1} may occur by chance");
    }
}

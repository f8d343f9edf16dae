// The cells of a sweep that have all that a test needs.

using Experiments.Claims;
using Experiments.Sweeps;

namespace Experiments.Xiao23.Claims;

/// <summary>Looks whether a sweep is measured well enough for a test, and says what to run where it is not.</summary>
internal static class MeasuredCells
{
    /// <summary>With four models even a perfect order comes about by chance in 1 case of 24, beyond the 2.5 % of a verdict.</summary>
    public const int Fewest = 5;

    /// <summary>Tests those cells, cut down to those of their models, that have every metric.</summary>
    /// <param name="sweep">Whose cells.</param>
    /// <param name="metrics">All that the test reads.</param>
    /// <param name="target">What to run where a metric is missing.</param>
    /// <param name="test">Gets at least <see cref="Fewest"/> cells with at least one model each.</param>
    public static Finding Test(Sweep sweep, IReadOnlyList<string> metrics, string target, Func<IReadOnlyList<SweepCell>, Finding> test)
    {
        var cells = Of(sweep, metrics);
        if (cells.Count < Fewest)
        {
            return Finding.NotTestable(
                $"{cells.Count} of {sweep.Cells.Count} cells of {sweep.Name} have {string.Join(", ", metrics)}, and at least {Fewest} must; run dotnet cake --target={target}");
        }

        var finding = test(cells);
        return cells.Count == sweep.Cells.Count
            ? finding
            : finding with { Reason = $"{finding.Reason} ({sweep.Cells.Count - cells.Count} of {sweep.Cells.Count} cells of {sweep.Name} lack a metric)" };
    }

    /// <summary>The cells with models that have every metric, without their other models.</summary>
    public static IReadOnlyList<SweepCell> Of(Sweep sweep, IReadOnlyList<string> metrics) =>
    [
        .. sweep.Cells
            .Select(cell => cell with { Models = [.. cell.Models.Where(model => metrics.All(metric => Has(model, metric)))] })
            .Where(cell => cell.Models.Count > 0),
    ];

    private static bool Has(SweepModel model, string metric) => model.Metrics.TryGetValue(metric, out var value) && double.IsFinite(value.Value);
}

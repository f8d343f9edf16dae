// The table of a target's models: betas, rates and every metric that was measured.

using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>Writes sweeps as a table with one row for each cell.</summary>
internal static class SweepTable
{
    private const string Format = "F3";

    /// <summary>The metrics whose optimal models the paper rings.</summary>
    private static readonly IReadOnlyList<SweepMetric> Judged =
        [SweepMetric.Psnr, SweepMetric.InceptionScore, SweepMetric.MutualInformation, SweepMetric.RbfSvmOnZ2];

    /// <summary>Writes each cell's mean over seeds and, where there are several seeds, their standard deviation.</summary>
    public static Table Of(string name, string caption, IReadOnlyList<Sweep> sweeps)
    {
        var cells = sweeps.SelectMany(sweep => sweep.Cells).ToArray();
        var metrics = SweepMetric.All.Where(metric => cells.Any(cell => cell.Values(metric.Name).Count > 0)).ToArray();
        var judged = Judged.Intersect(metrics).ToArray();
        var spread = cells.Any(cell => cell.Models.Count > 1);
        return new()
        {
            Name = name,
            Caption = caption,
            Columns =
            [
                new("data"), new("model"), new("beta2", Format: "G6"), new("beta1", Format: "G6"),
                new("seeds", Format: "N0") { IsMinor = true },
                .. metrics.SelectMany(metric => WithSpread(
                    spread, new Column(metric.Column, metric.Unit, Format),
                    new Column($"{metric.Column} seed s.d.", metric.Unit, Format) { IsMinor = true })),
                new("kind") { IsMinor = true },
                .. judged.Select(metric => new Column($"optimal in {metric.Column}") { IsMinor = true }),
            ],
            Rows = [.. sweeps.SelectMany(sweep => Rows(sweep, metrics, judged, spread))],
        };
    }

    private static IEnumerable<object?[]> Rows(
        Sweep sweep, IReadOnlyList<SweepMetric> metrics, IReadOnlyList<SweepMetric> judged, bool spread)
    {
        var plane = new RatePlane(sweep.Cells);
        var optimal = judged.Select(metric => plane.OptimalCells(metric.Name).Select(cell => cell.Betas).ToHashSet()).ToArray();
        return sweep.Cells.Select(cell => new object?[]
        {
            DataText.Labelled(sweep.Data), sweep.Family, cell.Betas.Beta2, cell.Betas.Beta1,
            (long)cell.Models.Count(model => model.IsComplete),
        }
            .Concat(metrics.SelectMany(
                metric => WithSpread<object?>(spread, Finite(cell.Mean(metric.Name)), cell.SeedDeviation(metric.Name))))
            .Append(cell.Betas.IsVae ? "VAE" : cell.Betas.IsBetaVae ? "beta-VAE" : "")
            .Concat(optimal.Select(set => (object?)set.Contains(cell.Betas)))
            .ToArray());
    }

    private static object? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Returns a value and its deviation over seeds; with one seed the value alone, because its deviation is undefined.</summary>
    private static IEnumerable<T> WithSpread<T>(bool spread, T value, T deviation) => spread ? [value, deviation] : [value];
}

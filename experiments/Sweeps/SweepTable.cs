// The numbers of a sweep as a table, one row a cell.

using Repro.Plans;
using Repro.Records;

namespace Experiments.Sweeps;

/// <summary>Makes the table that lies beside a sweep's figure.</summary>
internal static class SweepTable
{
    private static readonly (string Metric, string Column, string Unit, string Format)[] Metrics =
    [
        (MetricNames.RateZ2, "R(z2)", "nats", "F3"), (MetricNames.RateZ1, "R(z1|z2)", "nats", "F3"), (MetricNames.Rate, "R", "nats", "F3"),
        (MetricNames.Distortion, "D", "nats", "F3"), (MetricNames.Loss, "loss", "nats", "F3"), (MetricNames.Psnr, "PSNR", "dB", "F3"),
    ];

    /// <summary>Each cell's mean over seeds and, where there are several seeds, their standard deviation.</summary>
    public static Table Of(string name, string caption, DataSource data, IReadOnlyList<SweepCell> cells, RatePlane plane)
    {
        var spread = cells.Any(cell => cell.Models.Count > 1);
        var optimal = plane.OptimalCells(MetricNames.Psnr, GoodEnd.High).Select(cell => cell.Betas).ToHashSet();
        return new()
        {
            Name = name,
            Caption = caption,
            Columns =
            [
                new("data"), new("beta2", Format: "G6"), new("beta1", Format: "G6"), new("seeds", Format: "N0"),
                .. Metrics.SelectMany(m => WithSpread(spread, new Column(m.Column, m.Unit, m.Format), new Column($"{m.Column} seed s.d.", m.Unit, m.Format))),
                new("kind"), new("optimal in PSNR"),
            ],
            Rows = [.. cells.Select(cell => Row($"{data.Name} ({data.Quality})", cell, optimal.Contains(cell.Betas), spread))],
        };
    }

    private static object?[] Row(string data, SweepCell cell, bool optimal, bool spread) =>
    [
        data, cell.Betas.Beta2, cell.Betas.Beta1, (long)cell.Models.Count(model => model.IsComplete),
        .. Metrics.SelectMany(m => WithSpread<object?>(spread, Finite(cell.Mean(m.Metric)), cell.SeedDeviation(m.Metric))),
        cell.Betas.IsVae ? "VAE" : cell.Betas.IsBetaVae ? "beta-VAE" : "",
        optimal,
    ];

    private static object? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>With one seed there is no spread over seeds, so its column would be empty.</summary>
    private static IEnumerable<T> WithSpread<T>(bool spread, T value, T deviation) => spread ? [value, deviation] : [value];
}

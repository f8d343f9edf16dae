// The models in the space of PSNR, inception score and accuracy, their colour code, and three landscapes with optima (Xiao & Bamler,
// Figure 1).

using Experiments.Jobs;
using Experiments.Presets;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 1: GHVAEs on SVHN.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class Figure1(DataCatalog catalog) : SweepExperiment(
    catalog, "Figure1",
    "The models in the space of PSNR, inception score and accuracy, their colour code, and three landscapes with optima "
        + "(Xiao & Bamler, Figure 1).",
    new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Numbers))
{
    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report)
    {
        var optima = Optima(ChosenModels.Of(report.Sweep.Cells));
        var landscapes = new Landscapes(report.Sweep.Cells, optima);
        var space = new MetricSpace(report.Sweep.Cells, SweepMetric.Psnr, SweepMetric.InceptionScore, SweepMetric.RbfSvmOnZ2);
        return new()
        {
            Figures =
            [
                report.Figure(
                    "No model is best at everything",
                    [
                        space.Panel(optima),
                        landscapes.CodeOverBetas(), landscapes.CodeOverRates(),
                        .. optima.Select(optimum => landscapes.Of(optimum.Metric)),
                    ],
                    perRow: 1,
                    "Left: each model by its performance in three applications, in the colour code at the right; "
                    + "grey: shadows on floor and walls. Lower right: the area of a dot is the performance.") with
                {
                    Blocks = [[1], [2, optima.Count]],
                },
            ],
            Tables = [report.Models()],
            Claims = [SweepClaims.B1.Decide(report.Sweep), SweepClaims.B2.Decide(report.Sweep)],
        };
    }

    /// <summary>Returns the optima with the symbols of the public code.</summary>
    private static IReadOnlyList<Optimum> Optima(ChosenModels? chosen) => Optimum.Of(
    [
        (SweepMetric.Psnr, chosen?.First, MarkSymbol.Triangle),
        (SweepMetric.InceptionScore, chosen?.Second, MarkSymbol.Pentagon),
        (SweepMetric.RbfSvmOnZ2, chosen?.Third, MarkSymbol.Diamond),
    ]);
}

/// <summary>Draws the left part of Xiao23 Figure 1.</summary>
/// <param name="cells">Cells of one sweep.</param>
/// <param name="x">Metric on the first axis of the floor.</param>
/// <param name="y">Metric on the second axis of the floor.</param>
/// <param name="z">Metric on the vertical axis.</param>
internal sealed class MetricSpace(IReadOnlyList<SweepCell> cells, SweepMetric x, SweepMetric y, SweepMetric z)
{
    /// <summary>Returns the panel with the optimum of each metric marked.</summary>
    /// <param name="optima">The optimum of each metric.</param>
    public SpacePanel Panel(IReadOnlyList<Optimum> optima) => new()
    {
        Title = $"{x.Title}, {y.Title}, {z.Title}",
        X = x.Axis,
        Y = y.Axis,
        Z = z.Axis with { Label = z.Quantity is null ? z.Axis.Label : $"{z.Quantity}, {z.Title}" },
        Points =
        [
            .. from cell in cells
               let place = Place(cell)
               where IsFinite(place)
               select new SpacePoint(place.X, place.Y, place.Z, Colour: BetaColour.Of(cell.Betas)) { Origin = cell.Origin },
        ],
        Mesh = SweepMesh.Of(cells, Place),
        Shadows = true,
        Marks =
        [
            .. from optimum in optima.DistinctBy(optimum => optimum.Name)
               where optimum.Cell is not null
               let place = Place(optimum.Cell!)
               where IsFinite(place)
               select new SpaceMarks(optimum.Name, "black", [place], optimum.Symbol, DropLines: true),
        ],
    };

    private (double X, double Y, double Z) Place(SweepCell cell) => (cell.Mean(x.Name), cell.Mean(y.Name), cell.Mean(z.Name));

    private static bool IsFinite((double X, double Y, double Z) place) =>
        double.IsFinite(place.X) && double.IsFinite(place.Y) && double.IsFinite(place.Z);
}

/// <summary>The surface through the cells of a grid.</summary>
internal static class SweepMesh
{
    /// <summary>Returns one row for each beta1, in rising order of beta2. A cell without a place is a hole.</summary>
    public static Mesh Of(IReadOnlyList<SweepCell> cells, Func<SweepCell, (double X, double Y, double Z)> place) => new(
    [
        .. cells.GroupBy(cell => cell.Betas.Beta1).OrderBy(row => row.Key)
            .Select(row => row.OrderBy(cell => cell.Betas.Beta2).Select(place).ToArray()),
    ]);
}

/// <summary>Draws the right part of Xiao23 Figure 1. Each panel marks all optima.</summary>
/// <param name="cells">Cells of one sweep.</param>
/// <param name="optima">The optimum of each metric.</param>
internal sealed class Landscapes(IReadOnlyList<SweepCell> cells, IReadOnlyList<Optimum> optima)
{
    /// <summary>Returns the code over the grid of (beta2, beta1): rings, with a dot for the VAE and a line for the beta-VAEs.</summary>
    public PlanePanel CodeOverBetas()
    {
        var ends = cells.Select(cell => cell.Betas.Beta2).Order().ToArray();
        return new()
        {
            Title = "Colour code",
            X = new("β₂", Logarithmic: true),
            Y = new("β₁", Logarithmic: true),
            Style = PointStyle.Rings,
            Points = [.. cells.Select(cell => Coloured(cell, RatePlane.BetasOf(cell), double.NaN))],
            Marks = [new("VAE (β₂ = β₁ = 1)", "black", [(1, 1)], MarkSymbol.Dot), .. Marks(RatePlane.BetasOf)],
            Curves = ends.Length == 0
                ? []
                : [new("β-VAE (β₂ = β₁)", "red", [(ends[0], ends[0]), (ends[^1], ends[^1])], CurveLine.Dashed)],
        };
    }

    /// <summary>Returns the code over the rates of the models.</summary>
    public PlanePanel CodeOverRates() => new()
    {
        Title = "Colour code over rates",
        X = RatePlane.Z2,
        Y = RatePlane.Z1,
        Points = [.. Finite().Select(cell => Coloured(cell, RatePlane.RatesOf(cell), double.NaN))],
        Marks = Marks(RatePlane.RatesOf),
    };

    /// <summary>Returns a metric as the area of dots over the rates.</summary>
    public PlanePanel Of(SweepMetric metric) => new()
    {
        Title = metric.Title,
        X = RatePlane.Z2,
        Y = RatePlane.Z1,
        Style = new PointStyle.Sized(metric.Axis),
        Points = [.. Finite().Select(cell => Coloured(cell, RatePlane.RatesOf(cell), cell.Mean(metric.Name)))],
        Marks = Marks(RatePlane.RatesOf),
    };

    private IReadOnlyList<MarkSeries> Marks(Func<SweepCell, (double X, double Y)> place) =>
    [
        .. from optimum in optima.DistinctBy(optimum => optimum.Name)
           where optimum.Cell is not null
           select new MarkSeries(optimum.Name, "black", [place(optimum.Cell!)], optimum.Symbol),
    ];

    private IEnumerable<SweepCell> Finite() =>
        cells.Where(cell => RatePlane.RatesOf(cell) is var place && double.IsFinite(place.X) && double.IsFinite(place.Y));

    private static ColouredPoint Coloured(SweepCell cell, (double X, double Y) place, double value) =>
        new(place.X, place.Y, value, BetaColour.Of(cell.Betas)) { Origin = cell.Origin };
}

/// <summary>The best model in a metric.</summary>
/// <param name="Metric">Metric of which it is the optimum.</param>
/// <param name="Cell">The best cell, or null when no cell has the metric.</param>
/// <param name="Symbol">Symbol of its marks.</param>
/// <param name="Name">Name in legends. Optima in the same cell have one name and symbol, so that they do not cover one another.</param>
internal sealed record Optimum(SweepMetric Metric, SweepCell? Cell, MarkSymbol Symbol, string Name)
{
    /// <summary>Returns the optima of several metrics. An optimum that is a cell of its own has a symbol of its own.</summary>
    public static IReadOnlyList<Optimum> Of(IReadOnlyList<(SweepMetric Metric, SweepCell? Cell, MarkSymbol Symbol)> optima) =>
    [
        .. from optimum in optima
           let same = optima.Where(other => other.Cell == optimum.Cell).ToArray()
           let names = string.Join(" and ", same.Select(other => other.Metric.Column.Replace("z2", "z₂", StringComparison.Ordinal)))
           select new Optimum(
               optimum.Metric, optimum.Cell, same[0].Symbol, same.Length == 1 ? $"best {names}" : $"best {names} (one model)"),
    ];
}

/// <summary>hue = atan2(ln β₁, ln β₂)/2π + ½, saturation = |(ln β₂, ln β₁)| / (√2 ln 12), value 0.8 (Xiao23's public code).</summary>
internal static class BetaColour
{
    private const double Value = 0.8;

    /// <summary>Returns the colour of a pair of betas as <c>#rrggbb</c>.</summary>
    public static string Of(Betas betas)
    {
        var (x, y) = (Math.Log(betas.Beta2), Math.Log(betas.Beta1));
        var hue = (Math.Atan2(y, x) / (2 * Math.PI)) + 0.5;
        var saturation = Math.Min(1, Math.Sqrt((x * x) + (y * y)) / (Math.Sqrt(2) * Math.Log(12)));
        return $"#{Channel(5):x2}{Channel(3):x2}{Channel(1):x2}";

        // Converts hue, saturation and value to red (5), green (3) and blue (1), each 0 … 255.
        int Channel(int offset)
        {
            var sector = (offset + (hue * 6)) % 6;
            var amount = Math.Clamp(Math.Min(sector, 4 - sector), 0, 1);
            return (int)Math.Round(255 * Value * (1 - (saturation * amount)));
        }
    }
}

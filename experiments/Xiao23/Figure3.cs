// PSNR over the two rates, as a surface and in the plane, for GHVAEs on SVHN and CIFAR-10 (Xiao & Bamler, Figure 3).

using Experiments.Jobs;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Hvae.Data;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Xiao23;

/// <summary>Xiao23 Figure 3: a is the surface, b the plane. Models 1, 2 and 3 are chosen by all metrics of SVHN.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
public sealed class Figure3(DataCatalog catalog) : SweepExperiment(
    catalog, "Figure3", "PSNR over the two rates, as a surface and in the plane, GHVAE on SVHN and CIFAR-10 (Xiao & Bamler, Figure 3).",
    new SweepRequest(ModelSpecification.GhvaeFamily, "svhn", Measurements.Numbers),
    new SweepRequest(ModelSpecification.GhvaeFamily, "cifar10", Measurements.Rates))
{
    /// <inheritdoc/>
    protected override Conclusion Conclude(SweepReport report)
    {
        var planes = report.Planes.ToArray();
        var chosen = ChosenModels.Of(report.Sweeps[0].Cells);
        return new()
        {
            Figures =
            [
                report.Figure(
                    "Reconstruction over the two rates",
                    [
                        .. planes.Select(shown => new RateSurface(shown.Sweep.Cells).Of(SweepMetric.Psnr, shown.About)),
                        .. planes.Select(
                            (shown, index) =>
                                shown.Plane.OverRates(SweepMetric.Psnr, shown.About).WithCrosses(index == 0 ? chosen : null)),
                    ],
                    perRow: 2,
                    Crosses.Caption(chosen)),
            ],
            Tables = [report.Models()],
            Claims = [SweepClaims.B3.Decide(report.Sweeps), SweepClaims.B4.Decide(report.Sweeps)],
        };
    }
}

/// <summary>Models 1, 2 and 3 in the panels of Xiao23 Figures 3b and 5.</summary>
internal static class Crosses
{
    /// <summary>Returns the sentences of a caption that say which models they are.</summary>
    public static string Caption(ChosenModels? chosen) =>
        "Models 1, 2 and 3 are those of Figure 4: best in PSNR, in inception score, in accuracy of an RBF SVM on z₂."
            + chosen?.Coincidence;

    /// <summary>Returns a panel over the rates with the models marked by their numbers, or unchanged where none could be chosen.</summary>
    public static PlanePanel WithCrosses(this PlanePanel panel, ChosenModels? chosen) => chosen is null
        ? panel
        : panel with
        {
            Marks =
            [
                .. panel.Marks,
                new(
                    "models 1, 2, 3 of Figure 4",
                    "#e67e22",
                    [.. chosen.Distinct.Select(model => RatePlane.RatesOf(model.Cell))],
                    MarkSymbol.Square)
                {
                    Labels = [.. chosen.Distinct.Select(model => model.Numbers.Replace(" and ", ", ", StringComparison.Ordinal))],
                },
            ],
        };
}

/// <summary>Draws Xiao23 Figure 3a.</summary>
/// <param name="cells">Cells of one sweep.</param>
internal sealed class RateSurface(IReadOnlyList<SweepCell> cells)
{
    /// <summary>Returns the panel.</summary>
    /// <param name="metric">Metric that height and colour show.</param>
    /// <param name="about">Text before the panel's title, e.g. the data set.</param>
    public SpacePanel Of(SweepMetric metric, string about)
    {
        return new()
        {
            Title = metric.TitleOf(about),
            X = RatePlane.Z2,
            Y = RatePlane.Z1,
            Z = metric.Axis,
            Colour = metric.Axis,
            Points =
            [
                .. from cell in cells
                   let place = Place(cell)
                   where double.IsFinite(place.X + place.Y + place.Z)
                   select new SpacePoint(place.X, place.Y, place.Z, place.Z) { Origin = cell.Origin },
            ],
            Mesh = SweepMesh.Of(cells, Place),
            Marks = new SweepMarks(cells).InSpace(Place, new RatePlane(cells).OptimalCells(metric.Name)),
        };

        (double X, double Y, double Z) Place(SweepCell cell) =>
            (cell.Mean(MetricNames.RateZ2), cell.Mean(MetricNames.RateZ1), cell.Mean(metric.Name));
    }
}

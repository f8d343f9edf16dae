// A metric as a surface over the two rates.

using Repro.Figures;

namespace Experiments.Sweeps;

/// <summary>Draws Xiao23 Figure 3a.</summary>
/// <param name="cells">Of one sweep.</param>
public sealed class RateSurface(IReadOnlyList<SweepCell> cells)
{
    /// <summary>The panel.</summary>
    /// <param name="metric">Height and colour.</param>
    /// <param name="about">Before the panel's title, e.g. the data set.</param>
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
            Marks = new SweepMarks(cells).InSpace(Place),
        };

        (double X, double Y, double Z) Place(SweepCell cell) => (cell.Mean(MetricNames.RateZ2), cell.Mean(MetricNames.RateZ1), cell.Mean(metric.Name));
    }
}

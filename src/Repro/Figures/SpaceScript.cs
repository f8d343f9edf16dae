// One space panel, drawn by gnuplot's splot within the unit cube: walls, shadows, mesh, points from back to front, marks.

using System.Text;
using static Repro.Figures.GnuplotText;

namespace Repro.Figures;

internal static class SpaceScript
{
    /// <summary>Radius of marks other than rings in pixels.</summary>
    private const double SymbolRadius = 6.5;

    private const string MeshColour = "#9a9a9a", MeshFill = "#ededed";

    public static void Append(StringBuilder script, SpaceData data, CubePlace cube, Slot slot, Legend legend, GnuplotCanvas canvas)
    {
        script.Append("\n# Space\n");
        script.AppendLine(canvas.Frame(cube.X - cube.Edge / 2, cube.Y - cube.Edge / 2, cube.Edge, cube.Edge));
        script.Append(
            $"""
            unset border; unset grid; unset tics; unset logscale
            set xrange [0:1] noextend; set yrange [0:1] noextend; set zrange [0:1] noextend
            set xyplane at 0
            set pm3d border lc rgb '{MeshColour}' lw 0.7
            set view {Length(cube.View.Tilt)},{Length(cube.View.Turn)},1,1

            """);
        ColourBar.Append(script, data.Colour, slot, canvas);

        var layers = new Layers(script);
        Walls(data, cube.View, layers);
        if (data.Panel.Shadows) Shadows(data, cube.View, canvas, layers);
        Mesh(data, cube.View, layers);
        Points(data, cube.View, canvas, layers);
        DropLines(data, cube.View, canvas, layers);
        Marks(data, legend, canvas, layers);
        layers.Draw("splot");
    }

    /// <summary>The floor and the two walls behind the points, with lines at the ticks, and the ticks themselves.</summary>
    private static void Walls(SpaceData data, SpaceView view, Layers layers)
    {
        var (backX, backY) = (view.BackX, view.BackY);
        var grid = new List<string>();
        foreach (var x in Fractions(data.XTicks, data.X)) grid.AddRange([Segment(new(x, 0, 0), new(x, 1, 0)), Segment(new(x, backY, 0), new(x, backY, 1))]);
        foreach (var y in Fractions(data.YTicks, data.Y)) grid.AddRange([Segment(new(0, y, 0), new(1, y, 0)), Segment(new(backX, y, 0), new(backX, y, 1))]);
        foreach (var z in Fractions(data.ZTicks, data.Z)) grid.AddRange([Segment(new(0, backY, z), new(1, backY, z)), Segment(new(backX, 0, z), new(backX, 1, z))]);
        layers.Block("grid", grid, "with vectors nohead lw 1 dt solid lc rgb '#e4e4e4'");

        var edges = new List<string>();
        foreach (var side in (double[])[0, 1])
        {
            edges.AddRange([Segment(new(0, side, 0), new(1, side, 0)), Segment(new(side, 0, 0), new(side, 1, 0))]);
            edges.AddRange([Segment(new(backX, side, 0), new(backX, side, 1)), Segment(new(backX, 0, side), new(backX, 1, side))]);
            edges.AddRange([Segment(new(side, backY, 0), new(side, backY, 1)), Segment(new(0, backY, side), new(1, backY, side))]);
        }

        if (!data.IsEmpty)
            edges.AddRange(SpaceAxis.Of(data, view).SelectMany(axis => axis.Ticks.Select(tick => Segment(axis.At(axis.Scale.Fraction(tick.Value)), axis.TickEnd(tick.Value)))));
        layers.Block("edges", edges.Distinct(), $"with vectors nohead lw 0.8 dt solid lc rgb '{PlacedText.Grey}'");

        static IEnumerable<double> Fractions(IReadOnlyList<Tick> ticks, Scale scale) => ticks.Select(tick => scale.Fraction(tick.Value));
    }

    private static void Shadows(SpaceData data, SpaceView view, GnuplotCanvas canvas, Layers layers) =>
        layers.Block("shadows", data.Points.SelectMany(point => Feet(point.Place, view)).Select(Row),
            $"with points {canvas.Disc(0.6 * DotRadius(data))} lc rgb '{Legend.ShadowColour}'");

    /// <summary>Filled meshes are painted from back to front; lines of a mesh with a hole end at the hole.</summary>
    private static void Mesh(SpaceData data, SpaceView view, Layers layers)
    {
        var (rows, columns) = (data.Mesh.Count, data.Mesh.Count == 0 ? 0 : data.Mesh[0].Count);
        if (data.Panel.Mesh is { Filled: true })
        {
            var tiles = from row in Enumerable.Range(0, Math.Max(0, rows - 1))
                        from column in Enumerable.Range(0, Math.Max(0, columns - 1))
                        let corners = new[] { data.Mesh[row][column], data.Mesh[row][column + 1], data.Mesh[row + 1][column + 1], data.Mesh[row + 1][column] }
                        where corners.All(corner => corner is not null)
                        let places = corners.Select(corner => corner!.Value).ToList()
                        orderby places.Average(view.Nearness)
                        select places;
            layers.Block("tiles", tiles.SelectMany(places => places.Append(places[0]).Select(Row).Append("").Append("")),
                $"with polygons fs solid fc rgb '{MeshFill}'");
            return;
        }

        var lines = new List<string>();
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                if (data.Mesh[row][column] is not { } place) continue;
                if (column + 1 < columns && data.Mesh[row][column + 1] is { } right) lines.Add(Segment(place, right));
                if (row + 1 < rows && data.Mesh[row + 1][column] is { } below) lines.Add(Segment(place, below));
            }
        }

        layers.Block("mesh", lines, $"with vectors nohead lw 0.7 dt solid lc rgb '{MeshColour}'");
    }

    private static void DropLines(SpaceData data, SpaceView view, GnuplotCanvas canvas, Layers layers)
    {
        for (var i = 0; i < data.Marks.Count; i++)
        {
            var (series, places) = (data.Marks[i].Series, data.Marks[i].Places);
            if (!series.DropLines) continue;
            var colour = Colour(series.Colour);
            layers.Block($"drops{i}", places.SelectMany(place => Feet(place, view).Select(foot => Segment(place, foot))), $"with vectors nohead lw 1.3 {GnuplotCanvas.Dashes} lc rgb '{colour}'");
            layers.Block($"feet{i}", places.SelectMany(place => Feet(place, view)).Select(Row), $"with points {canvas.Symbol(series.Symbol, 0.5 * SymbolRadius)} lc rgb '{colour}'");
        }
    }

    /// <summary>Each dot is a dark disc and its colour over it, as in the plane; one without a colour is a grey ring.</summary>
    private static void Points(SpaceData data, SpaceView view, GnuplotCanvas canvas, Layers layers)
    {
        const int White = 0xFFFFFF;
        var radius = DotRadius(data);
        var empty = Convert.ToInt32(Legend.EmptyColour[1..], 16);
        layers.Block("dots", data.Points.OrderBy(point => view.Nearness(point.Place)).SelectMany(point => new[]
        {
            $"{Row(point.Place)} {canvas.PointSize(radius + 0.5)} {(point.Rgb is null ? empty : GnuplotCanvas.Outline)}",
            $"{Row(point.Place)} {canvas.PointSize(point.Rgb is null ? radius - 0.7 : radius)} {point.Rgb ?? White}",
        }), "using 1:2:3:4:5 with points pt 7 ps variable lc rgb variable");
        if (data.Colour is not null) layers.Add("$edges using 1:2:3:(NaN) with points pt 7 ps 0 lc palette");
    }

    private static void Marks(SpaceData data, Legend legend, GnuplotCanvas canvas, Layers layers)
    {
        for (var i = 0; i < data.Marks.Count; i++)
        {
            var (series, places) = (data.Marks[i].Series, data.Marks[i].Places);
            var radius = series.Symbol == MarkSymbol.Ring ? DotRadius(data) + legend.RingGap(series.Name) : SymbolRadius;
            layers.Block($"marks{i}", places.Select(Row), [.. canvas.Outlined(series.Symbol, radius, Colour(series.Colour)).Select(point => $"with points {point}")]);
        }
    }

    /// <summary>Below a place on the floor and behind it on both walls.</summary>
    private static IEnumerable<CubePoint> Feet(CubePoint place, SpaceView view) =>
        [place with { Z = 0 }, place with { X = view.BackX }, place with { Y = view.BackY }];

    private static string Row(CubePoint place) => $"{Datum(place.X)} {Datum(place.Y)} {Datum(place.Z)}";

    /// <summary>gnuplot would join lines to a net; vectors stay alone.</summary>
    private static string Segment(CubePoint from, CubePoint to) => $"{Row(from)} {Datum(to.X - from.X)} {Datum(to.Y - from.Y)} {Datum(to.Z - from.Z)}";

    /// <summary>Pixels; smaller where there are many.</summary>
    private static double DotRadius(SpaceData data) => Math.Clamp(10 / Math.Pow(Math.Max(1, data.Points.Count), 0.18), 2.8, 5);
}

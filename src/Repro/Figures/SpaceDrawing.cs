// Draws one space panel: walls, shadows, mesh, points from back to front, marks with drop lines, and the labels of three axes.

using SkiaSharp;

namespace Repro.Figures;

internal sealed class SpaceDrawing(SpacePanel panel, Scale? colours) : Drawing
{
    private const double SymbolRadius = 6.5;

    private readonly SpaceData data = new(panel);

    /// <summary>Radius of points in pixels; smaller where there are many.</summary>
    private double DotRadius => Math.Clamp(10 / Math.Pow(Math.Max(1, data.Points.Count), 0.18), 2.8, 5);

    public override Room RoomAmong(int columns) => Room.OfAxes(columns, panel.Colour is not null);

    public override IEnumerable<LegendEntry> LegendEntries(Func<string, double> ringGap)
    {
        foreach (var series in panel.Marks) yield return LegendEntry.Of(series.Name, series.Colour, series.Symbol, ringGap);
        if (panel.Shadows && data.Points.Count > 0) yield return LegendEntry.Shadow;
        if (data.Points.Any(point => !data.HasColour(point.Point))) yield return LegendEntry.NoValue;
    }

    public override void Draw(SKCanvas canvas, Slot slot, Legend legend)
    {
        using var plot = PlotFrame.In(slot);
        plot.HideAxesAndGrid();
        if (colours is not null) PlotFrame.AddColourBar(plot, panel.Colour!, colours, slot);
        PlotFrame.Render(plot, canvas, slot, _ => { });

        var pen = new Pen(canvas);
        pen.Text(Title(panel.Title, slot));
        var cube = CubePlace.In(slot);
        Walls(pen, cube);
        if (panel.Shadows)
        {
            foreach (var (x, y) in data.Points.SelectMany(point => point.Place.Feet).Select(cube.Pixel))
                pen.Disc(x, y, 0.6 * DotRadius, Colours.Shadow);
        }

        Net(pen, cube);
        Points(pen, cube);
        Marks(pen, cube, legend);
        Labels(pen, cube, slot);
    }

    /// <summary>Draws the floor and the two walls behind the points, with lines at the ticks.</summary>
    private void Walls(Pen pen, CubePlace cube)
    {
        var grid = new List<(CubePoint, CubePoint)>();
        foreach (var x in Fractions(data.X)) grid.AddRange([(new(x, 0, 0), new(x, 1, 0)), (new(x, 1, 0), new(x, 1, 1))]);
        foreach (var y in Fractions(data.Y)) grid.AddRange([(new(0, y, 0), new(1, y, 0)), (new(0, y, 0), new(0, y, 1))]);
        foreach (var z in Fractions(data.Z)) grid.AddRange([(new(0, 1, z), new(1, 1, z)), (new(0, 0, z), new(0, 1, z))]);
        Lines(pen, cube, grid, Colours.Grid, 1);

        // All edges but those that meet in the corner towards the eye.
        double[] sides = [0, 1];
        CubePoint[] corners =
            [.. from x in sides from y in sides from z in sides where (x, y, z) != (1, 0, 1) select new CubePoint(x, y, z)];
        var edges = from one in corners
                    from other in corners
                    where other.X - one.X + other.Y - one.Y + other.Z - one.Z == 1 && other.X >= one.X && other.Y >= one.Y
                        && other.Z >= one.Z
                    select (one, other);
        Lines(pen, cube, edges, Colours.Grey, 0.8);
    }

    /// <summary>Draws the lines of the mesh; they end at holes.</summary>
    private void Net(Pen pen, CubePlace cube)
    {
        var lines = new List<(CubePoint, CubePoint)>();
        for (var row = 0; row < data.Mesh.Count; row++)
        {
            for (var column = 0; column < data.Mesh[row].Count; column++)
            {
                if (data.Mesh[row][column] is not { } place) continue;
                if (column + 1 < data.Mesh[row].Count && data.Mesh[row][column + 1] is { } right) lines.Add((place, right));
                if (row + 1 < data.Mesh.Count && data.Mesh[row + 1][column] is { } below) lines.Add((place, below));
            }
        }

        Lines(pen, cube, lines, Colours.NoValue, 0.7);
    }

    /// <summary>Each dot is a dark disc and its colour over it, as in the plane; one without a colour is a grey ring.</summary>
    private void Points(Pen pen, CubePlace cube)
    {
        foreach (var (point, place) in data.Points.OrderBy(point => point.Place.Nearness))
        {
            var (x, y) = cube.Pixel(place);
            if (!data.HasColour(point))
            {
                pen.Ring(x, y, DotRadius, Colours.NoValue, 1);
                continue;
            }

            pen.Disc(x, y, DotRadius + 0.5, Colours.Outline);
            pen.Disc(x, y, DotRadius, Colours.Of(point.Value, point.Colour, colours));
        }
    }

    private void Marks(Pen pen, CubePlace cube, Legend legend)
    {
        foreach (var (series, places) in data.Marks)
        {
            var colour = Colours.Of(series.Colour);
            foreach (var place in series.DropLines ? places : [])
            {
                foreach (var foot in place.Feet)
                {
                    pen.Line([cube.Pixel(place), cube.Pixel(foot)], colour, 1.3, CurveLine.Dashed);
                    var (x, y) = cube.Pixel(foot);
                    pen.Symbol(series.Symbol, x, y, 0.5 * SymbolRadius, colour);
                }
            }

            foreach (var (x, y) in places.Select(cube.Pixel))
                pen.Symbol(
                    series.Symbol, x, y, series.Symbol == MarkSymbol.Ring ? DotRadius + legend.RingGap(series.Name) : SymbolRadius, colour);
        }
    }

    private void Labels(Pen pen, CubePlace cube, Slot slot)
    {
        var note = data.Missing > 0 ? $"{data.Missing} not drawn: no place on the axes" : "";
        pen.Text(new(note, slot.MiddleX, slot.Bottom + 56, PlacedText.NoteSize, Colours.Grey));
        if (data.IsEmpty)
        {
            pen.Text(new("no data", slot.MiddleX, slot.MiddleY, 16, Colours.EqualSum));
            return;
        }

        var placed = new List<PlacedText>();
        SpaceAxis[] axes =
        [
            new(panel.X.Label, data.X, x => new(x, 0, 0), new(0, -1, 0)),
            new(panel.Y.Label, data.Y, y => new(1, y, 0), new(1, 0, 0)),
            new(panel.Z.Label, data.Z, z => new(0, 0, z), new(0, -1, 0)),
        ];
        foreach (var axis in axes) axis.Draw(pen, cube, placed);
        foreach (var text in placed) pen.Text(text);
    }

    private static IEnumerable<double> Fractions(Scale scale) => SpaceAxis.TicksOf(scale).Select(tick => scale.Fraction(tick.Value));

    private static void Lines(Pen pen, CubePlace cube, IEnumerable<(CubePoint From, CubePoint To)> lines, SKColor colour, double width)
    {
        foreach (var (from, to) in lines) pen.Line([cube.Pixel(from), cube.Pixel(to)], colour, width);
    }
}

/// <summary>An axis along an edge of the unit cube, with ticks and labels at the side that faces outwards.</summary>
/// <param name="Label">The axis's label.</param>
/// <param name="Scale">The axis's scale.</param>
/// <param name="At">Returns the place of a fraction of the axis.</param>
/// <param name="Outwards">Direction of the ticks from the axis; of length 1.</param>
internal sealed record SpaceAxis(string Label, Scale Scale, Func<double, CubePoint> At, CubePoint Outwards)
{
    /// <summary>Length of a tick as a share of the cube's edge.</summary>
    private const double TickLength = 0.022;

    public static IReadOnlyList<Tick> TicksOf(Scale scale) => [.. Ticks.For(scale, most: 6).Where(tick => tick.Label is not null)];

    /// <summary>
    /// Draws the ticks, and adds to <paramref name="placed"/> their labels, without those that would touch another, and the axis's label
    /// beyond them.
    /// </summary>
    public void Draw(Pen pen, CubePlace cube, List<PlacedText> placed)
    {
        const double Apart = 4, TitleApart = 5;
        var ((startX, startY), (endX, endY)) = (cube.Pixel(At(0)), cube.Pixel(At(1)));
        var length = double.Hypot(endX - startX, endY - startY);
        var (normalX, normalY) = ((endY - startY) / length, (startX - endX) / length);
        if (normalX * ((startX + endX) / 2 - cube.X) + normalY * ((startY + endY) / 2 - cube.Y) < 0)
            (normalX, normalY) = (-normalX, -normalY);

        var ticks = TicksOf(Scale);
        foreach (var tick in ticks)
        {
            var place = At(Scale.Fraction(tick.Value));
            var (x, y) =
                cube.Pixel(new(place.X + TickLength * Outwards.X, place.Y + TickLength * Outwards.Y, place.Z + TickLength * Outwards.Z));
            pen.Line([cube.Pixel(place), (x, y)], Colours.Grey, 0.8);
            var distance = Apart + Reach(tick.Label!);
            var text = new PlacedText(tick.Label!, x + distance * normalX, y + distance * normalY, PlacedText.TickSize, Colours.Grey);
            if (!placed.Any(text.Meets)) placed.Add(text);
        }

        // Every tick label ends within its reach, counted twice, of the tick's end.
        var beyond = TickLength * cube.Edge + Apart + 2 * ticks.Max(tick => Reach(tick.Label!)) + TitleApart + PlacedText.LabelSize / 2;
        var angle = Math.Round(Math.Atan2(startY - endY, endX - startX) * 180 / Math.PI);
        angle = angle > 90 ? angle - 180 : angle <= -90 ? angle + 180 : angle;
        var (middleX, middleY) = ((startX + endX) / 2 + beyond * normalX, (startY + endY) / 2 + beyond * normalY);
        placed.Add(new PlacedText(Label, middleX, middleY, PlacedText.LabelSize, Colours.Ink, Angle: angle).Within(length));

        double Reach(string label) =>
            Math.Abs(normalX) * Lettering.Width(label, PlacedText.TickSize) / 2 + Math.Abs(normalY) * 0.55 * PlacedText.TickSize;
    }
}

// What of a plane panel can be drawn: everything that has a place on its axes, the scales that this spans, cells, and lines of equal sum.

namespace Repro.Figures;

internal sealed class PlaneData
{
    /// <summary>Share of an axis that is empty on either side of the data; more where dots are large.</summary>
    private const double Padding = 0.06, PaddingOfSizes = 0.09;

    private readonly PlanePanel panel;

    /// <param name="panel">The panel.</param>
    /// <param name="colours">Range of its colour bar; null when no value is shown as a colour.</param>
    /// <exception cref="ArgumentException">Thrown when marks or curves have another number of texts or errors than of points.</exception>
    public PlaneData(PlanePanel panel, Scale? colours)
    {
        this.panel = panel;
        Colour = colours;
        foreach (var series in panel.Marks) OneForEach("marks", series.Name, series.Points.Count, series.Labels.Count, "labels");
        foreach (var curve in panel.Curves)
        {
            OneForEach("curve", curve.Name, curve.Points.Count, curve.Labels.Count, "labels");
            OneForEach("curve", curve.Name, curve.Points.Count, curve.Errors.Count, "errors");
        }

        var placed = panel.Points.Where(point => IsPlaced(point.X, point.Y)).ToList();
        var sizes = (panel.Style as PointStyle.Sized)?.Size;
        Shown =
        [
            .. from point in placed
               where point.Colour is not null || panel.Colour is null || Scale.Holds(point.Value, panel.Colour.Logarithmic)
               where sizes is null || Scale.Holds(point.Value, sizes.Logarithmic)
               select point,
        ];
        Empty = [.. placed.Except(Shown, ReferenceEqualityComparer.Instance).Cast<ColouredPoint>()];
        Size = sizes is null || Shown.Count == 0 ? null : Scale.Around(Shown.Select(point => point.Value), sizes, 0);

        var lines = panel.Marks.SelectMany(series => series.Points).Concat(panel.Curves.SelectMany(curve => curve.Points)).ToList();
        var others = lines.Where(place => IsPlaced(place.X, place.Y)).Concat(Ends()).ToList();
        var cells = panel.Style == PointStyle.Cells ? Cell.Around(placed, panel.X.Logarithmic, panel.Y.Logarithmic) : null;
        Cells = cells is null ? [] : [.. cells.Where(cell => Shown.Contains(cell.Point, ReferenceEqualityComparer.Instance))];
        var padding = cells is not null ? 0 : sizes is not null ? PaddingOfSizes : Padding;
        var xs = cells?.SelectMany(cell => new[] { cell.Left, cell.Right }) ?? placed.Select(point => point.X);
        var ys = cells?.SelectMany(cell => new[] { cell.Bottom, cell.Top }) ?? placed.Select(point => point.Y);
        X = Scale.Around(others.Select(place => place.X).Concat(xs), panel.X, padding);
        Y = Scale.Around(others.Select(place => place.Y).Concat(ys), panel.Y, padding);
        Missing = panel.Points.Count - placed.Count
            + lines.Count(place => !double.IsNaN(place.X) && !double.IsNaN(place.Y) && !IsPlaced(place.X, place.Y));
        IsEmpty = Shown.Count == 0 && !panel.Curves.Any(curve => curve.Points.Any(place => IsPlaced(place.X, place.Y)));
    }

    public Scale X { get; }

    public Scale Y { get; }

    /// <summary>Range of the colours; null when no value has a colour.</summary>
    public Scale? Colour { get; }

    /// <summary>Range of the sizes; null when no value has a size.</summary>
    public Scale? Size { get; }

    /// <summary>Points that have a colour, and a size where sizes show the value.</summary>
    public IReadOnlyList<ColouredPoint> Shown { get; }

    /// <summary>Points whose value should be shown but has no place on its scale.</summary>
    public IReadOnlyList<ColouredPoint> Empty { get; }

    /// <summary>The cells of <see cref="Shown"/> when the panel is a heat map.</summary>
    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>Number of points, marks and places of curves that have no place on the axes, without the NaN that break a curve.</summary>
    public int Missing { get; }

    /// <summary>Whether there is nothing to draw.</summary>
    public bool IsEmpty { get; }

    public bool IsPlaced(double x, double y) => Scale.Holds(x, panel.X.Logarithmic) && Scale.Holds(y, panel.Y.Logarithmic);

    /// <summary>Returns the ends of error bars that have a place.</summary>
    private IEnumerable<(double X, double Y)> Ends()
    {
        var along =
            panel.Points.SelectMany(point => new[] { (X: point.X - point.Error.X, point.Y), (X: point.X + point.Error.X, point.Y) });
        var points =
            panel.Points.SelectMany(point => new[] { (point.X, Y: point.Y - point.Error.Y), (point.X, Y: point.Y + point.Error.Y) });
        var curves =
            from curve in panel.Curves
            from bar in curve.Points.Zip(curve.Errors)
            from end in new[] { (bar.First.X, Y: bar.First.Y - bar.Second), (bar.First.X, Y: bar.First.Y + bar.Second) }
            select end;
        return along.Concat(points).Concat(curves).Where(end => IsPlaced(end.X, end.Y));
    }

    private static void OneForEach(string kind, string name, int points, int given, string what)
    {
        if (given != 0 && given != points)
            throw new ArgumentException(
                $"The {kind} \"{name}\" has {points} points and {given} {what}; give one for each, or none.", nameof(kind));
    }
}

/// <summary>
/// A rectangle of a heat map, in the units of the axes: it reaches half-way to its neighbours, by the geometric mean on a logarithmic axis.
/// </summary>
internal sealed record Cell(ColouredPoint Point, double Left, double Right, double Bottom, double Top)
{
    /// <summary>Half the width of a cell that has no neighbour: a unit, or this factor on a logarithmic axis.</summary>
    private const double LoneHalf = 0.5, LoneFactor = 1.5;

    public static IReadOnlyList<Cell> Around(IReadOnlyList<ColouredPoint> points, bool logarithmicX, bool logarithmicY)
    {
        var columns = Edges(points.Select(point => point.X), logarithmicX);
        var rows = Edges(points.Select(point => point.Y), logarithmicY);
        return [.. points.Select(
            point => new Cell(point, columns[point.X].Low, columns[point.X].High, rows[point.Y].Low, rows[point.Y].High))];
    }

    private static Dictionary<double, (double Low, double High)> Edges(IEnumerable<double> values, bool logarithmic)
    {
        var centres = values.Distinct().Order().ToArray();
        if (centres.Length == 1) return new() { [centres[0]] = (Lone(centres[0], -1), Lone(centres[0], 1)) };
        double[] between = [.. centres.Zip(centres.Skip(1), (a, b) => logarithmic ? Math.Sqrt(a) * Math.Sqrt(b) : a / 2 + b / 2)];
        return centres.Index().ToDictionary(
            centre => centre.Item,
            centre => (
                centre.Index > 0 ? between[centre.Index - 1] : Mirror(between[0], centre.Item),
                centre.Index < between.Length ? between[centre.Index] : Mirror(between[^1], centre.Item)));

        double Mirror(double edge, double centre) => logarithmic ? centre / edge * centre : centre + (centre - edge);
        double Lone(double centre, int side) =>
            logarithmic ? centre * Math.Pow(LoneFactor, side) : centre + side * Math.Max(LoneHalf, Math.Abs(centre) / 20);
    }
}

/// <summary>A line of equal sum.</summary>
/// <param name="Sum">The c of x + y = c.</param>
/// <param name="Points">Points from left to right: two on linear axes, else a sampled curve.</param>
/// <param name="Label">Place of the label with c.</param>
internal sealed record EqualSumLine(double Sum, IReadOnlyList<(double X, double Y)> Points, (double X, double Y) Label)
{
    /// <summary>Number of pieces of a curve, and of places that are tried for a label.</summary>
    private const int Samples = 96;

    /// <summary>Least distance in pixels between the middle of a label and the frame.</summary>
    private const double FromFrame = 16;

    /// <summary>Returns the line within the scales; null when it does not cross them.</summary>
    /// <param name="sum">The c of x + y = c.</param>
    /// <param name="data">Data of the panel: its scales, and the points from which the label keeps a distance.</param>
    /// <param name="width">Width of the panel in pixels.</param>
    /// <param name="height">Height of the panel in pixels.</param>
    public static EqualSumLine? Clip(double sum, PlaneData data, double width, double height)
    {
        var left = Math.Max(data.X.Low, sum - data.Y.High);
        var right = Math.Min(data.X.High, sum - data.Y.Low);
        if (!(left < right)) return null;

        var range = new Scale(left, right, data.X.Logarithmic);
        var samples = Enumerable.Range(0, Samples + 1)
            .Select(i => Math.Clamp(range.Value((double)i / Samples), left, right))
            .Select(x => (X: x, Y: Math.Clamp(sum - x, data.Y.Low, data.Y.High)))
            .ToList();
        var straight = !data.X.Logarithmic && !data.Y.Logarithmic;
        return new EqualSumLine(sum, straight ? [samples[0], samples[^1]] : samples, FreePlace());

        (double X, double Y) FreePlace()
        {
            var obstacles = data.Shown.Concat(data.Empty).Select(point => Pixel(point.X, point.Y)).ToList();
            return samples.MaxBy(sample =>
            {
                var (x, y) = Pixel(sample.X, sample.Y);
                var frame = Math.Min(Math.Min(x, width - x), Math.Min(y, height - y));
                var nearest = obstacles.Count == 0 ? double.MaxValue
                    : obstacles.Min(o => double.Hypot(o.X - x, o.Y - y));
                return frame < FromFrame ? frame - FromFrame : Math.Min(nearest, 2 * FromFrame);
            });
        }

        (double X, double Y) Pixel(double x, double y) => (width * data.X.Fraction(x), height * data.Y.Fraction(y));
    }
}

// Draws lines, shapes, symbols and text on a canvas, in pixels from the upper left corner of the page.

using SkiaSharp;

namespace Repro.Figures;

internal sealed class Pen(SKCanvas canvas)
{
    /// <summary>Width of a ring's line as a share of the ring's radius.</summary>
    private const double RingLine = 0.17;

    public void Line(IEnumerable<(double X, double Y)> points, SKColor colour, double width, CurveLine line = CurveLine.Solid)
    {
        using var path = Path(points, closed: false);
        using var dashes = line switch
        {
            CurveLine.Dashed => SKPathEffect.CreateDash([6, 4], 0),
            CurveLine.Dotted => SKPathEffect.CreateDash([(float)(1.2 * width), (float)(1.6 * width)], 0),
            _ => null,
        };
        using var paint = Stroke(colour, width);
        paint.PathEffect = dashes;
        canvas.DrawPath(path, paint);
    }

    public void Polygon(IEnumerable<(double X, double Y)> corners, SKColor fill, SKColor? edge = null, double width = 1)
    {
        using var path = Path(corners, closed: true);
        using var inside = Fill(fill);
        canvas.DrawPath(path, inside);
        if (edge is not { } colour) return;
        using var outline = Stroke(colour, width);
        canvas.DrawPath(path, outline);
    }

    /// <summary>Draws a rectangle of whole pixels, so that neighbours meet without a gap.</summary>
    public void Cell(double left, double top, double right, double bottom, SKColor fill)
    {
        using var paint = Fill(fill);
        paint.IsAntialias = false;
        canvas.DrawRect(
            new SKRect((float)Math.Round(left), (float)Math.Round(top), (float)Math.Round(right), (float)Math.Round(bottom)), paint);
    }

    public void Disc(double x, double y, double radius, SKColor colour)
    {
        using var paint = Fill(colour);
        canvas.DrawCircle((float)x, (float)y, (float)radius, paint);
    }

    public void Ring(double x, double y, double radius, SKColor colour, double width)
    {
        using var paint = Stroke(colour, width);
        canvas.DrawCircle((float)x, (float)y, (float)radius, paint);
    }

    /// <summary>
    /// Draws a symbol of about the area of a disc of <paramref name="radius"/> pixels, with a dark outline and a white rim around it.
    /// </summary>
    public void Symbol(MarkSymbol symbol, double x, double y, double radius, SKColor colour)
    {
        if (symbol == MarkSymbol.Ring)
        {
            Ring(x, y, radius, colour, RingLine * radius);
            return;
        }

        foreach (var (more, layer) in ((double, SKColor)[])[(2.2, Colours.White), (1, Colours.Ink), (0, colour)])
        {
            if (symbol == MarkSymbol.Dot) Disc(x, y, radius + more, layer);
            else Polygon(Corners(symbol, x, y, radius + more), layer);
        }
    }

    public void Text(PlacedText text)
    {
        if (string.IsNullOrWhiteSpace(text.Text)) return;
        using var font = Lettering.Font(text.Size, text.Bold);
        using var paint = Fill(text.Colour);
        var width = Lettering.Width(text.Text, text.Size, text.Bold);
        canvas.Save();
        canvas.Translate((float)text.X, (float)text.Y);
        canvas.RotateDegrees((float)-text.Angle);
        // The middle of a line is half a capital above its baseline.
        canvas.DrawText(Lettering.Printable(text.Text), (float)text.Start(width), (float)(0.365 * text.Size), font, paint);
        canvas.Restore();
    }

    public void Image(SKBitmap bitmap, Slot slot)
    {
        using var image = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(
            image, SKRect.Create((float)slot.Left, (float)slot.Top, (float)slot.Width, (float)slot.Height),
            new SKSamplingOptions(SKFilterMode.Nearest, SKMipmapMode.None));
    }

    private static IEnumerable<(double, double)> Corners(MarkSymbol symbol, double x, double y, double radius)
    {
        var (count, share, turn) = symbol switch
        {
            MarkSymbol.Triangle => (3, 1.45, 0.0),
            MarkSymbol.Pentagon => (5, 1.15, 0.0),
            MarkSymbol.Diamond => (4, 1.3, 0.0),
            _ => (4, 1.25, Math.PI / 4),
        };
        return Enumerable.Range(0, count).Select(corner => Math.SinCos(turn + 2 * Math.PI * corner / count))
            .Select(at => (x + share * radius * at.Sin, y - share * radius * at.Cos));
    }

    private static SKPath Path(IEnumerable<(double X, double Y)> points, bool closed)
    {
        var path = new SKPath();
        path.AddPoly([.. points.Select(point => new SKPoint((float)point.X, (float)point.Y))], closed);
        return path;
    }

    private static SKPaint Fill(SKColor colour) => new() { Color = colour, IsAntialias = true };

    private static SKPaint Stroke(SKColor colour, double width) =>
        new() { Color = colour, IsAntialias = true, IsStroke = true, StrokeWidth = (float)width };
}

/// <summary>One line of text with its place on the page.</summary>
/// <param name="Text">The text.</param>
/// <param name="X">Pixels from the left of the page to the end or the middle that <paramref name="Anchor"/> names.</param>
/// <param name="Y">Pixels from the top of the page to the middle of the text.</param>
/// <param name="Size">Size of the letters in pixels.</param>
/// <param name="Colour">Colour of the letters.</param>
/// <param name="Anchor">Which end of the text, or its middle, is at <paramref name="X"/>.</param>
/// <param name="Angle">Angle of the text in degrees, counterclockwise.</param>
/// <param name="Bold">Whether the letters are bold.</param>
internal sealed record PlacedText(
    string Text, double X, double Y, double Size, SKColor Colour, SKTextAlign Anchor = SKTextAlign.Center, double Angle = 0,
    bool Bold = false)
{
    public const double TitleSize = 13, LabelSize = 12, TickSize = 11, NoteSize = 10;

    /// <summary>Returns the text in smaller letters where it would be wider than <paramref name="room"/> pixels.</summary>
    public PlacedText Within(double room) => this with { Size = Lettering.Fit(Text, Size, room, Bold) };

    /// <summary>Returns where the text begins, in pixels to the right of its place along the line.</summary>
    public double Start(double width) => Anchor switch { SKTextAlign.Left => 0, SKTextAlign.Right => -width, _ => -width / 2 };

    /// <summary>Whether the rotated boxes around two texts overlap.</summary>
    public bool Meets(PlacedText other)
    {
        var (a, b) = (Corners(), other.Corners());
        return !new[] { Angle, Angle + 90, other.Angle, other.Angle + 90 }.Any(Separates);

        bool Separates(double angle)
        {
            var (sin, cos) = Math.SinCos(angle * Math.PI / 180);
            var (first, second) = (a.Select(Along).ToList(), b.Select(Along).ToList());
            return first.Max() <= second.Min() || second.Max() <= first.Min();

            double Along((double X, double Y) corner) => corner.X * cos - corner.Y * sin;
        }
    }

    /// <summary>Returns the corners of the box around the text, which is as high as its tallest letters.</summary>
    public IReadOnlyList<(double X, double Y)> Corners()
    {
        var (width, high) = (Lettering.Width(Text, Size, Bold), 0.55 * Size);
        var (sin, cos) = Math.SinCos(Angle * Math.PI / 180);
        var start = Start(width);
        return [Corner(start, -high), Corner(start + width, -high), Corner(start + width, high), Corner(start, high)];

        (double, double) Corner(double along, double down) => (X + along * cos + down * sin, Y - along * sin + down * cos);
    }
}

// The three axes of a space panel along edges of the unit cube, with ticks and labels at the sides that face outwards.

namespace Repro.Figures;

/// <summary>One axis.</summary>
/// <param name="Axis">Its label.</param>
/// <param name="Ticks">With labels.</param>
/// <param name="Scale">Of the axis.</param>
/// <param name="At">The place of a fraction of the axis.</param>
/// <param name="Outwards">From the axis along the ticks; of length 1.</param>
internal sealed record SpaceAxis(Axis Axis, IReadOnlyList<Tick> Ticks, Scale Scale, Func<double, CubePoint> At, CubePoint Outwards)
{
    /// <summary>Length of a tick as a share of the cube's edge.</summary>
    private const double TickLength = 0.022;

    /// <summary>The axes of the floor at its front edges, the height at the left.</summary>
    public static IReadOnlyList<SpaceAxis> Of(SpaceData data, SpaceView view)
    {
        var (frontX, frontY, left) = (1 - view.BackX, 1 - view.BackY, view.LeftCorner);
        return
        [
            new(data.Panel.X, data.XTicks, data.X, x => new(x, frontY, 0), new(0, Sign(frontY), 0)),
            new(data.Panel.Y, data.YTicks, data.Y, y => new(frontX, y, 0), new(Sign(frontX), 0, 0)),
            new(data.Panel.Z, data.ZTicks, data.Z, z => left with { Z = z }, left.X == view.BackX ? new(0, Sign(frontY), 0) : new(Sign(frontX), 0, 0)),
        ];

        static double Sign(double side) => side > 0.5 ? 1 : -1;
    }

    /// <summary>The outer end of the tick at a value.</summary>
    public CubePoint TickEnd(double value)
    {
        var place = At(Scale.Fraction(value));
        return new(place.X + TickLength * Outwards.X, place.Y + TickLength * Outwards.Y, place.Z + TickLength * Outwards.Z);
    }

    /// <summary>The labels of the ticks, without those that would touch one of <paramref name="others"/>, and the axis's label beyond them.</summary>
    public IReadOnlyList<PlacedText> Texts(CubePlace cube, IReadOnlyList<PlacedText> others)
    {
        const double Apart = 4, TitleApart = 5;
        var (startX, startY) = cube.Pixel(At(0));
        var (endX, endY) = cube.Pixel(At(1));
        var length = Math.Sqrt((endX - startX) * (endX - startX) + (endY - startY) * (endY - startY));
        var (normalX, normalY) = ((endY - startY) / length, (startX - endX) / length);
        if (normalX * ((startX + endX) / 2 - cube.X) + normalY * ((startY + endY) / 2 - cube.Y) < 0) (normalX, normalY) = (-normalX, -normalY);

        var texts = new List<PlacedText>();
        foreach (var tick in Ticks)
        {
            var (x, y) = cube.Pixel(TickEnd(tick.Value));
            var distance = Apart + Reach(tick.Label!);
            var text = new PlacedText(tick.Label!, x + distance * normalX, y + distance * normalY, PlacedText.TickSize, Colour: PlacedText.Grey);
            if (!texts.Concat(others).Any(text.Meets)) texts.Add(text);
        }

        // Every tick label ends within its reach, counted twice, of the tick's end.
        var beyond = TickLength * cube.Edge + Apart + 2 * Ticks.Max(tick => Reach(tick.Label!)) + TitleApart + PlacedText.LabelSize / 2;
        var angle = Math.Round(Math.Atan2(startY - endY, endX - startX) * 180 / Math.PI);
        angle = angle > 90 ? angle - 180 : angle <= -90 ? angle + 180 : angle;
        texts.Add(new PlacedText(Axis.Label, (startX + endX) / 2 + beyond * normalX, (startY + endY) / 2 + beyond * normalY, PlacedText.LabelSize, Angle: angle).Within(length));
        return texts;

        double Reach(string label) => Math.Abs(normalX) * DejaVuSans.Width(label, PlacedText.TickSize) / 2 + Math.Abs(normalY) * 0.55 * PlacedText.TickSize;
    }
}

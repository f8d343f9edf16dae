// A line of text with its place on the page, so that whoever lays it out can know its box.

namespace Repro.Figures;

/// <summary>One line of text.</summary>
/// <param name="Text">As it shall appear.</param>
/// <param name="X">Pixels from the left, of the end or middle that <paramref name="Anchor"/> names.</param>
/// <param name="Y">Pixels from the top, of the middle.</param>
/// <param name="Size">Of the letters in pixels.</param>
/// <param name="Anchor">"left", "center" or "right".</param>
/// <param name="Angle">Degrees, counted against the clock.</param>
/// <param name="Bold">Instead of regular.</param>
/// <param name="Colour"><c>#rrggbb</c>.</param>
internal sealed record PlacedText(
    string Text, double X, double Y, double Size, string Anchor = "center", double Angle = 0, bool Bold = false, string Colour = PlacedText.Ink)
{
    public const string Ink = "#1a1a1a", Grey = "#4d4d4d";

    public const double TitleSize = 13, LabelSize = 12, TickSize = 11, NoteSize = 10;

    /// <summary>The same in smaller letters where it would be wider than <paramref name="room"/>.</summary>
    public PlacedText Within(double room) => this with { Size = DejaVuSans.Fit(GnuplotText.Printable(Text), Size, room, Bold) };

    /// <summary>The title of a panel, centred over its frame; it may reach over what stands at both sides of the frame.</summary>
    public static PlacedText PanelTitle(string title, Slot slot, Room room) =>
        new PlacedText(title, slot.MiddleX, slot.Top - room.Above + 18, TitleSize, Bold: true).Within(slot.Width + 2 * Math.Min(room.Left, room.Right) - 8);

    /// <summary>Whether the boxes around two texts, turned as they are, share a place.</summary>
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

    /// <summary>Corners of the box around the text, as high as its tallest letters.</summary>
    public IReadOnlyList<(double X, double Y)> Corners()
    {
        var (half, high) = (DejaVuSans.Width(GnuplotText.Printable(Text), Size, Bold) / 2, 0.55 * Size);
        var (sin, cos) = Math.SinCos(Angle * Math.PI / 180);
        var shift = Anchor switch { "left" => half, "right" => -half, _ => 0 };
        return [Corner(-half, -high), Corner(half, -high), Corner(half, high), Corner(-half, high)];

        (double, double) Corner(double along, double down) => (X + (shift + along) * cos + down * sin, Y - (shift + along) * sin + down * cos);
    }
}

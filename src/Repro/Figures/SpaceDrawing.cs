// The room, texts and legend of a space panel.

using System.Text;

namespace Repro.Figures;

internal sealed class SpaceDrawing(SpaceData data) : Drawing
{
    private const double LeftOfFrame = 68, BelowFrame = 62, AboveFrame = 32, RightOfFrame = 26;

    private const string ShadowName = "projection onto a wall";

    private readonly SpacePanel panel = data.Panel;

    private readonly SpaceView view = new(data.Panel.View);

    public override Room RoomAmong(int columns)
    {
        var (width, height) = columns switch { 1 => (490, 440), <= 3 => (312, 294), _ => (256, 236) };
        return new(LeftOfFrame, AboveFrame, panel.Colour is null ? RightOfFrame : ColourBar.Room, BelowFrame, width, height, Grows: true);
    }

    public override IEnumerable<LegendEntry> LegendEntries
    {
        get
        {
            foreach (var series in panel.Marks) yield return new(Legend.SignOf(series.Symbol), series.Name, GnuplotText.Colour(series.Colour));
            if (panel.Shadows && data.Points.Count > 0) yield return new(LegendSign.Shadow, ShadowName, Legend.ShadowColour);
            if (data.Points.Any(point => point.Rgb is null)) yield return Legend.NoValue;
        }
    }

    public override IEnumerable<PlacedText> Texts(Slot slot)
    {
        yield return PlacedText.PanelTitle(panel.Title, slot, RoomAmong(1));
        if (data.Colour is { } colours) yield return ColourBar.Label(panel.Colour!.Label, ColourBar.TicksOf(colours), slot);
        if (data.Missing > 0)
            yield return new PlacedText($"{data.Missing} not drawn: no place on the axes", slot.MiddleX, slot.Bottom + 56, PlacedText.NoteSize, Colour: PlacedText.Grey);
        if (data.IsEmpty) yield return new PlacedText("no data", slot.MiddleX, slot.MiddleY, 16, Colour: "#808080");

        var cube = CubePlace.In(slot, view);
        var placed = new List<PlacedText>();
        foreach (var axis in SpaceAxis.Of(data, view)) placed.AddRange(axis.Texts(cube, placed));
        foreach (var text in placed) yield return text;
    }

    public override void Append(StringBuilder script, Slot slot, Legend legend, GnuplotCanvas canvas) =>
        SpaceScript.Append(script, data, CubePlace.In(slot, view), slot, legend, canvas);
}

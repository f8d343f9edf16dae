// The room, texts and legend of a plane panel.

using System.Text;

namespace Repro.Figures;

internal sealed class PlaneDrawing(PlaneData data) : Drawing
{
    private const double LeftOfFrame = 68, BelowFrame = 62, AboveFrame = 32, RightOfFrame = 26;

    private readonly PlanePanel panel = data.Panel;

    /// <summary>What stands in the place of the colour bar.</summary>
    private Axis? Key => panel.Colour ?? (panel.Style as PointStyle.Sized)?.Size;

    public override Room RoomAmong(int columns)
    {
        var (width, height) = columns switch { 1 => (474, 400), <= 3 => (294, 294), _ => (236, 236) };
        return new(LeftOfFrame, AboveFrame, Key is null ? RightOfFrame : ColourBar.Room, BelowFrame, width, height, Grows: true);
    }

    public override IEnumerable<LegendEntry> LegendEntries
    {
        get
        {
            foreach (var series in panel.Marks) yield return new(Legend.SignOf(series.Symbol), series.Name, GnuplotText.Colour(series.Colour));
            foreach (var curve in panel.Curves) yield return new(curve.Dashed ? LegendSign.Dashed : LegendSign.Solid, curve.Name, GnuplotText.Colour(curve.Colour));
            if (panel is { EqualSums.Count: > 0, EqualSumsName: { } name }) yield return new(LegendSign.Dashed, name, Legend.EqualSumColour);
            if (data.Empty.Count > 0) yield return Legend.NoValue;
        }
    }

    public override IEnumerable<PlacedText> Texts(Slot slot)
    {
        const double TickLength = 9, HalfLetter = 9, Apart = 5;
        var fromFrame = Math.Min(TickLength + Ticks.Widest(data.YTicks) + Apart + HalfLetter, LeftOfFrame - HalfLetter);
        yield return PlacedText.PanelTitle(panel.Title, slot, RoomAmong(1));
        yield return new PlacedText(panel.X.Label, slot.MiddleX, slot.Bottom + 41, PlacedText.LabelSize).Within(slot.Width + 40);
        yield return new PlacedText(panel.Y.Label, slot.Left - fromFrame, slot.MiddleY, PlacedText.LabelSize, Angle: 90).Within(slot.Height + 60);
        if (data.Colour is { } colours) yield return ColourBar.Label(panel.Colour!.Label, ColourBar.TicksOf(colours), slot);
        else if (data.Size is { } sizes) yield return ColourBar.Label(Key!.Label, SizeKey.TicksOf(sizes), slot);
        foreach (var note in Notes(slot)) yield return note;
    }

    public override void Append(StringBuilder script, Slot slot, Legend legend, GnuplotCanvas canvas) =>
        PlaneScript.Append(script, data, slot, legend, canvas);

    /// <summary>What the picture does not show is said in the picture.</summary>
    private IEnumerable<PlacedText> Notes(Slot slot)
    {
        var valueless = data.Empty.Count(point => double.IsFinite(point.Value));
        var notes = new List<string>();
        if (data.Missing > 0) notes.Add($"{data.Missing} not drawn: no place on the axes");
        if (valueless > 0) notes.Add(panel.Colour is null ? $"{valueless} without size: no place on its scale" : $"{valueless} without colour: no place on the colour bar");
        if (notes.Count > 0)
            yield return new PlacedText(string.Join("; ", notes), slot.MiddleX, slot.Bottom + 56, PlacedText.NoteSize, Colour: PlacedText.Grey).Within(slot.Width + 2 * RightOfFrame);
        if (data.IsEmpty) yield return new PlacedText("no data", slot.MiddleX, slot.MiddleY, 16, Colour: "#808080");
    }
}

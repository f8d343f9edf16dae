// One grid of images, composed into a single raster that gnuplot magnifies, with its row and column labels.

using System.Text;

namespace Repro.Figures;

internal sealed class ImageDrawing : Drawing
{
    /// <summary>A row's label is broken into lines of this width, in pixels.</summary>
    private const double LabelRoom = 130;

    private const double LabelGap = 8, Above = 32, AboveColumns = 16, Below = 14, AtSide = 18;

    private const int MostMagnified = 4;

    private readonly ImagePanel panel;

    private readonly ImageRaster raster;

    /// <exception cref="ArgumentException">No image, images of several sizes, or labels that are not as many as rows or columns.</exception>
    public ImageDrawing(ImagePanel panel)
    {
        raster = ImageRaster.Of(panel);
        if (panel.RowLabels.Count != 0 && panel.RowLabels.Count != raster.Rows)
            throw new ArgumentException($"The panel \"{panel.Title}\" has {raster.Rows} rows and {panel.RowLabels.Count} labels for them; give one for each, or none.", nameof(panel));
        if (panel.ColumnLabels.Count != 0 && panel.ColumnLabels.Count != raster.Columns)
            throw new ArgumentException($"The panel \"{panel.Title}\" has {raster.Columns} columns and {panel.ColumnLabels.Count} labels for them; give one for each, or none.", nameof(panel));
        this.panel = panel;
    }

    public override IEnumerable<LegendEntry> LegendEntries => [];

    public override Room RoomAmong(int columns)
    {
        var widest = columns switch { 1 => 1100, 2 => 600, _ => 400 };
        var magnified = Math.Clamp(widest / raster.Width, 1, MostMagnified);
        var (width, height) = (magnified * raster.Width, magnified * raster.Height);
        var atSide = Math.Max(AtSide, (DejaVuSans.Width(panel.Title, PlacedText.TitleSize, bold: true) - width) / 2 + 6);
        return new(
            Math.Max(atSide, AtSide + (panel.RowLabels.Count == 0 ? 0 : LabelGap + panel.RowLabels.SelectMany(Lines).Max(line => DejaVuSans.Width(line, PlacedText.TickSize)))),
            Above + (panel.ColumnLabels.Count == 0 ? 0 : AboveColumns), atSide, Below, width, height, Grows: false);
    }

    public override IEnumerable<PlacedText> Texts(Slot slot)
    {
        var pixel = slot.Width / raster.Width;
        yield return PlacedText.PanelTitle(panel.Title, slot, RoomAmong(1));
        for (var column = 0; column < panel.ColumnLabels.Count; column++)
        {
            var middle = slot.Left + pixel * (raster.Left(column) + raster.ImageWidth / 2.0);
            yield return new PlacedText(panel.ColumnLabels[column], middle, slot.Top - 9, PlacedText.TickSize).Within(pixel * (raster.ImageWidth + 1) - 2);
        }

        for (var row = 0; row < panel.RowLabels.Count; row++)
        {
            var lines = Lines(panel.RowLabels[row]);
            var high = pixel * raster.ImageHeight;
            var size = Math.Min(PlacedText.TickSize, high / (lines.Count * TextBlock.Leading));
            var middle = slot.Top + pixel * (raster.Top(row) + raster.ImageHeight / 2.0);
            for (var line = 0; line < lines.Count; line++)
            {
                var y = middle + (line - (lines.Count - 1) / 2.0) * size * TextBlock.Leading;
                yield return new PlacedText(lines[line], slot.Left - LabelGap, y, size, "right");
            }
        }
    }

    public override void Append(StringBuilder script, Slot slot, Legend legend, GnuplotCanvas canvas)
    {
        script.Append("\n# Images\n");
        script.AppendLine(canvas.Frame(slot.Left, slot.Top, slot.Width, slot.Height));
        script.Append(
            $"""
            unset border; unset grid; unset tics; unset logscale; unset colorbox
            set xrange [-0.5:{raster.Width - 1}.5] noextend; set yrange [{raster.Height - 1}.5:-0.5] noextend

            """);
        var layers = new Layers(script);
        layers.Block("pixels", raster.Pixels().Select(pixel => $"{pixel.X} {pixel.Y} {pixel.Red} {pixel.Green} {pixel.Blue}"), "with rgbimage");
        layers.Draw("plot");
    }

    private static IReadOnlyList<string> Lines(string label) => DejaVuSans.Wrap(label, PlacedText.TickSize, LabelRoom);
}

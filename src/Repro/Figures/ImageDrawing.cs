// One grid of images, composed into a single bitmap that is magnified pixel by pixel, with labels of its rows.

using SkiaSharp;

namespace Repro.Figures;

internal sealed class ImageDrawing : Drawing
{
    /// <summary>Width of the lines of a row's label, in pixels.</summary>
    private const double LabelRoom = 130;

    private const double LabelGap = 8, AboveFrame = 32, BelowFrame = 14, AtSide = 18;

    private const int MostMagnified = 4;

    private static readonly SKColor Missing = new(0xFFE4E4E4);

    private readonly ImagePanel panel;

    private readonly int columns, imageWidth, imageHeight;

    /// <exception cref="ArgumentException">
    /// Thrown when there is no image, images have several sizes or a wrong number of bytes, or the labels are not as many as the rows.
    /// </exception>
    public ImageDrawing(ImagePanel panel)
    {
        this.panel = panel;
        var all = panel.Rows.SelectMany(row => row).OfType<RasterImage>().ToList();
        if (all.Count == 0) throw new ArgumentException($"The panel \"{panel.Title}\" has no image; give at least one.", nameof(panel));
        var sizes = all.Select(image => (image.Height, image.Width)).Distinct().ToList();
        if (sizes.Count > 1)
            throw new ArgumentException(
                $"The images of \"{panel.Title}\" have {sizes.Count} sizes, such as {sizes[0]} and {sizes[1]} (height, width); give "
                + $"images of one.", nameof(panel));
        if (all.FirstOrDefault(image => image.Channels is not (1 or 3)) is { } odd)
            throw new ArgumentException(
                $"An image of \"{panel.Title}\" with {odd.Height} × {odd.Width} pixels has {odd.Pixels.Length} bytes; give one byte "
                + $"for each pixel (grey) or three (red, green, blue).", nameof(panel));
        (columns, imageWidth, imageHeight) = (panel.Rows.Max(row => row.Count), all[0].Width, all[0].Height);
        OneForEach(panel.RowLabels);
        OneForEach(panel.RowNotes);
    }

    /// <summary>Pixels of the whole grid, with one white pixel between neighbours and around all of them.</summary>
    private (int Width, int Height) Grid => (Left(columns), Top(panel.Rows.Count));

    public override IEnumerable<LegendEntry> LegendEntries(Func<string, double> ringGap) => [];

    public override Room RoomAmong(int columns)
    {
        var widest = columns switch { 1 => 1100, 2 => 600, _ => 400 };
        var magnified = Math.Clamp(widest / Grid.Width, 1, MostMagnified);
        var (width, height) = (magnified * Grid.Width, magnified * Grid.Height);
        var atSide = Math.Max(AtSide, (Lettering.Width(panel.Title, PlacedText.TitleSize, bold: true) - width) / 2 + 6);
        return new(
            Math.Max(atSide, AtSide + Widest(panel.RowLabels)), AboveFrame,
            Math.Max(atSide, AtSide + Widest(panel.RowNotes)), BelowFrame, width, height, Grows: false);
    }

    public override void Draw(SKCanvas canvas, Slot slot, Legend legend)
    {
        var pen = new Pen(canvas);
        using var bitmap = Compose();
        pen.Image(bitmap, slot);

        var pixel = slot.Width / Grid.Width;
        pen.Text(Title(panel.Title, slot));
        for (var row = 0; row < panel.Rows.Count; row++)
        {
            var middle = slot.Top + pixel * (Top(row) + imageHeight / 2.0);
            if (panel.RowLabels.Count > 0)
                Beside(pen, panel.RowLabels[row], slot.Left - LabelGap, middle, pixel * imageHeight, SKTextAlign.Right);
            if (panel.RowNotes.Count > 0)
                Beside(pen, panel.RowNotes[row], slot.Right + LabelGap, middle, pixel * imageHeight, SKTextAlign.Left);
        }
    }

    private void OneForEach(IReadOnlyList<string> labels)
    {
        if (labels.Count != 0 && labels.Count != panel.Rows.Count)
            throw new ArgumentException(
                $"The panel \"{panel.Title}\" has {panel.Rows.Count} rows and {labels.Count} labels for them; give one for each, or none.",
                nameof(labels));
    }

    /// <summary>Returns the first pixel of a column of images.</summary>
    private int Left(int column) => 1 + column * (imageWidth + 1);

    /// <summary>Returns the first pixel of a row of images.</summary>
    private int Top(int row) => 1 + row * (imageHeight + 1);

    private SKBitmap Compose()
    {
        var bitmap = new SKBitmap(Grid.Width, Grid.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(Colours.White);
        foreach (var (row, images) in panel.Rows.Index())
        {
            foreach (var (column, image) in images.Index())
            {
                var pixels = image is null ? default : image.Pixels.Span;
                for (var i = 0; i < imageWidth * imageHeight; i++)
                {
                    var colour = image is null ? Missing : image.Channels == 1 ? new SKColor(pixels[i], pixels[i], pixels[i])
                        : new SKColor(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]);
                    bitmap.SetPixel(Left(column) + i % imageWidth, Top(row) + i / imageWidth, colour);
                }
            }
        }

        return bitmap;
    }

    private static void Beside(Pen pen, string label, double x, double middle, double high, SKTextAlign anchor)
    {
        var lines = Lettering.Wrap(label, PlacedText.TickSize, LabelRoom);
        var size = Math.Min(PlacedText.TickSize, high / (lines.Count * Lettering.Leading));
        foreach (var (index, line) in lines.Index())
            pen.Text(new(line, x, middle + (index - (lines.Count - 1) / 2.0) * size * Lettering.Leading, size, Colours.Ink, anchor));
    }

    private static double Widest(IReadOnlyList<string> labels) =>
        labels.Count == 0 ? 0 : LabelGap + labels.SelectMany(label => Lettering.Wrap(label, PlacedText.TickSize, LabelRoom))
            .Max(line => Lettering.Width(line, PlacedText.TickSize));
}

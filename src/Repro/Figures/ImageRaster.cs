// The pixels of a whole grid of images, one white pixel between neighbours and around all of them: gnuplot does not draw the outermost fully.

namespace Repro.Figures;

/// <summary>A pixel and its colour, each channel from 0 to 255.</summary>
internal readonly record struct RasterPixel(int X, int Y, byte Red, byte Green, byte Blue);

internal sealed class ImageRaster
{
    private const byte Gap = 255, Missing = 0xE4;

    private readonly IReadOnlyList<IReadOnlyList<RasterImage?>> images;

    private ImageRaster(IReadOnlyList<IReadOnlyList<RasterImage?>> images, RasterImage first) =>
        (this.images, Rows, Columns, ImageHeight, ImageWidth) = (images, images.Count, images.Max(row => row.Count), first.Height, first.Width);

    public int Rows { get; }

    public int Columns { get; }

    public int ImageHeight { get; }

    public int ImageWidth { get; }

    public int Width => Left(Columns);

    public int Height => Top(Rows);

    /// <exception cref="ArgumentException">No image, images of several sizes, or one with a wrong number of bytes.</exception>
    public static ImageRaster Of(ImagePanel panel)
    {
        var all = panel.Rows.SelectMany(row => row).OfType<RasterImage>().ToList();
        if (all.Count == 0) throw new ArgumentException($"The panel \"{panel.Title}\" has no image; give at least one.", nameof(panel));
        var sizes = all.Select(image => (image.Height, image.Width)).Distinct().ToList();
        if (sizes.Count > 1)
            throw new ArgumentException($"The images of \"{panel.Title}\" have {sizes.Count} sizes, such as {sizes[0]} and {sizes[1]} (height, width); give images of one.", nameof(panel));
        if (all.FirstOrDefault(image => image.Channels is not (1 or 3)) is { } odd)
            throw new ArgumentException($"An image of \"{panel.Title}\" with {odd.Height} × {odd.Width} pixels has {odd.Pixels.Length} bytes; give one byte for each pixel (grey) or three (red, green, blue).", nameof(panel));
        return new(panel.Rows, all[0]);
    }

    /// <summary>First pixel of a column of images.</summary>
    public int Left(int column) => 1 + column * (ImageWidth + 1);

    /// <summary>First pixel of a row of images.</summary>
    public int Top(int row) => 1 + row * (ImageHeight + 1);

    /// <summary>Row by row from the top.</summary>
    public IEnumerable<RasterPixel> Pixels()
    {
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++) yield return Pixel(x, y);
        }
    }

    private RasterPixel Pixel(int x, int y)
    {
        var (row, down) = Math.DivRem(y - 1, ImageHeight + 1);
        var (column, right) = Math.DivRem(x - 1, ImageWidth + 1);
        if (x == 0 || y == 0 || down == ImageHeight || right == ImageWidth || column >= images[row].Count) return new(x, y, Gap, Gap, Gap);
        if (images[row][column] is not { } image) return new(x, y, Missing, Missing, Missing);
        var pixels = image.Pixels.Span;
        var at = (down * ImageWidth + right) * (int)image.Channels;
        return image.Channels == 1 ? new(x, y, pixels[at], pixels[at], pixels[at]) : new(x, y, pixels[at], pixels[at + 1], pixels[at + 2]);
    }
}

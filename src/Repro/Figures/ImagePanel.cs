// A grid of small images with labelled rows and columns.

namespace Repro.Figures;

/// <summary>Images of one size in rows and columns, magnified without interpolation.</summary>
public sealed record ImagePanel : Panel
{
    /// <summary>Rows of images from the top, each from the left; a null leaves its place grey. Rows may have different lengths.</summary>
    public required IReadOnlyList<IReadOnlyList<RasterImage?>> Rows { get; init; }

    /// <summary>Labels at the left of the rows, one for each row; or none.</summary>
    public IReadOnlyList<string> RowLabels { get; init; } = [];

    /// <summary>Texts at the right of the rows, one for each row, e.g. the squared error of a row's images; or none.</summary>
    public IReadOnlyList<string> RowNotes { get; init; } = [];
}

/// <summary>An image of bytes.</summary>
/// <param name="Height">Number of rows of pixels, at least 1.</param>
/// <param name="Width">Number of pixels in a row, at least 1.</param>
/// <param name="Pixels">
/// The bytes, of shape (height, width, channels), row by row from the top: one channel is grey from 0 (black) to 255 (white), three are
/// red, green and blue.
/// </param>
public sealed record RasterImage(int Height, int Width, ReadOnlyMemory<byte> Pixels)
{
    /// <summary>Number of channels: 1 (grey) or 3 (colour). Any other number cannot be drawn.</summary>
    public double Channels => (double)Pixels.Length / (Height * Width);
}

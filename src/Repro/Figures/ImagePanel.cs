// A grid of small images with labelled rows and columns.

namespace Repro.Figures;

/// <summary>Images of one size in rows and columns, magnified without interpolation.</summary>
public sealed record ImagePanel : Panel
{
    /// <summary>Rows of images from the top, each from the left; a null leaves its place grey. Rows may have different lengths.</summary>
    public required IReadOnlyList<IReadOnlyList<RasterImage?>> Rows { get; init; }

    /// <summary>At the left of the rows, one for each; or none.</summary>
    public IReadOnlyList<string> RowLabels { get; init; } = [];

    /// <summary>At the right of the rows, one for each, e.g. the squared error of a row's images; or none.</summary>
    public IReadOnlyList<string> RowNotes { get; init; } = [];
}

/// <summary>An image of bytes.</summary>
/// <param name="Height">Rows of pixels, at least 1.</param>
/// <param name="Width">Pixels in a row, at least 1.</param>
/// <param name="Pixels">
/// Shape (height, width, channels), row by row from the top: one channel is grey from 0 (black) to 255 (white), three are red, green and
/// blue.
/// </param>
public sealed record RasterImage(int Height, int Width, ReadOnlyMemory<byte> Pixels)
{
    /// <summary>1 (grey) or 3 (colour); anything else cannot be drawn.</summary>
    public double Channels => (double)Pixels.Length / (Height * Width);
}

// Draws figures as PNG, SVG and CSV; a file is replaced only when the new one is complete.

using Shared;
using SkiaSharp;

namespace Repro.Figures;

/// <summary>Draws figures.</summary>
public interface IFigureRenderer
{
    /// <summary>
    /// Draws <paramref name="figure"/> into <paramref name="folder"/>, which is made when it is missing; older files of the same name are
    /// replaced.
    /// </summary>
    /// <param name="figure">The figure to draw.</param>
    /// <param name="folder">Folder of the files.</param>
    /// <returns>The files written.</returns>
    FigureFiles Render(Figure figure, string folder);
}

/// <summary>Paths of the files of one figure.</summary>
/// <param name="Png">Path of the picture in pixels.</param>
/// <param name="Svg">Path of the same picture in vectors.</param>
/// <param name="Csv">Path of a table with every number that the picture shows.</param>
public sealed record FigureFiles(string Png, string Svg, string Csv)
{
    /// <summary>Returns the paths of the files of the figure <paramref name="name"/> in <paramref name="folder"/>.</summary>
    public static FigureFiles In(string folder, string name)
    {
        var stem = Path.Combine(folder, name);
        return new(stem + ".png", stem + ".svg", stem + ".csv");
    }
}

/// <summary>
/// Draws with ScottPlot and the SkiaSharp below it. Equal figures give byte-identical files; several threads may draw at a time.
/// </summary>
public sealed class ScottPlotRenderer : IFigureRenderer
{
    /// <summary>Pixels of the PNG for a pixel of the page, so that small letters are sharp.</summary>
    internal const int PngScale = 2;

    /// <summary>Makes ScottPlot write with the embedded font.</summary>
    static ScottPlotRenderer() => Lettering.Use();

    /// <summary>Loads the libraries that draw, and returns their versions.</summary>
    public static string Version() => $"ScottPlot {ScottPlot.Version.VersionString}, SkiaSharp {SkiaSharpVersion.Native}";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// Thrown when the figure has no panels, an unknown colour, or a name that cannot be a file's.
    /// </exception>
    public FigureFiles Render(Figure figure, string folder)
    {
        if (figure.Name.Length == 0 || figure.Name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
            throw new ArgumentException(
                $"\"{figure.Name}\" cannot be the name of a file; give a name such as \"Xiao23.Figure8\".", nameof(figure));

        Directory.CreateDirectory(folder);
        var files = FigureFiles.In(folder, figure.Name);
        AtomicFile.WriteText(files.Csv, FigureCsv.Write(figure));
        var page = new Page(figure);
        AtomicFile.Write(files.Svg, stream => stream.Write(Svg(page, figure)));
        AtomicFile.Write(files.Png, stream => stream.Write(Png(page)));
        return files;
    }

    private static byte[] Png(Page page)
    {
        using var surface =
            SKSurface.Create(new SKImageInfo(PngScale * page.Width, PngScale * page.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        surface.Canvas.Scale(PngScale);
        page.Draw(surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static byte[] Svg(Page page, Figure figure)
    {
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(SKRect.Create(page.Width, page.Height), stream)) page.Draw(canvas);
        return SvgFinish.Apply(stream.ToArray(), figure);
    }
}

// The door through which figures become files, so that experiments do not know which program draws.

namespace Repro.Figures;

/// <summary>Draws figures.</summary>
public interface IFigureRenderer
{
    /// <summary>
    /// Draws <paramref name="figure"/> into <paramref name="folder"/>, which is made when it is missing; older files of the same name are
    /// replaced.
    /// </summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="folder">Where the files go.</param>
    /// <returns>The files written.</returns>
    FigureFiles Render(Figure figure, string folder);
}

/// <summary>Paths of the files of one figure.</summary>
/// <param name="Png">Picture in pixels.</param>
/// <param name="Svg">The same picture in vectors.</param>
/// <param name="Csv">Every number that the picture shows.</param>
public sealed record FigureFiles(string Png, string Svg, string Csv)
{
    /// <summary>Where the files of the figure <paramref name="name"/> lie in <paramref name="folder"/>.</summary>
    public static FigureFiles In(string folder, string name)
    {
        var stem = Path.Combine(folder, name);
        return new(stem + ".png", stem + ".svg", stem + ".csv");
    }
}

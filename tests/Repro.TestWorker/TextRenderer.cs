// Writes titles in place of pictures.

using Repro.Figures;

namespace Repro.TestWorker;

internal sealed class TextRenderer : IFigureRenderer
{
    public FigureFiles Render(Figure figure, string folder)
    {
        Directory.CreateDirectory(folder);
        var stem = Path.Combine(folder, figure.Name);
        foreach (var ending in (string[])[".png", ".svg", ".csv"]) File.WriteAllText(stem + ending, figure.Title);
        return new(stem + ".png", stem + ".svg", stem + ".csv");
    }
}

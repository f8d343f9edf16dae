// Writes titles in place of pictures.

using Repro.Figures;

namespace Repro.TestWorker;

internal sealed class TextRenderer(string addition = "") : IFigureRenderer
{
    public FigureFiles Render(Figure figure, string folder)
    {
        Directory.CreateDirectory(folder);
        var files = FigureFiles.In(folder, figure.Name);
        foreach (var file in (string[])[files.Png, files.Svg, files.Csv]) File.WriteAllText(file, figure.Title + addition);
        return files;
    }
}

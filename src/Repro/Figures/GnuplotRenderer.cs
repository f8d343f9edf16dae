// Draws figures with gnuplot: PNG, SVG and CSV side by side, each replaced only when the new one is complete.

using Shared;

namespace Repro.Figures;

/// <summary>Draws with gnuplot 5.4 or later. Equal figures give byte-identical files.</summary>
/// <param name="executable">Name or path of the program.</param>
public sealed class GnuplotRenderer(string executable = "gnuplot") : IFigureRenderer
{
    private readonly Gnuplot gnuplot = new(executable);

    /// <inheritdoc/>
    /// <exception cref="GnuplotException">gnuplot is missing or failed; then the script lies beside as <c>Name.gnuplot</c>.</exception>
    /// <exception cref="ArgumentException">The figure has no panels, an unknown colour, or a name that cannot be a file's.</exception>
    public FigureFiles Render(Figure figure, string folder)
    {
        if (figure.Name.Length == 0 || figure.Name.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
            throw new ArgumentException($"\"{figure.Name}\" cannot be the name of a file; give a name such as \"Xiao23.Figure8\".", nameof(figure));

        Directory.CreateDirectory(folder);
        var script = Path.GetFullPath(Path.Combine(folder, figure.Name + ".gnuplot"));
        var files = FigureFiles.In(folder, figure.Name);
        AtomicFile.WriteText(files.Csv, FigureCsv.Write(figure));
        Draw(figure, GnuplotTerminal.Svg, files.Svg, picture => SvgFinish.Apply(picture, figure), script);
        Draw(figure, GnuplotTerminal.Png, files.Png, picture => picture, script);
        File.Delete(script);
        return files;
    }

    /// <summary>The script goes by a file, which stays when gnuplot fails: from its standard input gnuplot reads byte by byte, slow for images.</summary>
    private void Draw(Figure figure, GnuplotTerminal terminal, string path, Func<byte[], byte[]> finish, string scriptPath)
    {
        var raw = $"{Path.GetFullPath(path)}.{Environment.ProcessId}-{Guid.NewGuid():N}{AtomicFile.TemporarySuffix}";
        AtomicFile.WriteText(scriptPath, GnuplotScript.Write(figure, terminal, raw));
        try
        {
            var complaint = gnuplot.Run(scriptPath);
            if (complaint.Length == 0 && !File.Exists(raw)) complaint = "no picture was written";
            if (complaint.Length > 0)
            {
                throw new GnuplotException(
                    $"gnuplot could not draw {Path.GetFileName(path)}: {complaint}\nIts script was kept; see for yourself: gnuplot {scriptPath}");
            }

            AtomicFile.Write(path, stream => stream.Write(finish(File.ReadAllBytes(raw))));
        }
        finally
        {
            File.Delete(raw);
        }
    }
}

// Tests that draw need gnuplot; where it is missing they are skipped with the remedy, not failed.

using System.ComponentModel;
using System.Diagnostics;
using System.Xml.Linq;
using Repro.Figures;
using Xunit;

namespace Repro.Tests.Figures;

internal static class InstalledGnuplot
{
    private static readonly bool Found = Starts();

    public static void Need() => Assert.SkipUnless(Found, "gnuplot is not installed: apt-get install gnuplot-nox fonts-dejavu-core");

    /// <summary>Draws into a folder of its own, hands the files to <paramref name="look"/>, and removes them.</summary>
    public static void Draw(Figure figure, Action<FigureFiles> look)
    {
        Need();
        using var folder = new TemporaryFolder();
        look(new GnuplotRenderer().Render(figure, folder.Path));
    }

    /// <summary>The figure's SVG, which must be well-formed.</summary>
    public static XDocument Svg(Figure figure)
    {
        XDocument? svg = null;
        Draw(figure, files => svg = XDocument.Load(files.Svg, LoadOptions.PreserveWhitespace));
        return svg!;
    }

    /// <summary>Every text that stands in the picture.</summary>
    public static List<string> Texts(this XDocument svg) => [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];

    private static bool Starts()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("gnuplot", "--version") { RedirectStandardOutput = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A new folder that goes with its contents.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("figures-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

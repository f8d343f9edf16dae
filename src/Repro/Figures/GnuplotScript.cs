// The whole gnuplot script of a figure: the page with its texts and legend, then one panel after the other.

using System.Text;

namespace Repro.Figures;

/// <summary>Writes figures as gnuplot scripts. All data and texts stand in the script, so that equal figures have equal scripts.</summary>
public static class GnuplotScript
{
    /// <summary>The script that draws <paramref name="figure"/>.</summary>
    /// <param name="figure">What to draw.</param>
    /// <param name="terminal">The format.</param>
    /// <param name="path">The picture that gnuplot shall write.</param>
    /// <exception cref="ArgumentException">A figure without panels, a layout that does not hold them, a panel that contradicts itself, or an unknown colour.</exception>
    public static string Write(Figure figure, GnuplotTerminal terminal, string path)
    {
        var drawings = figure.Panels.Select(Drawing.Of).ToList();
        var legend = Legend.Of(drawings);
        var page = Page.For(figure, legend, drawings);
        var canvas = new GnuplotCanvas(page.Width, page.Height, terminal);

        var script = new StringBuilder();
        script.Append(
            $"""
            set encoding utf8
            set terminal {terminal.Name} noenhanced font {canvas.Font(12)} size {page.Width},{page.Height} background '#ffffff'
            set output {GnuplotText.Quote(path)}
            set multiplot

            """);
        PageScript.Append(script, page, legend, drawings, canvas);
        for (var i = 0; i < drawings.Count; i++)
            drawings[i].Append(script, page.Slots[i], legend, canvas);
        script.Append("unset multiplot\nunset output\n");
        return script.ToString().ReplaceLineEndings("\n");
    }
}

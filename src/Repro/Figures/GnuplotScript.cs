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
    /// <exception cref="ArgumentException">A figure without panels, less than one panel in a row, or an unknown colour.</exception>
    public static string Write(Figure figure, GnuplotTerminal terminal, string path)
    {
        if (figure.Panels.Count == 0 || figure.PanelsPerRow < 1)
            throw new ArgumentException($"The figure {figure.Name} has {figure.Panels.Count} panels, {figure.PanelsPerRow} in a row; give at least one of each.", nameof(figure));

        var panels = figure.Panels.Select(PanelData.Of).ToList();
        var legend = Legend.Of(panels);
        var page = Page.For(figure, legend);
        var canvas = new GnuplotCanvas(page.Width, page.Height, terminal);

        var script = new StringBuilder();
        script.Append(
            $"""
            set encoding utf8
            set terminal {terminal.Name} noenhanced font {canvas.Font(12)} size {page.Width},{page.Height} background '#ffffff'
            set output {GnuplotText.Quote(path)}
            set multiplot

            """);
        PageScript.Append(script, page, legend, panels, canvas);
        for (var i = 0; i < panels.Count; i++)
            PanelScript.Append(script, panels[i], page.Slots[i], legend, canvas);
        script.Append("unset multiplot\nunset output\n");
        return script.ToString().ReplaceLineEndings("\n");
    }
}

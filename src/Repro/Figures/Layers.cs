// The layers of one plot command, from the lowest, and the named data blocks that they draw.

using System.Text;

namespace Repro.Figures;

internal sealed class Layers(StringBuilder script)
{
    private readonly List<string> layers = [];

    /// <summary>Whether a data block has been written.</summary>
    public bool Any => layers.Count > 0;

    /// <summary>Adds a layer.</summary>
    public void Add(string layer) => layers.Add($"{layer} notitle");

    /// <summary>Writes rows as a named data block and adds a layer for each style; nothing when there are no rows.</summary>
    /// <returns>gnuplot's name of the block, or null.</returns>
    public string? Block(string name, IEnumerable<string> rows, params ReadOnlySpan<string> styles)
    {
        var text = string.Join('\n', rows);
        if (text.Trim().Length == 0) return null;
        script.Append($"${name} << EOD\n{text}\nEOD\n");
        foreach (var style in styles) Add($"${name} {style}");
        return $"${name}";
    }

    /// <summary>Writes the command that draws them, or an empty coordinate system when there are none.</summary>
    /// <param name="command">gnuplot's <c>plot</c> or <c>splot</c>.</param>
    public void Draw(string command)
    {
        if (layers.Count == 0) Add(command == "plot" ? "NaN" : "'+' using (NaN):(NaN):(NaN)");
        script.Append(command).Append(' ').AppendJoin(", \\\n     ", layers).Append("\nunset label; unset object\n");
    }
}

// Every number of a figure as one table, so that nobody has to measure in a picture.

using System.Globalization;
using System.Security.Cryptography;
using CsvHelper;

namespace Repro.Figures;

/// <summary>Writes a figure's data as CSV with the columns panel, series, x, y, z, value and text.</summary>
public static class FigureCsv
{
    private static readonly CsvWriterOptions Format = new() { NewLine = "\n" };

    /// <summary>
    /// One row for each point, mark and place of a curve or mesh, as given, NaN and infinities included, text being a point's own colour or a mark's label; for a
    /// line of equal sum only its value. An image's row has column and row, counted from 1, as x and y, and as text its labels and the SHA-256
    /// of its pixels; a node's has its place and label, an arrow's the names of the nodes. Panels are named by their titles, a repeated one with
    /// its number.
    /// </summary>
    public static string Write(Figure figure)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Format, leaveOpen: true))
        {
            csv.WriteRecord(["panel", "series", "x", "y", "z", "value", "text"]);
            var names = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < figure.Panels.Count; i++)
            {
                var title = figure.Panels[i].Title;
                var name = names.Add(title) ? title : $"{title} ({i + 1})";
                foreach (var row in Rows(figure.Panels[i]))
                    csv.WriteRecord([name, row.Series, Number(row.X), Number(row.Y), Number(row.Z), Number(row.Value), row.Text]);
            }
        }

        return text.ToString();
    }

    private static IEnumerable<CsvRow> Rows(Panel panel) => panel switch
    {
        PlanePanel plane => Plane(plane),
        SpacePanel space => Space(space),
        ImagePanel images => Images(images),
        GraphPanel graph => Graph(graph),
        _ => throw new NotSupportedException($"There is no table of a {panel.GetType().Name}."),
    };

    private static IEnumerable<CsvRow> Plane(PlanePanel panel)
    {
        foreach (var point in panel.Points) yield return new("points", point.X, point.Y, Value: point.Value, Text: point.Colour ?? "");
        foreach (var curve in panel.Curves)
        {
            foreach (var (x, y) in curve.Points) yield return new(curve.Name, x, y);
        }

        foreach (var marks in panel.Marks)
        {
            for (var i = 0; i < marks.Points.Count; i++)
                yield return new(marks.Name, marks.Points[i].X, marks.Points[i].Y, Text: marks.Labels.ElementAtOrDefault(i) ?? "");
        }

        foreach (var sum in panel.EqualSums) yield return new(panel.EqualSumsName ?? "x + y", Value: sum);
    }

    private static IEnumerable<CsvRow> Space(SpacePanel panel)
    {
        foreach (var point in panel.Points) yield return new("points", point.X, point.Y, point.Z, point.Value, point.Colour ?? "");
        foreach (var (x, y, z) in (panel.Mesh?.Rows ?? []).SelectMany(row => row)) yield return new("mesh", x, y, z);
        foreach (var marks in panel.Marks)
        {
            foreach (var (x, y, z) in marks.Points) yield return new(marks.Name, x, y, z);
        }
    }

    private static IEnumerable<CsvRow> Images(ImagePanel panel)
    {
        for (var row = 0; row < panel.Rows.Count; row++)
        {
            for (var column = 0; column < panel.Rows[row].Count; column++)
            {
                var hash = panel.Rows[row][column] is { } image ? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(image.Pixels.Span))}" : "no image";
                var labels = new[] { panel.RowLabels.ElementAtOrDefault(row), panel.ColumnLabels.ElementAtOrDefault(column), hash };
                yield return new("images", column + 1, row + 1, Text: string.Join("; ", labels.Where(label => !string.IsNullOrEmpty(label))));
            }
        }
    }

    private static IEnumerable<CsvRow> Graph(GraphPanel panel)
    {
        foreach (var node in panel.Nodes) yield return new(node.Kind.ToString().ToLowerInvariant(), node.Column, node.Row, Text: node.Name == node.Label ? node.Name : $"{node.Name}: {node.Label}");
        foreach (var arrow in panel.Arrows) yield return new(arrow.Style.Name, Text: $"{arrow.From} → {arrow.To}");
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private sealed record CsvRow(string Series, double? X = null, double? Y = null, double? Z = null, double? Value = null, string Text = "");
}

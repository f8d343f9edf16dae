// Every number of a figure as one table, so that nobody needs to measure in a picture.

using System.Globalization;
using System.Security.Cryptography;
using CsvHelper;

namespace Repro.Figures;

/// <summary>
/// Writes a figure's data as CSV with the columns panel, series, x, y, z, value and text, and one for each fact that is known of its
/// points.
/// </summary>
public static class FigureCsv
{
    private static readonly CsvWriterOptions Format = new() { NewLine = "\n" };

    /// <summary>
    /// Returns one row for each point, mark and place of a curve or mesh, with NaN and infinities; the text is a point's own colour or a
    /// mark's label. A line of equal sum has only its value. The columns after these are what the point was measured on
    /// (<see cref="Origin"/>) and its error bars. An image's row has column and row, counted from 1, as x and y, and as text its labels and
    /// the SHA-256 of its pixels; a node's has its place and label, an arrow's the names of the nodes. Panels are named by their titles, a
    /// repeated one with its number.
    /// </summary>
    public static string Write(Figure figure)
    {
        var rows = figure.Panels.Index().SelectMany(panel => Rows(panel.Item).Select(row => (Panel: panel.Index, Row: row))).ToList();
        var facts = rows.SelectMany(row => row.Row.Facts).Select(fact => fact.Name).Distinct().ToList();
        var titles = figure.Panels.Select(panel => panel.Title).ToList();
        var names = titles.Index()
            .Select(title => titles.IndexOf(title.Item) == title.Index ? title.Item : $"{title.Item} ({title.Index + 1})")
            .ToList();

        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Format, leaveOpen: true))
        {
            csv.WriteRecord(["panel", "series", "x", "y", "z", "value", "text", .. facts]);
            foreach (var (panel, row) in rows)
            {
                var known = row.Facts.ToDictionary(fact => fact.Name, fact => fact.Value);
                csv.WriteRecord(
                    [names[panel], row.Series, Number(row.X), Number(row.Y), Number(row.Z), Number(row.Value), row.Text,
                    .. facts.Select(fact => known.GetValueOrDefault(fact, ""))]);
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
        foreach (var point in panel.Points)
        {
            yield return new("points", point.X, point.Y, Value: point.Value, Text: point.Colour ?? "")
            {
                Facts = [.. Known(point.Origin), .. Error("x error", point.Error.X), .. Error("y error", point.Error.Y)],
            };
        }

        foreach (var curve in panel.Curves)
        {
            foreach (var (index, (x, y)) in curve.Points.Index())
            {
                yield return new(curve.Name, x, y, Text: curve.Labels.ElementAtOrDefault(index) ?? "")
                {
                    Facts =
                    [
                        .. Known(curve.Origins.ElementAtOrDefault(index)),
                        .. curve.Errors.Count == 0 ? [] : Error("y error", curve.Errors[index]),
                    ],
                };
            }
        }

        foreach (var marks in panel.Marks)
        {
            foreach (var (index, (x, y)) in marks.Points.Index())
            {
                yield return new(marks.Name, x, y, Text: marks.Labels.ElementAtOrDefault(index) ?? "")
                {
                    Facts = Known(marks.Origins.ElementAtOrDefault(index)),
                };
            }
        }

        foreach (var sum in panel.EqualSums) yield return new(panel.EqualSumsName ?? "x + y", Value: sum);
    }

    private static IEnumerable<CsvRow> Space(SpacePanel panel)
    {
        foreach (var point in panel.Points)
            yield return new("points", point.X, point.Y, point.Z, point.Value, point.Colour ?? "") { Facts = Known(point.Origin) };
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
                var hash = panel.Rows[row][column] is { } image ? $"sha256:{Convert.ToHexStringLower(SHA256.HashData(image.Pixels.Span))}"
                    : "no image";
                var labels = new[] { panel.RowLabels.ElementAtOrDefault(row), panel.RowNotes.ElementAtOrDefault(row), hash };
                yield return new(
                    "images", column + 1, row + 1, Text: string.Join("; ", labels.Where(label => !string.IsNullOrEmpty(label))));
            }
        }
    }

    private static IEnumerable<CsvRow> Graph(GraphPanel panel)
    {
        foreach (var node in panel.Nodes)
            yield return new(
                node.Kind.ToString().ToLowerInvariant(), node.Column, node.Row, Text: node.Name == node.Label ? node.Name
                : $"{node.Name}: {node.Label}");
        foreach (var arrow in panel.Arrows) yield return new(arrow.Style.Name, Text: $"{arrow.From} → {arrow.To}");
    }

    private static IReadOnlyList<(string Name, string Value)> Known(Origin? origin) => origin?.Facts ?? [];

    private static IReadOnlyList<(string Name, string Value)> Error(string name, double error) =>
        double.IsNaN(error) ? [] : [(name, Number(error))];

    private static string Number(double? value) => value?.ToString("R") ?? "";

    private sealed record CsvRow(
        string Series, double? X = null, double? Y = null, double? Z = null, double? Value = null, string Text = "")
    {
        public IReadOnlyList<(string Name, string Value)> Facts { get; init; } = [];
    }
}

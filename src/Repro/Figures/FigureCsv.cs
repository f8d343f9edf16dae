// Every number of a figure as one table, so that nobody has to measure in a picture.

using System.Globalization;
using CsvHelper;

namespace Repro.Figures;

/// <summary>Writes a figure's data as CSV with the columns panel, series, x, y and value.</summary>
public static class FigureCsv
{
    private static readonly CsvWriterOptions Format = new() { NewLine = "\n" };

    /// <summary>
    /// One row for each point, mark and place of a curve, as given, NaN and infinities included; for a line of equal sum
    /// only its value. Panels are named by their titles, a repeated one with its number.
    /// </summary>
    public static string Write(Figure figure)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Format, leaveOpen: true))
        {
            Row(csv, "panel", "series", "x", "y", "value");
            var names = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < figure.Panels.Count; i++)
            {
                var title = figure.Panels[i].Title;
                Panel(csv, figure.Panels[i], names.Add(title) ? title : $"{title} ({i + 1})");
            }
        }

        return text.ToString();
    }

    private static void Panel(CsvWriter csv, Panel panel, string name)
    {
        foreach (var point in panel.Points)
            Row(csv, name, "points", Number(point.X), Number(point.Y), Number(point.Value));
        foreach (var curve in panel.Curves)
        {
            foreach (var (x, y) in curve.Points)
                Row(csv, name, curve.Name, Number(x), Number(y), "");
        }

        foreach (var marks in panel.Marks)
        {
            foreach (var (x, y) in marks.Points)
                Row(csv, name, marks.Name, Number(x), Number(y), "");
        }

        foreach (var sum in panel.EqualSums)
            Row(csv, name, panel.EqualSumsName ?? "x + y", "", "", Number(sum));
    }

    private static void Row(CsvWriter csv, params ReadOnlySpan<string> fields) => csv.WriteRecord(fields);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

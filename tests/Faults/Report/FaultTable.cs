// The suite's table: for the console, as Markdown, and as JSON.

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Faults.Report;

internal static class FaultTable
{
    private static readonly string[] Headings = ["fault", "cases", "losses", "longest", "time", "seed", "note"];

    public static string Text(IReadOnlyList<Tally> tallies)
    {
        var rows = tallies.Select(Cells).Append(Sum(tallies)).Prepend(Headings).ToList();
        var widths = Headings.Select((_, at) => rows.Max(row => row[at].Length)).ToArray();
        return string.Concat(rows.Select(row => string.Join("  ", row.Select(Padded)).TrimEnd() + "\n"));

        string Padded(string cell, int at) => at is 0 or 6 ? cell.PadRight(widths[at]) : cell.PadLeft(widths[at]);
    }

    /// <summary>Writes <c>faults.md</c> and <c>faults.json</c>.</summary>
    public static void Write(string folder, IReadOnlyList<Tally> tallies, string heading)
    {
        Directory.CreateDirectory(folder);
        var text = new StringBuilder($"# Faults\n\n{heading}\n\n| {string.Join(" | ", Headings)} |\n|---|---:|---:|---:|---:|---:|---|\n");
        foreach (var row in tallies.Select(Cells).Append(Sum(tallies))) text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        foreach (var loss in tallies.SelectMany(tally => tally.Losses.Select(loss => $"\n## {tally.Kind}\n\n```\n{loss}\n```\n")))
            text.Append(loss);
        File.WriteAllText(Path.Combine(folder, "faults.md"), text.ToString());
        var json = new JsonArray([.. tallies.Select(tally => (JsonNode)new JsonObject
        {
            ["fault"] = tally.Kind,
            ["cases"] = tally.Cases,
            ["losses"] = new JsonArray([.. tally.Losses.Select(loss => (JsonNode)loss)]),
            ["longest_seconds"] = tally.Longest.TotalSeconds,
            ["seconds"] = tally.Total.TotalSeconds,
            ["seed"] = tally.Seed,
            ["note"] = tally.Note,
            ["skipped"] = tally.Skipped,
        })]);
        File.WriteAllText(Path.Combine(folder, "faults.json"), json.ToJsonString(new() { WriteIndented = true }) + "\n");
    }

    private static string[] Cells(Tally tally) =>
        [tally.Kind, Number(tally.Cases), Number(tally.Losses.Count), Seconds(tally.Longest), Seconds(tally.Total), $"{tally.Seed}",
            Remarks(tally)];

    /// <summary>Returns the note of a row and why cases of it were skipped.</summary>
    public static string Remarks(Tally tally) =>
        string.Join("; ", new[] { tally.Note, tally.Skipped is { } reason ? $"skipped: {reason}" : null }.OfType<string>());

    private static string[] Sum(IReadOnlyList<Tally> tallies) =>
    [
        "all", Number(tallies.Sum(tally => tally.Cases)), Number(tallies.Sum(tally => tally.Losses.Count)),
        Seconds(tallies.Max(tally => tally.Longest)), Seconds(TimeSpan.FromSeconds(tallies.Sum(tally => tally.Total.TotalSeconds))), "", "",
    ];

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) =>
        time.TotalMilliseconds < 100 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F1} ms")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");
}

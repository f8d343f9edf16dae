// Writes a report as Markdown, e.g. for a pull request. It shows the pictures by their paths.

using System.Text;
using Repro.Claims;

namespace Repro.Report;

/// <summary>Writes the text.</summary>
/// <param name="report">What the report shows.</param>
/// <param name="folder">Folder of the text, to which the paths of pictures are relative.</param>
internal sealed class MarkdownReport(ReportContent report, string folder)
{
    /// <summary>Number of rows above which a table is only named.</summary>
    private const int MostRows = 30;

    private readonly StringBuilder text = new();

    /// <summary>Returns the text.</summary>
    public string Write()
    {
        Line($"# {Escaped(report.Subject.Title)}");
        Line($"Preset `{report.Preset}`, written {report.Written:yyyy-MM-dd HH:mm} UTC. A page with all details is beside this text.");
        Table(
            ["verdict", "claims", "which"],
            report.Verdicts.Select(group => new[]
            {
                ReportContent.Of(group.Key), $"{group.Count()}", string.Join(", ", group.Select(entry => entry.Listed.Id)),
            }));
        Line(report.States);
        Table(
            ["target", "state", "images", "claims"],
            report.Shown.Select(target => new[]
            {
                target.Name, TargetSection.Of(target.State), target.Qualities,
                string.Join(", ", target.Claims.Select(claim => $"{claim.Id} {VerdictText.Of(claim.Verdict)}")),
            }));

        Line("## Claims");
        Table(
            ["claim", "verdict", "effect", "p (holds / fails)", "error rates", "statement", "source"],
            report.Ledger.Select(entry => entry.Found?.Claim).OfType<Claim>().Select(claim => new[]
            {
                claim.Id, VerdictText.Of(claim.Verdict), ClaimText.Effect(claim), ClaimText.PValues(claim),
                ClaimText.OrDash(claim.ErrorRates), claim.Statement, claim.Source,
            }));
        if (report.Untested.Count > 0)
            Table(
                ["claim that no run of this preset tests", "statement", "source"],
                report.Untested.Select(claim => new[] { claim.Id, claim.Statement, claim.Source }));
        foreach (var (title, targets) in report.Groups)
        {
            if (!targets.Any(report.Shown.Contains)) continue;
            Line($"## {Escaped(title)}");
            foreach (var target in targets.Where(report.Shown.Contains)) Section(target);
        }

        if (report.NotRun.Count == 0) return text.ToString();
        Line("## Targets without results");
        foreach (var target in report.NotRun)
            text.Append($"- {target.Name}: {Escaped(target.Description)} `{report.Command(target)}`\n");

        return text.ToString();
    }

    private void Section(TargetSection target)
    {
        Line($"### {target.Name}");
        Line(Escaped(target.Description));
        foreach (var warning in target.Warnings) Line($"**{Escaped(warning)}**");
        foreach (var picture in target.Pictures)
        {
            if (picture.Path is not null)
                Line($"![{Escaped(picture.Title)}]({Path.GetRelativePath(folder, picture.Path).Replace('\\', '/').Replace(" ", "%20")})");
            Line(Escaped(picture.Caption));
        }

        foreach (var table in target.Tables)
        {
            if (table.Name != target.Name || table.Rows.Count > MostRows) continue;
            Line(Escaped(table.Caption));
            if (table.Columns.Count > 0) Table([.. table.Columns.Select(column => column.Heading)], table.Rows);
        }

        Line($"`{report.Command(target)}`");
    }

    private void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(headings);
        Row([.. headings.Select(_ => "---")]);
        foreach (var row in rows) Row(row);
        text.Append('\n');
    }

    private void Row(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells.Select(Escaped)).Append(" |\n");

    private void Line(string line) => text.Append(line).Append("\n\n");

    /// <summary>Escapes what Markdown would take for the border of a cell, emphasis or HTML.</summary>
    private static string Escaped(string plain) => plain.Replace("\\", "\\\\").Replace("|", "\\|").Replace("*", "\\*").Replace("_", "\\_")
        .Replace("<", "&lt;").Replace("\r", "").Replace('\n', ' ');
}

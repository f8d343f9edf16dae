// Writes a report as one HTML page that needs no other file and no network.

using System.Security.Cryptography;
using System.Text;
using Repro.Claims;
using Shared;

namespace Repro.Report;

/// <summary>Writes the page.</summary>
internal sealed class HtmlReport(ReportContent report)
{
    /// <summary>Number of rows above which a table is folded.</summary>
    private const int MostRows = 30;

    /// <summary>Returns the page.</summary>
    public string Write()
    {
        var scripts = report.Targets.SelectMany(target => target.Pictures).Any(picture => picture.Spaces is not null)
            ? new[] { Resource("plotly-gl3d.min.js"), Resource("report.js") } : [];
        var policy = "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
            + (scripts.Length == 0 ? "" : $"; script-src {string.Join(' ', scripts.Select(HashOf))}");
        return Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{new Html(policy)}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{report.Subject.Title} ({report.Preset})</title>
            <link rel="icon" href="data:,">
            <style>
            {new Html(Resource("report.css"))}
            </style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <header>
            <h1>{report.Subject.Title}</h1>
            <p>Preset <strong>{report.Preset}</strong>, written {report.Written:yyyy-MM-dd HH:mm} UTC from the records of {Runs()}.</p>
            </header>
            <nav aria-label="Contents"><ul>
            {Html.Each(Contents(), entry => $"<li><a href=\"#{entry.Id}\">{entry.Title}</a></li>\n")}</ul></nav>
            <main id="main" tabindex="-1">
            {Summary()}
            {Groups().Select(group => Part(group.Id, group.Title, Html.Of($"{group.Targets.Select(Section)}")))}
            {NotRun()}
            {Ledger()}
            {report.Appendices.Index().Select(
                appendix => Part($"appendix-{appendix.Index}", appendix.Item.Title, Table(appendix.Item.Table, appendix.Item.Title)))}
            {Sizes()}
            {Environment()}
            {Part("cite", "How to cite", Html.Of($"{Scrolling("Citation", Html.Of($"<pre>{report.Subject.Citation}</pre>"))}"))}
            </main>
            {Html.Each(scripts, script => $"<script>{new Html(script)}</script>\n")}</body>
            </html>

            """).Text;
    }

    private string Runs() => report.Runs.Count == 0 ? "no run" : string.Join(", ", report.Runs.Select(run => $"run {run.Id}").Reverse());

    private IEnumerable<(string Id, string Title)> Contents() =>
    [
        ("summary", "Summary"), .. Groups().Select(group => (group.Id, group.Title)),
        .. report.NotRun.Count > 0 ? [("not-run", "Targets without results")] : Array.Empty<(string, string)>(), ("claims", "Claims"),
        .. report.Appendices.Index().Select(appendix => ($"appendix-{appendix.Index}", appendix.Item.Title)), ("sizes", "Sizes"),
        ("environment", "Environment"), ("cite", "How to cite"),
    ];

    /// <summary>The groups of targets of which there is something to show.</summary>
    private IEnumerable<(string Id, string Title, IEnumerable<TargetSection> Targets)> Groups() =>
        from @group in report.Groups.Index()
        let shown = @group.Item.Targets.Where(report.Shown.Contains).ToList()
        where shown.Count > 0
        select ($"group-{@group.Index}", @group.Item.Title, shown.AsEnumerable());

    private static Html Part(string id, string title, Html content) => Html.Of($"""
        <section aria-labelledby="{id}">
        <h2 id="{id}">{title}</h2>
        {content}
        </section>

        """);

    private Html Summary() => Part("summary", "Summary", Html.Of($"""
        {Warnings(report.Warnings)}
        <h3>Claims by verdict</h3>
        {Scrolling("Claims by verdict", Html.Of($"""
            <table><thead><tr>{Columns("verdict", "claims", "which")}</tr></thead><tbody>
            {Html.Each(report.Verdicts, group => $"""
                <tr><th scope="row">{Badge(group.Key)}</th><td class="n">{group.Count()}</td><td class="links">{Links(
                    group.Select(entry => entry.Listed.Id))}</td></tr>

                """)}</tbody></table>
            """))}
        <h3>Targets</h3>
        <p>{report.States}{Html.If(report.NotRun.Count > 0, $" <a href=\"#not-run\">Those without results</a> are listed below.")}</p>
        {Scrolling("Targets", Html.Of($"""
            <table><thead><tr>{Columns("target", "state", "images", "claims")}</tr></thead><tbody>
            {Html.Each(report.Shown, target => $"""
                <tr><th scope="row">{Link(target)}</th><td>{TargetSection.Of(target.State)}</td>
                <td>{target.Qualities}</td><td class="links">{VerdictLinks(target)}</td></tr>

                """)}</tbody></table>
            """))}
        """));

    /// <summary>Returns a line for each verdict on a claim of the target.</summary>
    private static IEnumerable<Html> VerdictLinks(TargetSection target) => Html.Each(
        target.Claims.GroupBy(claim => claim.Verdict).OrderBy(same => same.Key),
        same => $"{VerdictText.Of(same.Key)}: {Links(same.Select(claim => claim.Id))}<br>");

    private static IEnumerable<Html> Links(IEnumerable<string> claims) => Html.Each(
        claims.Index(), claim => $"{(claim.Index > 0 ? ", " : "")}<a href=\"#{Anchor(claim.Item)}\">{claim.Item}</a>");

    /// <summary>Returns the id of a claim on the page, which may have no blanks.</summary>
    private static string Anchor(string claim) => $"claim-{claim.Replace(' ', '-')}";

    private static Html Badge(Verdict? verdict) =>
        Html.Of($"<span class=\"badge {verdict?.ToString() ?? "NotRun"}\">{ReportContent.Of(verdict)}</span>");

    private static Html Warnings(IReadOnlyList<string> warnings) =>
        Html.If(warnings.Count > 0, $"<ul class=\"warnings\">{Html.Each(warnings, warning => $"<li>{warning}</li>")}</ul>");

    private Html NotRun() => report.NotRun.Count == 0 ? default : Part("not-run", "Targets without results", Html.Of($"""
        <ul class="list">
        {Html.Each(report.NotRun, target => $"""
            <li><strong>{target.Name}</strong>: {target.Description} <code>{report.Command(target)}</code></li>

            """)}</ul>
        """));

    private Html Section(TargetSection target) => Html.Of($"""
        <article aria-labelledby="{target.Name}">
        <h3 id="{target.Name}">{target.Name}</h3>
        <p>{target.Description}</p>
        {Warnings(target.Warnings)}
        {target.Pictures.Select(Figure)}
        {target.Tables.Select(table => table.Name == target.Name && table.Rows.Count <= MostRows ? Table(table) : Folded(table))}
        {Facts(target)}
        {Html.If(target.Notes.Count > 0, $"<details><summary>Notes ({target.Notes.Count})</summary><ul>{Html.Each(
            target.Notes, note => $"<li>{note}</li>")}</ul></details>")}
        </article>

        """);

    private Html Facts(TargetSection target) => Html.Of($"""
        <dl>
        <dt>reproduce</dt><dd><code>{report.Command(target)}</code></dd>
        {Html.If(target.Data.Count > 0, $"<dt>images</dt><dd>{Html.Each(target.Data, data => $"{data.Description}<br>")}</dd>")}
        {Html.If(target.Claims.Count > 0, $"<dt>claims</dt><dd class=\"links\">{VerdictLinks(target)}</dd>")}
        <dt>run</dt><dd>{RunText(target.Run!)}<br>{target.Run!.Environment.Provenance}</dd>
        </dl>
        """);

    private static string RunText(ShownRun run) =>
        $"{run.Id}, started {run.Started:yyyy-MM-dd HH:mm} UTC, took {run.Took}"
        + (run.Targets.Count == 1 ? "" : $" for {run.Targets.Count} targets");

    private static Html Figure(Picture picture, int index) => picture.Path is null
        ? Html.Of($"<p>The file of the picture “{picture.Title}” is missing. The command below draws it again.</p>")
        : Html.Of($"""
            <figure>
            {Scrolling($"Picture: {picture.Title}", Html.Of($"""
                <img alt="{picture.Caption}" width="{picture.Width}" height="{picture.Height}" loading="lazy" src="{DataUri(picture.Path)}">
                """))}
            {(picture.Spaces is { } spaces ? Surface(spaces) : default)}
            <figcaption><strong>{picture.Title}.</strong> {picture.Caption}</figcaption>
            </figure>

            """);

    /// <summary>The data of the space panels; the script shows each with buttons that turn it.</summary>
    private static Html Surface(string spaces) => Html.Of($"""
        <div class="spaces" hidden><script type="application/json">{new Html(spaces.Replace("<", "\\u003c"))}</script></div>
        """);

    private static string DataUri(string path) =>
        $"data:image/{(path.EndsWith(".svg") ? "svg+xml" : "png")};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}";

    private static Html Folded(TextTable table) =>
        Html.Of($"<details><summary>{table.Name} ({Counted.Of(table.Rows.Count, "row")})</summary>{Table(table)}</details>");

    /// <param name="table">The table, whose cells are texts already.</param>
    /// <param name="label">What the box in which it scrolls is called, as no other; by default that of the table.</param>
    private static Html Table(TextTable table, string? label = null) => table.Columns.Count == 0
        ? Html.Of($"<p>{table.Caption}</p>")
        : Html.Of($"""
        <p class="caption">{table.Caption}</p>
        {Scrolling($"Table {label ?? table.Name}", Html.Of($"""
            <table><thead><tr>{Html.Each(
                table.Columns, column => $"<th scope=\"col\"{Aligned(column.IsNumeric)}>{column.Heading}</th>")}</tr></thead><tbody>
            {Html.Each(table.Rows, row => $"<tr>{row.Zip(table.Columns).Select(Cell)}</tr>\n")}</tbody></table>
            """))}
        """);

    private static Html Cell((string Text, (string Heading, bool IsNumeric) Column) cell, int index) => index == 0
        ? Html.Of($"<th scope=\"row\"{Aligned(cell.Column.IsNumeric)}>{cell.Text}</th>")
        : Html.Of($"<td{Aligned(cell.Column.IsNumeric)}>{cell.Text}</td>");

    private static IEnumerable<Html> Columns(params IReadOnlyList<string> headings) =>
        Html.Each(headings, heading => $"<th scope=\"col\">{heading}</th>");

    private static Html Aligned(bool isNumeric) => new(isNumeric ? " class=\"n\"" : "");

    /// <summary>Puts wide content into a box of its own that scrolls, also by keyboard.</summary>
    private static Html Scrolling(string label, Html content) =>
        Html.Of($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\">{content}</div>");

    private Html Ledger() => Part("claims", "Claims", Html.Of($"""
        <p>Effects stand with their standard errors, in reasons too. The two p-values are those of “holds” and of “fails”. The error rates
        are measured on simulated results. The history has the verdicts after shares of the training.</p>
        {report.Ledger.Select(entry => entry.Found is { } found ? Tested(entry, found.Target, found.Claim) : default)}
        {Html.If(report.Untested.Count > 0, $"""
            <h3>Claims that no run of this preset tests</h3>
            <ul class="list">
            {Html.Each(report.Untested, claim => $"""
                <li id="{Anchor(claim.Id)}"><strong>{claim.Id}</strong>: {claim.Statement} <cite>({claim.Source})</cite></li>

                """)}</ul>
            """)}
        """));

    private static Html Tested(LedgerEntry entry, TargetSection target, Claim claim) => Html.Of($"""
        <article class="claim" aria-labelledby="{Anchor(entry.Listed.Id)}">
        <h3 id="{Anchor(entry.Listed.Id)}">{entry.Listed.Id} {Badge(claim.Verdict)}</h3>
        <p>{entry.Listed.Statement} <cite>({entry.Listed.Source})</cite></p>
        <dl class="numbers">
        <div><dt>effect</dt><dd>{ClaimText.Effect(claim)}</dd></div>
        {Html.If(claim.Short.Length > 0, $"<div><dt>of</dt><dd>{claim.Short}</dd></div>")}
        <div><dt>p (holds / fails)</dt><dd>{ClaimText.PValues(claim)}</dd></div>
        <div><dt>error rates</dt><dd>{ClaimText.OrDash(claim.ErrorRates)}</dd></div>
        <div><dt>history</dt><dd>{ClaimText.OrDash(claim.History)}</dd></div>
        <div><dt>from</dt><dd>{Link(target)}</dd></div>
        </dl>
        <details><summary>Statistic and reason</summary>
        <p><strong>Statistic:</strong> {claim.Statistic}</p>
        <p><strong>Reason:</strong> {target.WithShortData(claim.Reason)}</p>
        {Html.If(entry.Others.Count > 0, $"<p>Other targets: {Html.Each(entry.Others, Other)}</p>")}
        </details>
        </article>

        """);

    private static Html Link(TargetSection target) => Html.Of($"<a href=\"#{target.Name}\">{target.Name}</a>");

    private static FormattableString Other((TargetSection Target, Claim Claim) other) =>
        $"{Link(other.Target)} {VerdictText.Of(other.Claim.Verdict)}, {ClaimText.Effect(other.Claim)}. ";

    private Html Sizes() => Part("sizes", "Sizes that are not the papers'", Html.Of($"""
        {Html.If(report.Runs.Count == 0, $"<p>There is no run.</p>")}
        {Html.Each(report.Runs.GroupBy(run => string.Join('\n', run.Departures)), runs => $"""
            <h3>Run {string.Join(", ", runs.Select(run => run.Id))}</h3>
            {(runs.Key.Length == 0 ? Html.Of($"<p>All sizes are the papers'.</p>")
                : Html.Of($"<ul class=\"columns\">{Html.Each(runs.First().Departures, departure => $"<li>{departure}</li>")}</ul>"))}

            """)}
        """));

    private Html Environment() => Part("environment", "Environment", Html.Of($"""
        {Scrolling("Runs", Html.Of($"""
            <table><thead><tr>{Columns("run", "started", "ended", "took", "targets")}</tr></thead><tbody>
            {Html.Each(report.Runs, run => $"""
                <tr><th scope="row">{run.Id}</th><td>{run.Started:yyyy-MM-dd HH:mm} UTC</td><td>{run.Status}</td>
                <td>{run.Took}</td><td>{string.Join(", ", run.Targets)}</td></tr>

                """)}</tbody></table>
            """))}
        {Html.Each(report.Runs, run => $"""
            <details><summary>Machine, code and settings of run {run.Id}</summary>
            {Scrolling($"Environment of run {run.Id}", Html.Of($"""
                <table><thead><tr>{Columns("fact", "value")}</tr></thead><tbody>
                {Html.Each(run.Environment.Facts, fact => $"<tr><th scope=\"row\">{fact.Key}</th><td>{fact.Value}</td></tr>\n")}
                </tbody></table>
                """))}
            </details>

            """)}
        """));

    private static string HashOf(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream($"Report.{name}")!);
        return reader.ReadToEnd();
    }
}

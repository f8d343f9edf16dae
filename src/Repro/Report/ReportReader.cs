// Reads what a report shows from the records of one preset and the files beside them.

using System.Text.Json.Nodes;
using System.Xml;
using Dapper;
using Repro.Claims;
using Repro.Environments;
using Repro.Execution;
using Repro.Figures;
using Repro.Records;

namespace Repro.Report;

/// <summary>
/// Shows of each target the last run whose tables and figures are those of the results folder. A run whose output went to a folder for
/// worse ones is shown only where there is no other.
/// </summary>
internal sealed class ReportReader(RecordsDatabase records, ReportSubject subject)
{
    /// <summary>Size in bytes above which an SVG is shown as PNG, which does not grow with the number of points.</summary>
    private const int LargestSvg = 1_500_000;

    private readonly string folder = Path.GetDirectoryName(records.Path)!;
    private readonly Dictionary<long, ShownRun> runs = [];

    /// <summary>Reads the report.</summary>
    /// <exception cref="RecordsException">Thrown when the records cannot be read.</exception>
    public ReportContent Read(DateTimeOffset now) => records.Reading(_ => ReadRows(now));

    private ReportContent ReadRows(DateTimeOffset now)
    {
        var latest = LatestRuns();
        var groups = subject.Groups.Select(group => (group.Title, (IReadOnlyList<TargetSection>)
            [.. group.Targets.Select(target => Section(target.Name, target.Description, latest))])).ToList();
        var found = groups.SelectMany(group => group.Item2)
            .SelectMany(target => target.Claims.Select(claim => (Target: target, Claim: claim))).ToLookup(each => each.Claim.Id);
        return new()
        {
            Subject = subject,
            Preset = Path.GetFileName(folder),
            Folder = folder,
            Written = now,
            Groups = groups,
            Ledger = [.. subject.Claims.Concat(found.Select(same => Listed(same.First().Claim))).DistinctBy(claim => claim.Id)
                .Select(claim => Entry(claim, found[claim.Id]))],
            Appendices = [.. subject.Appendices.Select(appendix => (appendix.Title, TextTable.Of(appendix.Table)))],
        };
    }

    private static ListedClaim Listed(Claim claim) => new(claim.Id, claim.Statement, claim.Source);

    /// <summary>
    /// Chooses the verdict that counts: one on real images before one on stand-ins, one that could be tested before one that could not,
    /// and then that of the last target in the list, which measures most.
    /// </summary>
    private static LedgerEntry Entry(ListedClaim claim, IEnumerable<(TargetSection Target, Claim Claim)> found)
    {
        var ordered = found.Reverse().OrderBy(each => each.Target.HasStandIn)
            .ThenBy(each => each.Claim.Verdict == Verdict.NotTestableHere).ToList();
        return new(claim, ordered.Count == 0 ? null : ordered[0], [.. ordered.Skip(1)]);
    }

    /// <summary>Returns for each target the run to be shown and the folder of its files.</summary>
    private Dictionary<string, (long Run, string Folder)> LatestRuns() =>
        Query<(string Experiment, long Run, string? File)>(
            """
            SELECT experiment, run_id, max(csv) FROM (
                SELECT experiment, run_id, csv FROM tables
                UNION SELECT experiment, run_id, path FROM figures JOIN figure_files ON figure_id = figures.id
                UNION SELECT experiment, run_id, NULL FROM claims)
            GROUP BY experiment, run_id
            """)
        .GroupBy(row => row.Experiment).ToDictionary(
            rows => rows.Key,
            rows => rows.Select(row => (row.Run, Folder: PlaceOf(row.File)))
                .OrderBy(run => run.Folder == folder).ThenBy(run => run.Run).Last());

    /// <summary>Returns the folder of a file: that of the results, or one for worse runs in it. The results may have been moved.</summary>
    private string PlaceOf(string? file) => Path.GetFileName(Path.GetDirectoryName(file)) is OutputPlace.StandIn or OutputPlace.Incomplete
        ? Path.Combine(folder, Path.GetFileName(Path.GetDirectoryName(file))!) : folder;

    private TargetSection Section(string name, string description, Dictionary<string, (long Run, string Folder)> latest)
    {
        if (!latest.TryGetValue(name, out var shown)) return new() { Name = name, Description = description };
        var of = new { run = shown.Run, name };
        return new()
        {
            Name = name,
            Description = description,
            Run = Run(shown.Run),
            MissingResults = OutputPlace.Read(shown.Folder, name)?.MissingResults ?? 0,
            Data = Query<(string, string)>(
                "SELECT DISTINCT quality, description FROM data_sources WHERE run_id = @run AND experiment = @name ORDER BY rowid", of),
            Pictures = [.. Query<(string Name, string Title, string Caption, string? Warning)>(
                "SELECT name, title, caption, warning FROM figures WHERE run_id = @run AND experiment = @name ORDER BY id", of)
                .Select(figure => PictureOf(figure, shown.Folder))],
            Tables = [.. Query<string>("SELECT markdown FROM tables WHERE run_id = @run AND experiment = @name ORDER BY id", of)
                .Select(path => TableIn(Path.Combine(shown.Folder, Path.GetFileName(path))))],
            Claims = [.. Query<ClaimRow>(
                """
                SELECT claim AS Id, statement, source, statistic, value, spread, verdict, reason, unit, p_holds AS PHolds,
                    p_fails AS PFails, history, error_rates AS ErrorRates, short_reason AS Short
                FROM claims WHERE run_id = @run AND experiment = @name ORDER BY rowid
                """,
                of).Select(row => row.ToClaim())],
            Notes = Query<string>("SELECT text FROM notes WHERE run_id = @run AND experiment = @name ORDER BY position", of),
        };
    }

    private static TextTable TableIn(string path) => Platform.TryReadText(path) is { } text && TextTable.TryRead(text) is { } table
        ? table : TextTable.Missing(Path.GetFileNameWithoutExtension(path));

    private static Picture PictureOf((string Name, string Title, string Caption, string? Warning) figure, string place)
    {
        var files = FigureFiles.In(place, figure.Name);
        var isSmall = File.Exists(files.Svg) && new FileInfo(files.Svg).Length <= LargestSvg;
        var picture = new Picture(
            figure.Title, figure.Caption, figure.Warning, isSmall ? files.Svg : File.Exists(files.Png) ? files.Png : null);
        return File.Exists(files.Svg) ? Described(picture, files.Svg) : picture;
    }

    /// <summary>Adds what the SVG says of itself: its size and its space panels. A damaged file says nothing.</summary>
    private static Picture Described(Picture picture, string svg)
    {
        try
        {
            using var reader = XmlReader.Create(svg);
            reader.MoveToContent();
            picture = picture with { Width = reader.GetAttribute("width"), Height = reader.GetAttribute("height") };
            return reader.ReadToDescendant("metadata") ? picture with { Spaces = reader.ReadElementContentAsString() } : picture;
        }
        catch (XmlException)
        {
            return picture;
        }
    }

    private ShownRun Run(long id)
    {
        if (runs.TryGetValue(id, out var known)) return known;
        var (started, targets, settings, status, seconds) = records.Connection.QuerySingle<(string, string, string, string?, double?)>(
            "SELECT started, targets, settings, status, seconds FROM runs LEFT JOIN run_ends ON run_id = id WHERE id = @id", new { id });
        return runs[id] = new(id, DateTimeOffset.Parse(started), targets.Split(' '), status ?? "not ended", seconds)
        {
            Environment = new([.. Query<(string Key, string Value)>(
                "SELECT key, value FROM environment WHERE run_id = @id ORDER BY rowid", new { id })
                .Select(fact => KeyValuePair.Create(fact.Key, fact.Value))]),
            Departures = subject.Departures(JsonNode.Parse(settings)!.AsObject()),
        };
    }

    private IReadOnlyList<T> Query<T>(string query, object? parameters = null) => [.. records.Connection.Query<T>(query, parameters)];

    private sealed record ClaimRow(
        string Id, string Statement, string Source, string Statistic, double? Value, double? Spread, string Verdict, string Reason,
        string Unit, double? PHolds, double? PFails, string History, string ErrorRates, string Short)
    {
        public Claim ToClaim() => new(Id, Statement, Source, Statistic, Value, Spread, Enum.Parse<Verdict>(Verdict), Reason)
        {
            Unit = Unit,
            PHolds = PHolds,
            PFails = PFails,
            History = History,
            ErrorRates = ErrorRates,
            Short = Short,
        };
    }
}

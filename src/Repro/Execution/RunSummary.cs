// What a run writes to the console before and after its jobs.

using Repro.Claims;
using Repro.Environments;
using Repro.Plans;
using Repro.Records;
using Shared;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Repro.Execution;

/// <summary>Writes the head and the tail of a run's output.</summary>
internal sealed class RunSummary(IAnsiConsole console, RunnerOptions options)
{
    /// <summary>Most rows of a table on the console; the whole table is in its file.</summary>
    private const int MostRows = 40;

    private bool Speaks => options.Verbosity >= Verbosity.Normal;

    public static RunStatus StatusOf(IReadOnlyList<JobReport> jobs, IReadOnlyList<ExperimentReport> experiments, bool cancelled)
    {
        if (cancelled) return RunStatus.Cancelled;
        if (jobs.Any(job => job.State.Result is null)) return RunStatus.JobsFailed;
        if (experiments.Any(experiment => experiment.Conclusion is { Passed: false })) return RunStatus.CheckFailed;
        return experiments.All(experiment => experiment.Error is null) ? RunStatus.Succeeded : RunStatus.NotDrawn;
    }

    public void Head(EnvironmentRecord environment, PlannedRun run, IReadOnlyList<JobState> states)
    {
        if (!Speaks) return;
        console.Line(environment.Header);
        Unofficial(run);
        var (cached, failed) = (states.Count(state => state.IsCached), states.Count(state => state.HasFailed));
        var before = failed == 0 ? "" : $", {failed} without a result because of earlier failures (--retry-failed runs them again)";
        console.Line($"{Counted.Of(states.Count, "job")}: {cached} cached, {states.Count - cached - failed} to be run{before}");
        if (options.Verbosity < Verbosity.Detailed) return;
        foreach (var state in states) console.Line($"  {state.Job.Kind} {state.Job.Label}: {state.Text}");
    }

    public void Tail(RunResult result, PlannedRun run, IReadOnlyList<string> notices)
    {
        if (Speaks) foreach (var experiment in result.Experiments) Show(experiment);
        foreach (var job in result.Jobs.Where(job => job.End == JobEnd.Failed))
            console.Line("red", "failed", $"  {job.State.Job.Kind} {job.State.Job.Label}: {FirstLine(job.Error)}\n        log: {job.Log}");
        foreach (var job in result.Jobs.Where(job => job.End == JobEnd.Skipped))
            console.Line("yellow", "skipped", $" {job.State.Job.Kind} {job.State.Job.Label}: {FirstLine(job.Error)}");
        foreach (
            var experiment in result.Experiments.Where(experiment => experiment.Error is not null && result.Status != RunStatus.Cancelled))
            console.Line("red", experiment.Name, $": {experiment.Error}");
        if (Speaks) foreach (var notice in notices) console.Line("yellow", "notice", $"  {notice}");
        Unofficial(run);
        console.Line(Counts(result));
        if (result.Status == RunStatus.Cancelled)
            console.Line("yellow", "cancelled", ": nothing finished is lost; run the same command again to go on");
        foreach (var file in result.Files) console.Line(file);
    }

    /// <summary>Returns the first line of an error; the rest is in the log.</summary>
    private static string? FirstLine(string? error) => error?.Trim().Split('\n')[0].TrimEnd();

    private static string Counts(RunResult result)
    {
        var counts = result.Jobs.GroupBy(job => job.End).OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}");
        return $"{Counted.Of(result.Jobs.Count, "job")}: {string.Join(", ", counts)}; {DurationText.Of(result.Time)}";
    }

    private void Unofficial(PlannedRun run)
    {
        foreach (var source in run.Data.Where(source => !source.IsOfficial))
        {
            var consequence = source.IsStandIn ? "no number made from it says anything about the real data set"
                : "numbers are not comparable to published ones";
            console.Line("red", $"{source.Quality} data", $": {source.Description}; {consequence}");
        }
    }

    private void Show(ExperimentReport experiment)
    {
        if (experiment.Conclusion is not { } conclusion) return;
        foreach (var table in conclusion.Tables)
        {
            var fitted = new FittedTable(table, MostRows, console.Profile.Width);
            console.Write(fitted.Drawn);
            if (fitted.IsCut) console.Line($"(all columns: {table.Name}.csv)");
            if (table.Rows.Count > MostRows)
                console.WriteLine($"({Counted.Of(table.Rows.Count - MostRows, "more row")} in {table.Name}.csv)");
        }

        if (conclusion.Claims.Count > 0) console.Write(Drawn(conclusion.Claims));
        foreach (var note in conclusion.Notes) console.Line(note);
    }

    private static Spectre.Console.Table Drawn(IReadOnlyList<Claim> claims)
    {
        var drawn = new Spectre.Console.Table { Title = new("Claims"), Border = TableBorder.Simple };
        foreach (var heading in new[] { "claim", "verdict", "effect", "calibration", "why" })
            drawn.AddColumn(new TableColumn(heading) { NoWrap = heading is "claim" or "verdict" });
        foreach (var claim in claims)
        {
            var error = claim.Spread is { } spread ? $" ± {spread:G2}" : "";
            drawn.AddRow(
                new[] { claim.Id, VerdictText.Of(claim.Verdict), $"{claim.Value:G3}{error} {claim.Unit}", claim.ErrorRates, claim.Reason }
                .Select(cell => (IRenderable)new Text(cell)));
        }

        return drawn;
    }
}

/// <summary>Chooses the columns of a table that fit a console, and draws them.</summary>
internal sealed class FittedTable
{
    /// <summary>Space on both sides of a column and the border on its right.</summary>
    private const int WidthAroundColumn = 3;

    /// <summary>Longest text, in characters, that is kept on one line where it names a row, which is to the left of all numbers.</summary>
    private const int LongestLabel = 32;

    private readonly Plans.Table table;
    private readonly IReadOnlyList<IReadOnlyList<object?>> rows;
    private readonly List<int> shown;

    /// <param name="table">The whole table.</param>
    /// <param name="mostRows">Most rows to show.</param>
    /// <param name="width">Width of the console in characters.</param>
    public FittedTable(Plans.Table table, int mostRows, int width)
    {
        this.table = table;
        rows = [.. table.Rows.Take(mostRows)];
        shown = [.. Enumerable.Range(0, table.Columns.Count)];
        LeaveOut(width);
    }

    /// <summary>Whether columns were left out.</summary>
    public bool IsCut => shown.Count < table.Columns.Count;

    /// <summary>The table with the columns that fit.</summary>
    public Spectre.Console.Table Drawn
    {
        get
        {
            var drawn = new Spectre.Console.Table
            {
                Title = new(Markup.Escape(table.Name)),
                Caption = new(Markup.Escape(table.Caption)),
                Border = TableBorder.Simple
            };
            foreach (var at in shown) drawn.AddColumn(Column(at));
            foreach (var row in rows) drawn.AddRow(shown.Select(at => (IRenderable)new Text(Cell(row, at))));
            return drawn;
        }
    }

    /// <summary>
    /// Leaves out columns from the right until the table fits, minor ones first and then numbers; the first column of numbers stays.
    /// </summary>
    private void LeaveOut(int width)
    {
        var needed = shown.ToDictionary(at => at, at => WidthOf(at) + WidthAroundColumn);
        var minor = shown.Where(at => table.Columns[at].IsMinor).Reverse();
        var numbers = shown.Where(at => TableText.IsNumeric(table, at) && !table.Columns[at].IsMinor).Skip(1).Reverse();
        foreach (var at in minor.Concat(numbers).ToList())
        {
            if (1 + shown.Sum(each => needed[each]) <= width) return;
            shown.Remove(at);
        }
    }

    private TableColumn Column(int at)
    {
        var isNumeric = TableText.IsNumeric(table, at);
        return new(Markup.Escape(TableText.Heading(table.Columns[at])))
        {
            Alignment = isNumeric ? Justify.Right : Justify.Left,
            NoWrap = isNumeric || IsLabel(at)
        };
    }

    /// <summary>Returns the width of a column: numbers and labels need their whole width, other text that of its longest word.</summary>
    private int WidthOf(int at) => TableText.IsNumeric(table, at) || IsLabel(at)
        ? Texts(at).Max(text => text.Length)
        : Texts(at).SelectMany(text => text.Split(' ', '\n')).Max(word => word.Length);

    private bool IsLabel(int at) =>
        Enumerable.Range(at, table.Columns.Count - at).Any(right => TableText.IsNumeric(table, right))
        && !Enumerable.Range(0, at + 1).Any(left => TableText.IsNumeric(table, left))
        && Texts(at).All(text => text.Length <= LongestLabel);

    private IEnumerable<string> Texts(int at) => rows.Select(row => Cell(row, at)).Prepend(TableText.Heading(table.Columns[at]));

    private string Cell(IReadOnlyList<object?> row, int at) => TableText.ForPeople(row[at], table.Columns[at]);
}

// What a run says on the console before and after its jobs.

using Repro.Claims;
using Repro.Environments;
using Repro.Records;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Repro.Execution;

/// <summary>The head and the tail of a run's output.</summary>
internal sealed class RunSummary(IAnsiConsole console, RunnerOptions options)
{
    /// <summary>More rows than this scroll away; the whole table is in its file.</summary>
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
        var toRun = states.Count(state => !state.IsCached);
        console.Line($"{states.Count} jobs: {states.Count - toRun} cached, {toRun} to be run");
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
        foreach (var experiment in result.Experiments.Where(experiment => experiment.Error is not null && result.Status != RunStatus.Cancelled))
            console.Line("red", experiment.Name, $": {experiment.Error}");
        if (Speaks) foreach (var notice in notices) console.Line("yellow", "notice", $"  {notice}");
        Unofficial(run);
        console.Line(Counts(result));
        if (result.Status == RunStatus.Cancelled) console.Line("yellow", "cancelled", ": nothing finished is lost; run the same command again to go on");
        foreach (var file in result.Files) console.Line(file);
    }

    /// <summary>The rest is in the log.</summary>
    private static string? FirstLine(string? error) => error?.Trim().Split('\n')[0].TrimEnd();

    private static string Counts(RunResult result)
    {
        var counts = result.Jobs.GroupBy(job => job.End).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}");
        return $"{result.Jobs.Count} jobs: {string.Join(", ", counts)}; {DurationText.Of(result.Time)}";
    }

    private void Unofficial(PlannedRun run)
    {
        foreach (var source in run.Data.Where(source => !source.IsOfficial))
        {
            var consequence = source.IsStandIn ? "no number made from it says anything about the real data set" : "numbers are not comparable to published ones";
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
            if (table.Rows.Count > MostRows) console.WriteLine($"({table.Rows.Count - MostRows} more rows in {table.Name}.csv)");
        }

        if (conclusion.Claims.Count > 0) console.Write(Drawn(conclusion.Claims));
        foreach (var note in conclusion.Notes) console.Line(note);
    }

    private static Spectre.Console.Table Drawn(IReadOnlyList<Claim> claims)
    {
        var drawn = new Spectre.Console.Table { Title = new("Claims"), Border = TableBorder.Simple };
        foreach (var heading in new[] { "claim", "statement", "verdict", "value", "spread", "reason" }) drawn.AddColumn(heading);
        foreach (var claim in claims)
        {
            drawn.AddRow(new[] { claim.Id, claim.Statement, VerdictText.Of(claim.Verdict), $"{claim.Value:G4}", $"{claim.Spread:G2}", claim.Reason }
                .Select(cell => (IRenderable)new Text(cell)));
        }

        return drawn;
    }
}

// What a run writes to the console before and after its jobs.

using Repro.Claims;
using Repro.Environments;
using Repro.Records;
using Shared;
using Spectre.Console;

namespace Repro.Execution;

/// <summary>Writes the head and the tail of a run's output.</summary>
/// <param name="console">Console of the results.</param>
/// <param name="aside">Console on which notices are printed, apart from the results.</param>
/// <param name="options">How much is printed, and the folders that are named.</param>
internal sealed class RunSummary(IAnsiConsole console, IAnsiConsole aside, RunnerOptions options)
{
    /// <summary>Most rows of a table on the console; the whole table is in its file.</summary>
    private const int MostRows = 40;

    private const string Indent = "  ";

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
        if (states.Count(state => state.IsCommitted) is > 0 and var committed)
            console.Line(
                $"{committed} of the cached results are committed ones, which were not computed here; --retrain computes them here");
        if (options.Verbosity < Verbosity.Detailed) return;
        foreach (var state in states) console.Line($"  {state.Job.Kind} {state.Job.Label}: {state.Text}");
    }

    public void Tail(RunResult result, PlannedRun run, IReadOnlyList<string> notices)
    {
        if (Speaks) foreach (var experiment in result.Experiments) Show(experiment, run);
        foreach (var job in result.Jobs.Where(job => job.End == JobEnd.Failed))
            console.Line("red", "failed", $"  {job.State.Job.Kind} {job.State.Job.Label}: {FirstLine(job.Error)}\n        log: {job.Log}");
        foreach (var job in result.Jobs.Where(job => job.End == JobEnd.Skipped))
            console.Line("yellow", "skipped", $" {job.State.Job.Kind} {job.State.Job.Label}: {FirstLine(job.Error)}");
        foreach (
            var experiment in result.Experiments.Where(experiment => experiment.Error is not null && result.Status != RunStatus.Cancelled))
            console.Line("red", experiment.Name, $": {experiment.Error}");
        if (Speaks) foreach (var notice in notices) aside.Line("yellow", "notice", $"  {notice}");
        Unofficial(run);
        console.Line(Counts(result));
        if (result.Status == RunStatus.Cancelled) aside.Line(RunResult.Interrupted);
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

    private void Show(ExperimentReport experiment, PlannedRun run)
    {
        if (experiment.Conclusion is not { } conclusion) return;
        var data = new DataTold(
            run.Experiments.Single(planned => planned.Experiment.Name == experiment.Name).Plan.Data.Select(source => source.Description));
        foreach (var table in conclusion.Tables) Show(table, data);
        if (conclusion.Claims.Count > 0) Show(experiment.Name, conclusion.Claims, data, run.Experiments[0].Context.Preset);
        if (conclusion.Notes.Count == 0) return;
        console.Line("");
        foreach (var note in conclusion.Notes) console.Note(data.Told(note));
        console.Paragraph($"Notes in full: {NotesFile.NameOf(experiment.Name)}");
    }

    private void Show(Plans.Table table, DataTold data)
    {
        var fitted = new FittedTable(table, MostRows, console.Profile.Width);
        console.Line("");
        console.Line("bold", table.Name, "");
        if (fitted.InAllRows.Length > 0) console.Paragraph(fitted.InAllRows);
        console.Write(fitted.Drawn);
        if (fitted.NotShown.Length > 0) console.Paragraph(fitted.NotShown);
        if (table.Rows.Count > MostRows)
            console.Paragraph($"{Counted.Of(table.Rows.Count - MostRows, "more row")} in {table.Name}.csv");
        console.Paragraph(data.Told(table.Caption));
    }

    /// <summary>Writes a line for each claim, which is cut where the console ends, and how to read the whole.</summary>
    private void Show(string target, IReadOnlyList<Claim> claims, DataTold data, string preset)
    {
        var counts = claims.GroupBy(claim => claim.Verdict).OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {VerdictText.Of(group.Key)}");
        var shared = SharedStart([.. claims.Select(claim => claim.Reason)]);
        var known = shared.Length == 0 ? 0 : SharedStart([.. claims.Select(ClaimText.Why)]).Length;
        console.Line("");
        console.Line("bold", "Claims", $": {string.Join(", ", counts)}");
        if (shared.Length > 0) console.Paragraph($"{shared.TrimEnd(' ', ':')}.");
        Claim[] shown = [.. claims.Select(claim => claim with { Short = data.Told(ClaimText.Why(claim)[known..]) })];
        foreach (var line in ClaimLines.Of(shown, console.Profile.Width - Indent.Length)) console.Line(Indent + line);
        console.Paragraph($"Evidence in full: hvae-repro claims {target} --preset {preset}");
    }

    /// <summary>Returns what all reasons say before their first colon, with the colon; empty where they differ.</summary>
    private static string SharedStart(IReadOnlyList<string> reasons)
    {
        const string Colon = ": ";
        var starts = reasons.Select(reason => reason.Contains(Colon) ? reason.Split(Colon)[0] + Colon : "").Distinct().ToList();
        return reasons.Count > 1 && starts is [var start] ? start : "";
    }
}

// Runs experiments from plan to records: decides which jobs to run, runs them, concludes, writes, and sums up.

using Repro.Environments;
using Repro.Figures;
using Repro.Plans;
using Repro.Records;
using Spectre.Console;

namespace Repro.Execution;

/// <summary>Runs experiments.</summary>
/// <param name="options">Folders, executor and what is to be computed again, as the user has chosen them.</param>
/// <param name="handlers">One handler for each kind of job. They run in this process with the debug executor only.</param>
/// <param name="facts">Returns facts about the libraries in this process, for the debug executor.</param>
/// <param name="renderer">Program that draws figures.</param>
/// <param name="console">Console for people.</param>
/// <param name="time">The clock.</param>
public sealed class Runner(
    RunnerOptions options, IReadOnlyList<IJobHandler> handlers, Func<IReadOnlyDictionary<string, string>> facts,
    IFigureRenderer renderer, IAnsiConsole console, TimeProvider time)
{
    private readonly ArtifactStore store =
        new(options.ArtifactsRoot, options is { CommittedResults: { } folder, Retrain: false } ? new(folder) : null);
    private const int MostNamed = 3;

    private readonly List<string> notices = [];

    /// <summary>Console of progress and notices; null for that of the results.</summary>
    public IAnsiConsole? Aside { get; init; }

    private IAnsiConsole Beside => Aside ?? console;

    /// <summary>Executor in place of the one that the options name, e.g. that of a cluster; null for that one.</summary>
    public IExecutor? Executor { get; init; }

    /// <summary>Returns for each job of the experiments whether its result is there, or why it is to be run; runs nothing.</summary>
    /// <exception cref="PlanException">Thrown when jobs of an experiment cannot run.</exception>
    public IReadOnlyList<JobState> Why(IReadOnlyList<IExperiment> experiments, PresetFile preset) =>
        PlannedRun.Of(experiments, preset, provenance: "").Examine(handlers, store, options);

    /// <summary>Runs the experiments; jobs that several need run once.</summary>
    /// <exception cref="PlanException">Thrown when jobs of an experiment cannot run.</exception>
    /// <exception cref="ArtifactsLockedException">Thrown when another invocation works with the same artifacts.</exception>
    /// <exception cref="ArtifactsException">Thrown when the artifacts cannot be written.</exception>
    /// <exception cref="RecordsException">Thrown when the records cannot be written.</exception>
    /// <exception cref="WorkerStartException">Thrown when worker processes cannot be started.</exception>
    public async Task<RunResult> RunAsync(IReadOnlyList<IExperiment> experiments, PresetFile preset, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        using var held = ArtifactsLock.Take(store.Root, Notice, time);
        var environment = EnvironmentRecord.Gather(options.RecordedFacts, time);
        var planned = PlannedRun.Of(experiments, preset, environment.Provenance);
        if (options.AcceptCode) KeepAcrossCode(planned.Plan);
        var states = planned.Examine(handlers, store, options);
        store.Restore(states.Where(state => state.IsCommitted).Select(state => (state.Job.Kind, state.Job.Key)));
        using var records = OpenRecords([.. states.Select(state => state.Result).OfType<ResultRecord>()]);
        var record = RunRecord.Begin(records, experiments.Select(experiment => experiment.Name), preset, time.GetUtcNow(), options.Command);
        record.Environment(environment.Facts);
        planned.RecordData(record);
        var summary = new RunSummary(console, Beside, options);
        summary.Head(environment, planned, states);

        var jobs = await ExecuteAsync(states, record, cancellation);
        bool Cancelled() => cancellation.IsCancellationRequested || jobs.Any(job => job.End == JobEnd.Stopped);
        var conclusions = new Conclusions(options, record, renderer, Notice, time).All(planned, jobs, store, Cancelled);
        var result = new RunResult
        {
            Status = RunSummary.StatusOf(jobs, conclusions.Reports, Cancelled()),
            Jobs = jobs,
            Experiments = conclusions.Reports,
            Files = [],
            Time = time.GetElapsedTime(began),
        };
        record.End(time.GetUtcNow(), result.Status.ToString(), result.Time.TotalSeconds);
        if (records.WriteWaiting() is { } locked)
        {
            Notice(locked);
            result = result with
            {
                Status = result.Status is RunStatus.Succeeded or RunStatus.NotDrawn ? RunStatus.NotRecorded : result.Status,
                Files = [.. conclusions.Files],
            };
        }
        else
        {
            Compare(jobs, record);
            var exported = CsvExport.WriteRecords(records, options.ResultsFolder);
            result = result with { Files = [.. conclusions.Files, .. exported, records.Path] };
        }

        summary.Tail(result, planned, notices);
        return result;
    }

    private async Task<IReadOnlyList<JobReport>> ExecuteAsync(
        IReadOnlyList<JobState> states, RunRecord record, CancellationToken cancellation)
    {
        var byKey = states.ToDictionary(state => state.Job.Key);
        var ends = new Dictionary<string, JobReport>();
        JobRow End(JobState state, JobEnd end, string? error, double seconds, ResultRecord? result)
        {
            ends[state.Job.Key] = new(state with { Result = result }, end, error, seconds, store.LogOf(state.Job));
            return new(
                state.Job.Key, state.Job.Kind, state.Job.Label, state.Job.ConfigurationText, store.FolderOf(state.Job),
                end.ToString().ToLowerInvariant(),
                state.Reason?.Text, error, seconds, result)
            {
                Inputs = [.. state.Job.Inputs.Select(input => input.Key)],
            };
        }

        foreach (var cached in states.Where(state => state.IsCached).Chunk(Ingestion.AtOnce))
            record.Jobs([.. cached.Select(state => End(state, JobEnd.Cached, null, 0, state.Result))]);
        record.Jobs([.. states.Where(state => state.HasFailed).Select(state =>
            End(state, state.Reason is FailedForGood ? JobEnd.Failed : JobEnd.Skipped, state.Reason!.Text, 0, null))]);
        if (ends.Count < states.Count)
        {
            IReadOnlyList<JobState> able = [.. states.Where(state => !state.HasFailed)];
            await using var progress = ProgressView.For(Beside, options, able, time);
            await NewExecutor().ExecuteAsync(
                able,
                happened =>
                {
                    if (happened is JobStarted started)
                        record.Environment(started.Facts.Select(fact => KeyValuePair.Create("worker." + fact.Key, fact.Value)));
                    if (happened is JobEnded ended)
                        record.Jobs(End(byKey[ended.Job.Key], ended.End, ended.Error, ended.Seconds, ended.Result));
                    progress?.Report(happened);
                },
                cancellation);
        }

        return [.. states.Select(state => ends[state.Job.Key])];
    }

    /// <summary>Notes which jobs of this run have other numbers than before.</summary>
    private void Compare(IReadOnlyList<JobReport> jobs, RunRecord record)
    {
        var disagreements = (
            from job in jobs
            where job.End == JobEnd.Done
            let text = record.Disagreement(job.State.Result!)
            where text is not null
            select $"{job.State.Job.Kind} {job.State.Job.Label}: {text}").ToList();
        if (disagreements.Count == 0) return;
        record.Notes("(run)", disagreements);
        var others = disagreements.Count > MostNamed ? "; the others stand in the notes of the records" : "";
        Notice($"{disagreements.Count} jobs have other numbers than before on this machine, "
            + "although code and configuration are the same: "
            + $"{string.Join("; ", disagreements.Take(MostNamed))}{others}. "
            + "Either what they were computed with differs, or they are not deterministic.");
    }

    private IExecutor NewExecutor() => Executor ?? (options.Executor switch
    {
        ExecutorKind.Debug => new DebugExecutor(store, handlers, facts, time),
        ExecutorKind.Slurm => throw new WorkerStartException(
            "The Slurm executor is put together by the caller. Set Runner.Executor, or run with --executor local."),
        _ when options.WorkerCommand is { } command =>
            new LocalExecutor(store, command, options.EffectiveWorkers, options.Threads, time) { HangLimit = options.HangLimit },
        _ => throw new WorkerStartException(
            "The local executor needs a command that starts a worker. Set RunnerOptions.WorkerCommand, or run with --executor debug."),
    });

    private RecordsDatabase OpenRecords(IReadOnlyList<ResultRecord> cached)
    {
        var records = RecordsDatabase.OpenOrRenew(
            Path.Combine(options.ResultsFolder, RecordsDatabase.FileName), open =>
                Ingestion.Agree(open, cached), Notice, time, out var renewed);
        if (renewed) Ingestion.IngestAll(records, store);
        return records;
    }

    private void KeepAcrossCode(Plan plan)
    {
        var kept = CodeAcceptance.Keep(plan, store, time).Select(result => result.Accepted!).ToList();
        if (kept.Count > 0)
            Notice($"{kept.Count} results are kept by --accept-code although {AcceptedCode.TextOf(kept)} changed since they were "
                + "computed.");
    }

    private void Notice(string text)
    {
        notices.Add(text);
        Beside.Line("yellow", "notice", $"  {text}");
    }
}

/// <summary>One experiment and its plan.</summary>
internal sealed record PlannedExperiment(IExperiment Experiment, ExperimentContext Context, ExperimentPlan Plan);

/// <summary>All experiments of a run.</summary>
internal sealed record PlannedRun(IReadOnlyList<PlannedExperiment> Experiments, Plan Plan)
{
    /// <summary>All data sets of the experiments, each once.</summary>
    public IReadOnlyList<DataSource> Data => [.. Experiments.SelectMany(planned => planned.Plan.Data).Distinct()];

    public static PlannedRun Of(IReadOnlyList<IExperiment> experiments, PresetFile preset, string provenance)
    {
        var context = new ExperimentContext { Preset = preset.Name, Settings = preset.Settings, Provenance = provenance };
        var planned = experiments.Select(experiment => new PlannedExperiment(experiment, context, experiment.Plan(context))).ToList();
        return new(planned, Plan.Of(planned.SelectMany(each => each.Plan.Jobs)));
    }

    public IReadOnlyList<JobState> Examine(IReadOnlyList<IJobHandler> handlers, ArtifactStore store, RunnerOptions options)
    {
        Plan.RequireKinds([.. handlers.Select(handler => handler.Kind)]);
        return JobState.Examine(
            Plan, store, options.Force, options.AcceptEnvironment ? null : options.ComputedWith, options.RetryFailed, options.Retrain);
    }

    public void RecordData(RunRecord record)
    {
        foreach (var planned in Experiments) record.Data(planned.Experiment.Name, planned.Plan.Data);
    }
}

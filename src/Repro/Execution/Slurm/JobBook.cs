// Which jobs of a run on the cluster are still open, how each ends, and how often it may be tried again.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution.Slurm;

/// <summary>
/// Keeps the state of the jobs by what is on disk: a job is done when its result verifies, and failed when its failure is recorded.
/// </summary>
internal sealed class JobBook(IReadOnlyList<JobState> states, ArtifactStore store, Action<JobEvent> report, TimeProvider time)
{
    /// <summary>Number of deaths of the program after which a job fails: as in a local worker, it is tried twice.</summary>
    private const int MostDeaths = 2;

    private readonly Schedule schedule = new(states);
    private readonly Dictionary<string, JobState> byKey = states.ToDictionary(state => state.Job.Key);
    private readonly Dictionary<string, int> slots = [];
    private readonly Dictionary<string, int> deaths = [];
    private readonly Dictionary<string, (CheckpointMark Mark, int Times)> losses = [];

    /// <summary>The jobs that have not ended, inputs first.</summary>
    public IEnumerable<JobState> Open => states.Where(state => schedule.IsWaiting(state.Job));

    public bool HasOpen => schedule.HasWaiting;

    /// <summary>Returns the open job of a key; null when the job has ended or is not part of the run.</summary>
    public JobState? FindOpen(string key) => byKey.GetValueOrDefault(key) is { } state && schedule.IsWaiting(state.Job) ? state : null;

    /// <summary>Whether a job is part of the run, whether it has ended or not.</summary>
    public bool Has(string key) => byKey.ContainsKey(key);

    public bool HasInputs(Job job) => job.Inputs.All(schedule.IsDone);

    public bool IsDone(Job job) => schedule.IsDone(job);

    /// <summary>Reports that a job runs, and how far it is.</summary>
    public void Advance(Job job, IReadOnlyDictionary<string, string> facts)
    {
        Start(job, facts);
        if (ProgressFile.Last(store.FolderOf(job)) is { } last) report(new JobAdvanced(job, new(last.Fraction, last.Note)));
    }

    /// <summary>Ends an open job if it has a result or a recorded failure; returns whether the job has ended.</summary>
    public bool TryEnd(Job job)
    {
        if (!schedule.IsWaiting(job)) return true;
        var attempt = store.Check(job) is not MissingArtifact ? Attempt.Done
            : store.FailureOf(job) is { } failure ? Attempt.Failed(failure.Message)
            : null;
        if (attempt is null) return false;
        End(attempt.Of(job, store, 0));
        return true;
    }

    /// <summary>
    /// Records that something outside the program ended a job. The job may run again unless that happens repeatedly without a newer
    /// checkpoint.
    /// </summary>
    public void Lose(Job job, string cause)
    {
        var mark = CheckpointMark.Of(store.FolderOf(job));
        var (before, times) = losses.GetValueOrDefault(job.Key, (CheckpointMark.Nothing, 0));
        times = mark.IsNewerThan(before) ? 1 : times + 1;
        losses[job.Key] = (mark, times);
        if (times > CheckpointMark.MostIdleStarts) Fail(job, $"{cause}; that was the {times}th time in a row without a newer checkpoint");
        else Retry(job, cause);
    }

    /// <summary>Records that the program died at a job.</summary>
    public void Die(Job job, string cause)
    {
        deaths[job.Key] = deaths.GetValueOrDefault(job.Key) + 1;
        if (deaths[job.Key] >= MostDeaths) Fail(job, cause);
        else Retry(job, cause);
    }

    /// <summary>Ends all open jobs as stopped.</summary>
    public void Stop(string why)
    {
        foreach (var left in schedule.Abandon()) report(left with { Error = why });
    }

    private void Start(Job job, IReadOnlyDictionary<string, string> facts)
    {
        if (slots.ContainsKey(job.Key)) return;
        slots[job.Key] = Enumerable.Range(1, slots.Count + 1).First(slot => !slots.ContainsValue(slot));
        report(new JobStarted(job, slots[job.Key], facts));
    }

    private void Retry(Job job, string cause)
    {
        slots.Remove(job.Key);
        report(new JobRetried(job, cause));
    }

    private void Fail(Job job, string cause)
    {
        var order = JobOrder.Of(byKey[job.Key], store);
        Directory.CreateDirectory(order.Folder);
        End(JobFolder.Fail(order, cause, "", time).Of(job, store, 0));
    }

    private void End(JobEnded ended)
    {
        schedule.Take(ended.Job);
        // The job may have begun and ended between two looks at the queue.
        if (ended.Result is { } result) Start(ended.Job, result.Environment);
        slots.Remove(ended.Job.Key);
        report(ended with { Seconds = ended.Result?.Seconds ?? 0 });
        foreach (var skipped in schedule.End(ended)) report(skipped);
    }
}

/// <summary>The state of a job's checkpoint on disk.</summary>
/// <param name="Files">Name, length and time of each file of the handler.</param>
/// <param name="Fraction">Share of the work that is done, from 0 to 1, as it was last reported.</param>
internal sealed record CheckpointMark(string Files, double Fraction)
{
    /// <summary>Most stops in a row without a newer checkpoint before the job fails.</summary>
    public const int MostIdleStarts = 4;

    public static CheckpointMark Nothing { get; } = new("", 0);

    /// <summary>Returns the mark of a job's folder.</summary>
    public static CheckpointMark Of(string folder) => new(
        string.Join(' ', ArtifactStore.HandlerFiles(folder).Select(name => new FileInfo(Path.Combine(folder, name)))
            .Select(file => $"{file.Name}:{(file.Exists ? file.Length : 0)}:{file.LastWriteTimeUtc.Ticks}")),
        ProgressFile.Last(folder)?.Fraction ?? 0);

    /// <summary>
    /// Whether there is a checkpoint with more progress than before. A checkpoint that was written again at the same place does not count,
    /// nor does progress without a new file, because the next start would repeat it.
    /// </summary>
    public bool IsNewerThan(CheckpointMark before) => Files.Length > 0 && Files != before.Files && Fraction > before.Fraction;
}

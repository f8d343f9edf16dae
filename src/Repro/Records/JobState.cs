// For each job of a plan, whether its result is there, or why it is to be run.

using Repro.Plans;

namespace Repro.Records;

/// <summary>Why a job is to be run.</summary>
/// <param name="Text">The reason for people, as the rest of a sentence about the job.</param>
/// <param name="StartsAfresh">Whether the job must not continue from what its folder holds.</param>
public abstract record Reason(string Text, bool StartsAfresh = true);

/// <summary>There is no artifact.</summary>
public sealed record NotYetRun() : Reason("has not been run", StartsAfresh: false);

/// <summary>There is an artifact that cannot be trusted.</summary>
/// <param name="Path">Path of the file that shows it.</param>
/// <param name="Problem">What is wrong with that file.</param>
public sealed record ArtifactDamaged(string Path, string Problem) : Reason($"its artifact cannot be used: {Path} {Problem}");

/// <summary>One of its inputs is to be run.</summary>
/// <param name="Input">The first such input.</param>
public sealed record InputIsRun(Job Input) : Reason($"its input '{Input.Label}' is to be run");

/// <summary>The job failed the last time.</summary>
/// <param name="Message">The message of that failure.</param>
public sealed record FailedBefore(string Message) : Reason($"failed last time: {Message}", StartsAfresh: false);

/// <summary>The job failed, and would fail in the same way again. It is not run.</summary>
/// <param name="Message">The message of that failure.</param>
public sealed record FailedForGood(string Message) : Reason(
    $"failed and would fail again: {Message.TrimEnd('.')}; --retry-failed runs it again");

/// <summary>One of its inputs is not run because it would fail again. It is not run either.</summary>
/// <param name="Input">The first such input.</param>
public sealed record InputFailed(Job Input) : Reason($"needs '{Input.Label}', which failed");

/// <summary>The job was interrupted and continues from its checkpoint.</summary>
/// <param name="Trace">What the interrupted attempt has left.</param>
public sealed record Resumes(CheckpointTrace Trace) : Reason(
    Trace.Last is { } last
        ? $"goes on from its checkpoint at about {100 * last.Fraction:F0} %{(last.Note is null ? "" : $" ({last.Note})")}"
        : "goes on from its checkpoint",
    StartsAfresh: false);

/// <summary>Other code has computed its result.</summary>
/// <param name="Files">The sources that differ; none when only those of its inputs do.</param>
/// <param name="Since">When that result was computed, for people.</param>
public sealed record CodeChanged(IReadOnlyList<string> Files, string Since) : Reason(
    $"{Sources.Text(Files)} changed since its result of {Since} was computed; --accept-code keeps that result");

/// <summary>Its result was computed in another way than this run would compute it.</summary>
/// <param name="Fact">Name of the fact that differs, e.g. <c>threads</c>.</param>
/// <param name="Was">The fact when the result was computed.</param>
/// <param name="Now">The fact in this run.</param>
public sealed record OtherEnvironment(string Fact, string Was, string Now) : Reason(
    $"was computed with {Fact} {Was}, and this run has {Now}; --accept-environment keeps that result");

/// <summary>The caller wants the job to be run again.</summary>
public sealed record Forced() : Reason("forced");

/// <summary>Its result is the committed one, and the caller wants it to be computed here.</summary>
public sealed record Retrained() : Reason("its result is the committed one, and --retrain computes it again");

/// <summary>Its result is the committed one, without the files that another job reads.</summary>
/// <param name="Files">Names of the files that the committed result lacks, e.g. of weights.</param>
public sealed record FilesLeftOut(IReadOnlyList<string> Files) : Reason(
    $"its committed result has no {string.Join(" and no ", Files)}, and another job that is to be run reads them");

/// <summary>A job and whether it is to be run.</summary>
/// <param name="Job">The job.</param>
/// <param name="Reason">Why the job is to be run; null when its verified result is there.</param>
/// <param name="Result">The verified result; null when the job is to be run.</param>
public sealed record JobState(Job Job, Reason? Reason, ResultRecord? Result)
{
    /// <summary>Whether the result is there.</summary>
    public bool IsCached => Reason is null;

    /// <summary>Whether the result is a committed one.</summary>
    public bool IsCommitted { get; init; }

    /// <summary>Whether it has no result and gets none without <c>--retry-failed</c>.</summary>
    public bool HasFailed => Reason is FailedForGood or InputFailed;

    /// <summary>"cached" or the reason, for people.</summary>
    public string Text => Reason?.Text ?? (IsCommitted ? "cached from the committed results" : "cached") + (Result?.Accepted is { } accepted
        ? $", kept by --accept-code although {AcceptedCode.TextOf([accepted])} changed since it was computed"
        : "");

    /// <summary>
    /// Examines the artifacts of all jobs of <paramref name="plan"/>, in its order. Damage is a reason, never an exception.
    /// </summary>
    /// <param name="plan">Plan of the jobs.</param>
    /// <param name="store">Store of the artifacts.</param>
    /// <param name="force">Whether each job is to be run again, whatever is there.</param>
    /// <param name="computedWith">
    /// Facts with which a result must have been computed; null when they do not matter. Committed results are of the machine that captions
    /// name, and are not examined.
    /// </param>
    /// <param name="retryFailed">Whether jobs that would fail again are to be run.</param>
    /// <param name="retrain">Whether jobs are to be run whose results are committed ones.</param>
    /// <exception cref="CommittedResultsException">Thrown when the committed results cannot be read.</exception>
    public static IReadOnlyList<JobState> Examine(
        Plan plan, ArtifactStore store, bool force = false, IReadOnlyDictionary<string, string>? computedWith = null,
        bool retryFailed = false, bool retrain = false)
    {
        if (force) return [.. plan.Jobs.Select(job => new JobState(job, new Forced(), null))];
        var checks = store.Find(plan.Jobs);
        var earlier = new EarlierResults(store);
        computedWith ??= new Dictionary<string, string>();
        var wanted = new Dictionary<string, Reason>();
        foreach (var (job, check) in plan.Jobs.Zip(checks))
            if (retrain && check is CompleteArtifact { LeftOut: not null }) wanted[job.Key] = new Retrained();
        while (true)
        {
            var states = new Dictionary<string, JobState>();
            foreach (var (job, check) in plan.Jobs.Zip(checks))
                states[job.Key] = Examine(job, check, store, states, earlier, computedWith, retryFailed, wanted);
            var read = states.Values.Where(state => !state.IsCached && !state.HasFailed)
                .SelectMany(state => state.Job.Inputs).Select(input => input.Key).ToHashSet();
            var lacking = plan.Jobs.Zip(checks).Where(each => read.Contains(each.First.Key)
                && each.Second is CompleteArtifact { LeftOut.Count: > 0 } && states[each.First.Key].IsCached).ToList();
            foreach (var (job, check) in lacking) wanted[job.Key] = new FilesLeftOut(((CompleteArtifact)check).LeftOut!);
            if (lacking.Count == 0) return [.. plan.Jobs.Select(job => states[job.Key])];
        }
    }

    private static JobState Examine(
        Job job, ArtifactCheck check, ArtifactStore store, Dictionary<string, JobState> known, EarlierResults earlier,
        IReadOnlyDictionary<string, string> computedWith, bool retryFailed, IReadOnlyDictionary<string, Reason> wanted)
    {
        if (wanted.TryGetValue(job.Key, out var reason)) return new(job, reason, null);
        if (job.Inputs.FirstOrDefault(each => known[each.Key].HasFailed) is { } failed) return new(job, new InputFailed(failed), null);
        if (check is DamagedArtifact damaged) return new(job, new ArtifactDamaged(damaged.Path, damaged.Problem), null);
        if (job.Inputs.FirstOrDefault(input => !known[input.Key].IsCached) is { } input)
            return new(job, check is MissingArtifact && earlier.Reason(job) is { Files.Count: > 0 } changed ? changed
                : new InputIsRun(input), null);
        if (check is CompleteArtifact complete)
            return complete.LeftOut is null && Difference(complete.Result, computedWith) is { } difference ? new(job, difference, null)
                : new(job, null, complete.Result) { IsCommitted = complete.LeftOut is not null };
        if (store.FailureOf(job) is { } failure)
        {
            return new(job, failure.IsFinal && !retryFailed ? new FailedForGood(failure.Message) : new FailedBefore(failure.Message), null);
        }

        if (store.CheckpointOf(job) is { } trace) return new(job, new Resumes(trace), null);
        return new(job, earlier.Reason(job) ?? (Reason)new NotYetRun(), null);
    }

    private static OtherEnvironment? Difference(ResultRecord result, IReadOnlyDictionary<string, string> computedWith) => computedWith
        .Select(fact => new OtherEnvironment(fact.Key, result.Environment.GetValueOrDefault(fact.Key, "unknown"), fact.Value))
        .FirstOrDefault(each => each.Was != each.Now);
}

// Toy jobs that run in this process, for tests that need artifacts.

using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;

namespace Repro.Tests.Records;

internal static class Toys
{
    /// <summary>The time of the clocks that tests set.</summary>
    public static readonly DateTimeOffset Then = new(2026, 11, 20, 13, 40, 0, TimeSpan.Zero);

    public static Job Count(int seed = 1, int steps = 3, string? trouble = null, int pause = 0, int at = 0)
    {
        var job = new System.Text.Json.Nodes.JsonObject { ["seed"] = seed, ["steps"] = steps, ["pause"] = pause, ["at"] = at };
        if (trouble is not null) job["trouble"] = trouble;
        return new("count", $"count {seed}", job, cost: steps);
    }

    public static Job Add(params Job[] inputs) => new("add", $"sum of {inputs.Length}", [], inputs);

    /// <summary>The same job, computed by other code.</summary>
    public static Job With(Job job, params (string File, string Hash)[] sources) =>
        new(job.Kind, job.Label, job.Configuration, job.Inputs) { Sources = new(sources.ToDictionary()) };

    /// <summary>Plans and runs jobs with the debug executor.</summary>
    public static IReadOnlyList<JobEvent> Run(string root, params Job[] jobs) => Run(root, _ => { }, CancellationToken.None, jobs);

    public static IReadOnlyList<JobEvent> Run(string root, Action<JobEvent> watch, CancellationToken cancellation, params Job[] jobs)
    {
        var events = new List<JobEvent>();
        var executor = new DebugExecutor(
            new(root), ToyHandlers.All, () => new Dictionary<string, string> { ["library"] = "toys 1.0" }, TimeProvider.System);
        executor.ExecuteAsync(Examine(root, jobs), (Action<JobEvent>)events.Add + watch, cancellation).Wait();
        return events;
    }

    public static IReadOnlyList<JobState> Examine(string root, params Job[] jobs) => JobState.Examine(Plan.Of(jobs), new(root));

    public static ResultRecord Result(string root, Job job) => ((CompleteArtifact)new ArtifactStore(root).Check(job)).Result;

    public static JobEnd End(this IEnumerable<JobEvent> events, Job job) =>
        events.OfType<JobEnded>().Single(ended => ended.Job.Key == job.Key).End;
}

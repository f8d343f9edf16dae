// What `run --dry-run` prints: how many jobs would run, and for how long if that is known.

using System.Text.Json.Nodes;
using Repro.Execution;
using Repro.Records;

namespace Experiments.CommandLine;

/// <summary>Counts the jobs of a run by kind, and estimates its time.</summary>
internal sealed class RunForecast
{
    private readonly IReadOnlyList<Kind> kinds;
    private readonly int? workers;

    /// <param name="states">All jobs of the run.</param>
    /// <param name="known">The same jobs with all results that are there, whose times are taken for the others of their kind.</param>
    /// <param name="workers">Number of workers; null when it is not known.</param>
    public RunForecast(IReadOnlyList<JobState> states, IReadOnlyList<JobState> known, int? workers)
    {
        this.workers = workers;
        var speeds = known.Where(state => state.Result is not null).GroupBy(state => state.Job.Kind)
            .ToDictionary(group => group.Key, group => group.Sum(state => state.Result!.Seconds) / group.Sum(state => state.Job.Cost));
        kinds =
        [
            .. states.GroupBy(state => state.Job.Kind).Select(group =>
            {
                var open = group.Where(state => !state.IsCached && !state.HasFailed).ToList();
                double? seconds = open.Count == 0 ? 0
                    : speeds.TryGetValue(group.Key, out var speed) ? open.Sum(state => state.Job.Cost) * speed : null;
                var (cached, failed) = (group.Count(state => state.IsCached), group.Count(state => state.HasFailed));
                return new Kind(group.Key, open.Count, cached, failed, seconds);
            }),
        ];
    }

    /// <summary>Prints a line for each kind of job, and the time.</summary>
    public void Print(TextWriter output)
    {
        foreach (var kind in kinds)
        {
            var failed = kind.Failed == 0 ? "" : $", {kind.Failed} without a result because of earlier failures";
            var time = kind.Open == 0 ? "" : kind.Seconds is { } seconds ? $", about {Text(seconds)} of work" : ", time not known yet";
            output.WriteLine($"{kind.Name,-22} {kind.Open,6} to be run, {kind.Cached,6} cached{failed}{time}");
        }

        var open = kinds.Sum(kind => kind.Open);
        var unknown = kinds.Where(kind => kind.Seconds is null).Select(kind => kind.Name).ToList();
        output.WriteLine(open == 0 ? "Nothing would run."
            : unknown.Count > 0
                ? $"{open} jobs would run. No job of the kind {string.Join(", ", unknown)} is done, so the time is not known."
            : Seconds is { } total ? $"{open} jobs would run, for about {Text(total)} with {workers} workers."
            : $"{open} jobs would run, with about {Text(kinds.Sum(kind => kind.Seconds!.Value))} of work.");
        if (open > 0) output.WriteLine("`hvae-repro why TARGET` lists them with the reason of each.");
    }

    /// <summary>Returns the same for a machine; times in seconds, null where they are not known.</summary>
    public JsonObject ToJson() => new()
    {
        ["toRun"] = kinds.Sum(kind => kind.Open),
        ["cached"] = kinds.Sum(kind => kind.Cached),
        ["failed"] = kinds.Sum(kind => kind.Failed),
        ["seconds"] = Seconds,
        ["kinds"] = new JsonArray(
        [
            .. kinds.Select(kind => (JsonNode)new JsonObject
            {
                ["kind"] = kind.Name,
                ["toRun"] = kind.Open,
                ["cached"] = kind.Cached,
                ["failed"] = kind.Failed,
                ["secondsOfWork"] = kind.Seconds,
            }),
        ]),
    };

    /// <summary>Time of the run, in seconds, if the workers share the work evenly; null when it is not known.</summary>
    private double? Seconds => workers is { } number && kinds.All(kind => kind.Seconds is not null)
        ? kinds.Sum(kind => kind.Seconds!.Value) / Math.Min(number, Math.Max(1, kinds.Sum(kind => kind.Open))) : null;

    private static string Text(double seconds) => DurationText.Of(TimeSpan.FromSeconds(seconds));

    /// <param name="Name">Name of the kind.</param>
    /// <param name="Open">Number of jobs to be run.</param>
    /// <param name="Cached">Number of jobs whose result is there.</param>
    /// <param name="Failed">Number of jobs that are not run because they would fail again.</param>
    /// <param name="Seconds">Work of those to be run, in seconds of one worker; null when it is not known.</param>
    private sealed record Kind(string Name, int Open, int Cached, int Failed, double? Seconds);
}

// An experiment of toy jobs: several counts, and their sum.

using System.Text.Json.Nodes;
using Repro.Claims;
using Repro.Figures;
using Repro.Plans;

namespace Repro.TestWorker;

internal sealed class ToyExperiment : IExperiment
{
    public string Name { get; init; } = "Toy.Table1";

    public string Description => "Sums of square roots.";

    public bool Passes { get; init; } = true;

    public string Quality { get; init; } = "official";

    public Verdict Verdict { get; init; } = Verdict.Holds;

    /// <summary>Returns the keys of the jobs behind the claim.</summary>
    public Func<ExperimentPlan, IReadOnlyCollection<string>> Evidence { get; init; } = _ => [];

    /// <summary>Hash of the counts' code. No handler has this code.</summary>
    public Sources Code { get; init; } = Sources.None;

    /// <summary>Returns settings: "steps", "pause", "counts", and for single counts for example "trouble3": "fail".</summary>
    public static JsonObject Settings(int counts = 3, int steps = 3, int pause = 0, params (int Count, string Trouble)[] troubles)
    {
        var settings = new JsonObject { ["counts"] = counts, ["steps"] = steps, ["pause"] = pause };
        foreach (var (count, trouble) in troubles) settings[$"trouble{count}"] = trouble;
        return settings;
    }

    public ExperimentPlan Plan(ExperimentContext context)
    {
        var counts = Enumerable.Range(1, (int)context.Settings["counts"]!).Select(seed => Count(context.Settings, seed)).ToList();
        return new([new("add", "sum of all", [], counts), new("add", "sum of the first", [], [counts[0]])],
            [new("toys", Quality, "00ff", "toys from a box")]);
    }

    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results) => new()
    {
        Tables = [new()
        {
            Name = Name,
            Caption = "Sums | of roots",
            Columns = [new("job"), new("total", "nats", "F2")],
            Rows = [.. plan.Jobs.Select(job =>
                (IReadOnlyList<object?>)[job.Label, results.TryGetValue(job.Key, out var result) ? result.Metrics["total"].Value : null])],
        }],
        Figures = [new Figure { Name = Name + ".Picture", Title = "Sums", Caption = context.Provenance, Panels = [] }],
        Claims =
        [
            new("A1", "Sums are positive.", "Toys, section 1", "the sum", 3.5, 0.1, Verdict, "it is") { Evidence = Evidence(plan) },
        ],
        Notes = ["A note."],
        Passed = Passes,
    };

    private Job Count(JsonObject settings, int seed)
    {
        var configuration = new JsonObject { ["steps"] = (int)settings["steps"]!, ["pause"] = (int)settings["pause"]!, ["seed"] = seed };
        if (settings[$"trouble{seed}"] is { } trouble) configuration["trouble"] = trouble.DeepClone();
        return new("count", $"count {seed}", configuration, cost: (int)settings["steps"]!) { Sources = Code };
    }
}

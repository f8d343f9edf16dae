// Runs of the toy experiment in a folder of their own, for tests.

using System.Text.Json.Nodes;
using Dapper;
using Repro.Execution;
using Repro.Figures;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;

namespace Repro.Tests.Execution;

public abstract class RunTest : FolderTest
{
    private protected readonly StringWriter console = new() { NewLine = "\n" };

    private protected static PresetFile Preset(JsonObject? settings = null) => new("toy", settings ?? ToyExperiment.Settings());

    private protected static IReadOnlyList<Job> ToyJobs => Plan.Of(
        new ToyExperiment().Plan(new() { Preset = "toy", Settings = ToyExperiment.Settings(), Provenance = "" }).Jobs).Jobs;

    private protected IReadOnlyList<JobState> Why(IExperiment? experiment = null) =>
        Runner().Why([experiment ?? new ToyExperiment()], Preset());

    private protected Task<RunResult> RunAsync(
        IExperiment? experiment = null, JsonObject? settings = null, IFigureRenderer? renderer = null,
        Func<RunnerOptions, RunnerOptions>? with = null, IReadOnlyDictionary<string, string>? facts = null,
        CancellationToken cancellation = default) =>
        Runner(renderer, with, facts).RunAsync([experiment ?? new ToyExperiment()], Preset(settings), cancellation);

    private protected Runner Runner(
        IFigureRenderer? renderer = null, Func<RunnerOptions, RunnerOptions>? with = null,
        IReadOnlyDictionary<string, string>? facts = null, int width = 80)
    {
        var (artifacts, results) = (folder["artifacts"], folder["results"]);
        var options = new RunnerOptions { ArtifactsRoot = artifacts, ResultsFolder = results, Executor = ExecutorKind.Debug };
        facts ??= new Dictionary<string, string> { ["library"] = "toys 1.0" };
        var plain = Workers.PlainConsole(console);
        plain.Profile.Width = width;
        return new(
            with?.Invoke(options) ?? options, ToyHandlers.All, () => facts, renderer ?? new TextRenderer(), plain, TimeProvider.System);
    }

    private protected long Count(string table)
    {
        using var records = RecordsDatabase.Open(folder["results/records.sqlite"]);
        return records.Connection.ExecuteScalar<long>($"SELECT count(*) FROM {table}");
    }

    private protected IReadOnlyList<string> Column(string query)
    {
        using var records = RecordsDatabase.Open(folder["results/records.sqlite"]);
        return [.. records.Connection.Query<string>(query)];
    }
}

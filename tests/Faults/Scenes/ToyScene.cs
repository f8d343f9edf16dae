// Sweeps of toy jobs with checkpoints, in processes of their own or in this one.

using System.Text.Json.Nodes;
using Faults.Report;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;
using Spectre.Console;

namespace Faults.Scenes;

/// <summary>A small sweep: counts with checkpoints, and sums of them.</summary>
internal sealed class ToyScene(JsonObject settings, string? root = null, double hangSeconds = 60, int workers = 2)
    : Scene(["dotnet", typeof(ToyHandlers).Assembly.Location, "run", "artifacts", "results", $"{workers}", settings.ToJsonString(),
        $"{hangSeconds}"], "results", root)
{
    private static readonly IReadOnlyDictionary<string, string> Facts = new Dictionary<string, string>();

    private readonly ToyExperiment experiment = new();

    public ArtifactStore Store => new(Artifacts);

    public IReadOnlyList<Job> Jobs => Plan.Of(experiment.Plan(new()
    {
        Preset = "toy",
        Settings = settings,
        Provenance = "",
    }).Jobs).Jobs;

    public IReadOnlyList<JobState> Examine() => JobState.Examine(Plan.Of(Jobs), Store);

    /// <summary>Runs the sweep in this process; what it says.</summary>
    public string RunHere(TimeProvider? time = null)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(
            new() { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = 200;
        var options = new RunnerOptions { ArtifactsRoot = Artifacts, ResultsFolder = Results, Executor = ExecutorKind.Debug };
        var runner = new Runner(options, ToyHandlers.All, () => Facts, new TextRenderer(), console, time ?? TimeProvider.System);
        var result = runner.RunAsync([experiment], new("toy", settings), CancellationToken.None).GetAwaiter().GetResult();
        LossException.Unless(result.Status == RunStatus.Succeeded, $"the run ended as {result.Status}: {text}");
        return text.ToString();
    }
}

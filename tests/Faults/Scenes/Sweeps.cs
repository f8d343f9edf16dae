// The sweeps in which faults are injected: one of toy jobs with checkpoints, and the smallest real figure.

using System.Text.Json.Nodes;
using Faults.Report;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;
using Spectre.Console;

namespace Faults.Scenes;

/// <summary>A sweep of toy jobs: counts with checkpoints, and sums of them.</summary>
/// <param name="settings">Settings of <see cref="ToyExperiment"/>.</param>
/// <param name="root">The scene's folder; a temporary one if not given.</param>
internal sealed class ToyScene(JsonObject settings, string? root = null) : Scene(Command(settings), "results", root)
{
    private readonly ToyExperiment experiment = new();

    public static string Program => typeof(ToyHandlers).Assembly.Location;

    public ArtifactStore Store => new(Artifacts);

    public IReadOnlyList<Job> Jobs => Plan.Of(experiment.Plan(new()
    {
        Preset = "toy",
        Settings = settings,
        Provenance = "",
    }).Jobs).Jobs;

    /// <summary>The command that runs the sweep with two workers in the current folder.</summary>
    public static IReadOnlyList<string> Command(JsonObject settings) =>
        ["dotnet", Program, "run", "artifacts", "results", "2", settings.ToJsonString()];

    public IReadOnlyList<JobState> Examine() => JobState.Examine(Plan.Of(Jobs), Store);

    /// <summary>Runs the sweep in this process and returns its output.</summary>
    public string RunHere(TimeProvider? time = null)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(
            new() { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        console.Profile.Width = 200;
        var options = new RunnerOptions { ArtifactsRoot = Artifacts, ResultsFolder = Results, Executor = ExecutorKind.Debug };
        var runner = new Runner(
            options, ToyHandlers.All, () => new Dictionary<string, string>(), new TextRenderer(), console, time ?? TimeProvider.System);
        var result = runner.RunAsync([experiment], new("toy", settings), CancellationToken.None).GetAwaiter().GetResult();
        LossException.Unless(result.Status == RunStatus.Succeeded, $"the run ended as {result.Status}: {text}");
        return text.ToString();
    }
}

/// <summary>Figure 8 at <c>smoke</c> through the real command line: 37 jobs on the stand-in.</summary>
internal sealed class RealScene() : Scene(
    ["dotnet", Path.Combine(AppContext.BaseDirectory, "hvae-repro.dll"), "run", "Xiao23.Figure8", "--preset", "smoke", "--offline",
        "--workers", "2", "--checkpoint-every", "0"],
    Path.Combine("results", "smoke"));

// The worker of the harness's tests, and a parent that can be killed: "worker", "worker-task FILE",
// "run ARTIFACTS RESULTS WORKERS SETTINGS", "slurm ARTIFACTS RESULTS SLURM-SETTINGS SETTINGS", or "rebuild ARTIFACTS RESULTS".

using System.Text.Json.Nodes;
using Repro.Environments;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;
using Spectre.Console;

if (Environment.GetEnvironmentVariable("TOY_PLATFORM") == "plain") Platform.Current = new(); // This is the platform of Windows and macOS.

const int SomethingMissing = 5;
var facts = () =>
    (IReadOnlyDictionary<string, string>)new Dictionary<string, string>
    {
        ["library"] = "toys 1.0",
        ["omp"] = Environment.GetEnvironmentVariable("OMP_NUM_THREADS") ?? ""
    };
if (args[0] == "worker") return WorkerLoop.Run(ToyHandlers.All, facts, TimeSpan.FromSeconds(2));
if (args[0] == "worker-task") return SlurmTask.Run(args[1], ToyHandlers.All, facts);

using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancel.Cancel();
};
var onCluster = args[0] == "slurm";
var options = new RunnerOptions
{
    ArtifactsRoot = args[1],
    ResultsFolder = args[2],
    Executor = onCluster ? ExecutorKind.Slurm : ExecutorKind.Local,
    Workers = args[0] == "run" ? int.Parse(args[3]) : null,
    WorkerCommand = new("dotnet", [typeof(ToyHandlers).Assembly.Location, "worker"]),
};
try
{
    if (args[0] == "rebuild")
    {
        using var held = ArtifactsLock.Take(args[1], Console.WriteLine, TimeProvider.System);
        Rebuild.Run(Path.Combine(args[2], RecordsDatabase.FileName), new(args[1]), new("toy", []), options.RecordedFacts,
            TimeProvider.System);
        return 0;
    }

    var runner = new Runner(options, ToyHandlers.All, facts, new TextRenderer(), AnsiConsole.Console, TimeProvider.System)
    {
        Executor = onCluster ? ToyCluster.Executor(args[1], SlurmSettings.Load(args[3]), Console.WriteLine) : null,
    };
    var result = await runner.RunAsync([new ToyExperiment()], new PresetFile("toy", (JsonObject)JsonNode.Parse(args[4])!), cancel.Token);
    return (int)result.Status;
}
catch (Exception error)
    when (error is ArtifactsException or RecordsException or SlurmException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(error.Message);
    return SomethingMissing;
}

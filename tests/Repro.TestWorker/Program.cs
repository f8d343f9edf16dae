// The worker of the harness's tests, and a parent that can be killed: "worker", "worker-task FILE", "run ARTIFACTS RESULTS WORKERS SETTINGS",
// or "slurm ARTIFACTS RESULTS SLURM-SETTINGS SETTINGS".

using System.Text.Json.Nodes;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Plans;
using Repro.TestWorker;
using Spectre.Console;

var facts = () => (IReadOnlyDictionary<string, string>)new Dictionary<string, string> { ["library"] = "toys 1.0", ["omp"] = Environment.GetEnvironmentVariable("OMP_NUM_THREADS") ?? "" };
if (args[0] == "worker") return WorkerLoop.Run(ToyHandlers.All, facts, TimeSpan.FromSeconds(2));
if (args[0] == "worker-task") return WorkerTask.Run(args[1], ToyHandlers.All, facts);

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
    Workers = onCluster ? null : int.Parse(args[3]),
    WorkerCommand = new("dotnet", [typeof(ToyHandlers).Assembly.Location, "worker"]),
};
var runner = new Runner(options, ToyHandlers.All, facts, new TextRenderer(), AnsiConsole.Console, TimeProvider.System)
{
    Executor = onCluster ? ToyCluster.Executor(args[1], SlurmSettings.Load(args[3]), Console.WriteLine) : null,
};
var result = await runner.RunAsync([new ToyExperiment()], new Preset("toy", (JsonObject)JsonNode.Parse(args[4])!), cancel.Token);
return (int)result.Status;

// A sweep at `smoke` through the real command line survives a second call, damage, and kills.

using System.Text.Json.Nodes;
using Experiments.Tests.CommandLine;
using Xunit;

namespace Experiments.Tests;

public sealed class SmokeTests : IDisposable
{
    private static readonly string[] Figure8 = ["run", "Xiao23.Figure8", "--preset", "smoke", "--offline", "--workers", "2"];

    private readonly HvaeRepro program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public void A_second_run_trains_nothing_and_a_worker_needs_little_memory()
    {
        program.Run(Figure8);
        var again = program.Run(Figure8);

        Assert.Equal(0, again.ExitCode);
        Assert.Contains("37 cached, 0 to be run", again.Output, StringComparison.Ordinal);
        Assert.All(Results(), result => Assert.InRange(result["peak_memory_bytes"]!.GetValue<long>(), 1, 700_000_000));
    }

    [Fact]
    public void A_damaged_artifact_is_named_and_made_anew()
    {
        program.Run(Figure8);
        var before = program.Metrics();
        var weights = Directory.EnumerateFiles(program.File("artifacts/train"), "weights.safetensors", SearchOption.AllDirectories).First();
        var bytes = File.ReadAllBytes(weights);
        bytes[^1] ^= 1;
        File.WriteAllBytes(weights, bytes);

        Assert.Contains(weights, program.Run("why", "Xiao23.Figure8", "--preset", "smoke", "--offline").Output, StringComparison.Ordinal);
        var again = program.Run(Figure8);

        Assert.Equal(0, again.ExitCode);
        Assert.Contains("33 cached, 4 to be run", again.Output, StringComparison.Ordinal);
        Assert.Equal(before, program.Metrics());
    }

    [Fact]
    public void Killed_five_times_with_all_workers_and_started_again_gives_the_same_records()
    {
        using var uninterrupted = new HvaeRepro();
        uninterrupted.Run(Figure8);

        for (var kill = 0; kill < 5; kill++)
        {
            using var process = program.Start([.. Figure8, "--checkpoint-every", "0"]);
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            WaitForCheckpoints(process, moreThan: kill);
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        var resumed = program.Run(Figure8);

        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(37, uninterrupted.Metrics().Split('\n').Select(line => line.Split(' ')[0]).Distinct().Count());
        Assert.Equal(uninterrupted.Metrics(), program.Metrics());
        Assert.Contains(
            Directory.EnumerateFiles(program.File("artifacts/train"), "log.txt", SearchOption.AllDirectories).Select(File.ReadAllText),
            log => log.Contains("Continuing from the checkpoint", StringComparison.Ordinal));
    }

    /// <summary>Waits until one training has a checkpoint and more than a number of folders exist, so that work is half done.</summary>
    private void WaitForCheckpoints(System.Diagnostics.Process process, int moreThan)
    {
        var folder = program.File("artifacts/train");
        while (!process.HasExited
            && !(Directory.Exists(folder)
                && Directory.EnumerateDirectories(folder).Count() > moreThan
                && Directory.EnumerateFiles(folder, "checkpoint.safetensors", SearchOption.AllDirectories).Any()))
            Thread.Sleep(20);
        Assert.False(process.HasExited, "the run ended before it could be killed");
    }

    private IEnumerable<JsonNode> Results() =>
        Directory.EnumerateFiles(program.File("artifacts"), "result.json", SearchOption.AllDirectories)
            .Select(file => JsonNode.Parse(File.ReadAllText(file))!);
}

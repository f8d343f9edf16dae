// What tests of toy sweeps through a real Slurm of one node have in common.

using System.Diagnostics;
using System.Text.Json.Nodes;
using OneNodeCluster;
using Repro.Environments;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution.Slurm;

/// <summary>A test with a cluster of its own.</summary>
public abstract class ClusterTest : FolderTest
{
    private protected readonly Cluster cluster;

    private protected ClusterTest()
    {
        Assert.SkipUnless(Cluster.Obstacle is null, Cluster.Obstacle ?? "");
        cluster = Cluster.Start();
    }

    public override void Dispose()
    {
        cluster?.Dispose();
        base.Dispose();
    }

    private protected async Task<string> Finish(JsonObject settings, string cluster = "{}")
    {
        using var run = Start(settings, cluster);
        return await Output(run);
    }

    private protected Process Start(JsonObject settings, string cluster = "{}")
    {
        var file = folder["slurm.json"];
        var json = (JsonObject)JsonNode.Parse(cluster)!;
        json["pollSeconds"] = 0.5;
        json["time"] ??= "5";
        json["graceSeconds"] ??= 60;
        File.WriteAllText(file, json.ToJsonString());
        Directory.CreateDirectory(folder["artifacts"]);
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", "dotnet", typeof(ToyHandlers).Assembly.Location, "slurm", folder["artifacts"],
                folder["results"], file, settings.ToJsonString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SLURM_CONF"] = this.cluster.ConfigurationFile;
        return Process.Start(start)!;
    }

    private protected static async Task<string> Output(Process run, RunStatus expected = RunStatus.Succeeded)
    {
        var errors = run.StandardError.ReadToEndAsync();
        var output = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        Assert.True(run.ExitCode == (int)expected, $"{(RunStatus)run.ExitCode}\n{output}\n{await errors}");
        return output;
    }

    /// <summary>The numbers are those of a run without faults.</summary>
    private protected async Task AssertLikeCalm(JsonObject settings)
    {
        using var calm = Workers.StartRun(folder["calm/artifacts"], folder["calm/results"], settings);
        await Output(calm);
        Assert.Equal(Workers.MetricsOfLastRun(folder["calm/results"]), Workers.MetricsOfLastRun(folder["results"]));
    }

    private protected SlurmCommands Commands() => new(
        (program, arguments) =>
        {
            var (code, output, error) = cluster.Run(program, arguments);
            return Task.FromResult(new CommandAnswer(code, output, error));
        },
        Task.Delay, _ => { });

    private protected IReadOnlyList<SubmittedArray> Arrays() =>
        [.. Submission.All(folder["artifacts"]).SelectMany(submission => submission.Arrays)];

    private protected int Checkpoints() =>
        Directory.EnumerateFiles(folder["artifacts"], CountHandler.Checkpoint, SearchOption.AllDirectories).Count();

    private protected IReadOnlyList<string> Logs() =>
        [.. Directory.EnumerateFiles(Path.Combine(folder["artifacts"], "count"), "log.txt", SearchOption.AllDirectories)
        .Select(File.ReadAllText)];
}

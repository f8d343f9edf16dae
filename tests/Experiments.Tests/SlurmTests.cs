// A real sweep through the command line on a real Slurm of one node. It has the records of a local run, and continues what was left.

using System.Diagnostics;
using System.Text.Json;
using Experiments.Tests.CommandLine;
using OneNodeCluster;
using Xunit;

namespace Experiments.Tests;

public sealed class SlurmTests : IDisposable
{
    private const string FiveByFive = "five-by-five";
    private static readonly string[] Figure8 = ["run", "Xiao23.Figure8", "--preset", "smoke", "--offline", "--executor"];
    private static readonly string Preset = Path.Combine(AppContext.BaseDirectory, $"{FiveByFive}.json");
    private static readonly string[] Sweep = ["run", "Xiao23.Figure8", "--preset", Preset, "--offline", "--executor"];

    private readonly HvaeRepro program = new();
    private readonly Cluster cluster;

    public SlurmTests()
    {
        Assert.SkipUnless(Cluster.Obstacle is null, Cluster.Obstacle ?? "");
        cluster = Cluster.Start();
        program.Variables["SLURM_CONF"] = cluster.ConfigurationFile;
        File.WriteAllText(program.File("slurm.json"), """{ "pollSeconds": 1, "time": "10", "cellsPerTask": 3 }""");
    }

    public void Dispose()
    {
        cluster?.Dispose();
        program.Dispose();
    }

    [Fact]
    public async Task A_sweep_of_25_cells_has_the_records_and_the_files_of_a_local_run_although_the_parent_left_and_came_back()
    {
        const int Cells = 25;
        using var local = new HvaeRepro();
        Assert.Equal(0, local.Run([.. Sweep, "local"]).ExitCode);

        using var first = program.Start([.. Sweep, "slurm", "--slurm-cells", "13"]);
        var (output, notices) = (first.StandardOutput.ReadToEndAsync(), first.StandardError.ReadToEndAsync());
        WaitForTasks();
        using var status = JsonDocument.Parse(program.Run("status", "Xiao23.Figure8", "--preset", Preset, "--offline", "--json").Output);
        Process.Start("kill", ["-TERM", $"{first.Id}"]).WaitForExit();
        first.WaitForExit();
        var attached = program.Run("attach");

        Assert.Equal(130, first.ExitCode);
        await output;
        Assert.Contains("Come back by `hvae-repro attach", await notices, StringComparison.Ordinal);
        Assert.InRange(status.RootElement[0].GetProperty("running").GetInt32(), 1, 2 * Cells);
        Assert.True(attached.ExitCode == 0, $"{attached.Output}\n{attached.Error}");
        Assert.Equal(local.Metrics(FiveByFive), program.Metrics(FiveByFive));
        Assert.Equal(local.ArtifactHashes(), program.ArtifactHashes());
        Assert.Equal(Cells, program.ArtifactHashes()
            .Count(file => file.StartsWith("train/", StringComparison.Ordinal) && file.Contains("/weights", StringComparison.Ordinal)));
        Assert.Equal(Tables(local), Tables(program));
        Assert.Contains("No submission", program.Run("cancel").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_on_a_GPU_gets_one_although_nothing_is_said_of_GPUs()
    {
        File.WriteAllText(
            program.File("slurm.json"),
            """{ "pollSeconds": 1, "time": "10", "setup": ["echo \"GPUs: ${SLURM_JOB_GPUS:-none}\""] }""");

        program.Run("run", "Xiao23.Table2", "--preset", "smoke", "--offline", "--executor", "slurm", "--device", "cuda");

        var logs = Directory.EnumerateFiles(program.File("artifacts/submissions"), "*_*.out", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(logs);
        Assert.All(logs, log => Assert.StartsWith("GPUs: 0\n", File.ReadAllText(log), StringComparison.Ordinal));
    }

    [Fact]
    public void A_cancelled_submission_says_how_to_go_on()
    {
        using var first = program.Start([.. Figure8, "slurm"]);
        _ = first.StandardOutput.ReadToEndAsync();
        WaitForTasks();

        var cancelled = program.Run("cancel");
        first.WaitForExit();
        var attached = program.Run("attach", cancelled.Output.Split(' ', '.')[1]);

        Assert.Equal((0, 130, 5), (cancelled.ExitCode, first.ExitCode, attached.ExitCode));
        Assert.Contains("`hvae-repro run Xiao23.Figure8 --preset smoke --offline --executor slurm`", attached.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_the_settings_is_said_before_anything_is_submitted()
    {
        File.WriteAllText(program.File("slurm.json"), """{ "partitoin": "gpu" }""");

        var answer = program.Run([.. Figure8, "slurm"]);

        Assert.Equal(5, answer.ExitCode);
        Assert.Contains("Did you mean 'partition'?", answer.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(program.File("artifacts/submissions")));
    }

    private static IReadOnlyList<string> Tables(HvaeRepro program) =>
        [.. Directory.EnumerateFiles(program.File($"results/{FiveByFive}"), "Xiao23.*.csv").Order(StringComparer.Ordinal)
            .Select(File.ReadAllText)];

    private void WaitForTasks()
    {
        var clock = Stopwatch.StartNew();
        while (!cluster.Run("squeue", "--noheader", "--states=RUNNING").Output.Contains("repro-", StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), "no task has begun");
            Thread.Sleep(200);
        }
    }
}

// What the options for a cluster come to in the batch file and in the submission; sbatch is a script that refuses everything.

using System.Text.Json;
using Snapshots;
using Xunit;

namespace Experiments.Tests.CommandLine;

public sealed class ClusterOptionsTests : IDisposable
{
    private static readonly string[] Table2 = ["run", "Xiao23.Table2", "--preset", "smoke", "--offline", "--executor", "slurm"];

    private readonly HvaeRepro program = new();

    public ClusterOptionsTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Slurm runs on Linux only");
        Directory.CreateDirectory(program.File("bin"));
        File.WriteAllText(program.File("bin/sbatch"),
            "#!/bin/sh\necho 'sbatch: error: Batch job submission failed: Invalid account' >&2\nexit 1\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program.File("bin/sbatch"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        program.Variables["PATH"] = $"{program.File("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    public void Dispose() => program.Dispose();

    [Fact]
    public void A_batch_file_without_settings_asks_for_a_GPU_when_tensors_live_on_one() =>
        Snapshot.Verify(Options("--device", "cuda", "--slurm-partition", "gpu"));

    [Fact]
    public void Every_option_comes_before_the_file()
    {
        File.WriteAllText(
            program.File("slurm.json"),
            """
            { "partition": "cpu", "account": "physics", "constraint": "old", "gpusPerTask": 1, "cpusPerTask": 4, "memory": "1G",
              "time": "30", "maxParallel": 8 }
            """);

        Snapshot.Verify(Options(
            "--device", "cuda:1", "--slurm-partition", "gpu", "--slurm-account", "vision", "--slurm-constraint", "a100|h100",
            "--slurm-gpus", "2", "--slurm-memory", "16G", "--slurm-time", "4:00:00"));
    }

    [Theory]
    [InlineData("--slurm-gpus", "-1", 2, "--slurm-gpus must be from 0 to 1024")]
    [InlineData("--slurm-memory", "much", 5, "\"4G\"")]
    [InlineData("--slurm-constraint", "a100 or h100", 5, "one word")]
    [InlineData("--device", "cuda:1", 5, "--slurm-gpus N")]
    public void A_mistake_is_said_before_anything_is_submitted(string option, string value, int code, string expected)
    {
        var answer = program.Run([.. Table2, option, value]);

        Assert.Equal(code, answer.ExitCode);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(program.File("artifacts/submissions")));
    }

    [Fact]
    public void A_setting_that_is_there_twice_is_an_error_with_its_remedy()
    {
        File.WriteAllText(program.File("slurm.json"), """{ "time": "10", "time": "20" }""");

        var answer = program.Run(Table2);

        Assert.Equal(5, answer.ExitCode);
        Assert.EndsWith("Correct the file, or name another by --slurm FILE.\n", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Coming_back_uses_the_folders_of_the_first_command_whatever_the_environment_says_now()
    {
        program.Variables["HVAE_DATA"] = "first-data";
        program.Variables["HVAE_RESULTS"] = "first-results";
        program.Run([.. Table2, "--data", "typed-data"]);
        program.Variables["HVAE_RESULTS"] = "other-results";
        program.Variables["HVAE_REFERENCE"] = "other-reference";

        var attached = program.Run("attach");

        using var submission = JsonDocument.Parse(File.ReadAllText(SubmissionFile("submission.json")));
        var arguments = submission.RootElement.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!);
        Assert.Equal([.. Table2, "--data", "typed-data", "--results", "first-results"], arguments);
        Assert.Contains("Invalid account", attached.Error, StringComparison.Ordinal);
        Assert.True(Directory.Exists(program.File("first-results")));
        Assert.False(Directory.Exists(program.File("other-results")));
    }

    /// <summary>The batch file's options for sbatch, without those that name folders.</summary>
    private string Options(params string[] options)
    {
        var answer = program.Run([.. Table2, .. options]);
        Assert.Equal(5, answer.ExitCode);
        Assert.Contains("Invalid account", answer.Error, StringComparison.Ordinal);
        var lines = File.ReadLines(SubmissionFile("batch.sh")).Where(line => line.StartsWith("#SBATCH", StringComparison.Ordinal));
        return string.Concat(
            lines.Where(line => !line.Contains(program.Folder, StringComparison.Ordinal)
            && !line.Contains("--job-name", StringComparison.Ordinal)).Select(line => line + "\n"));
    }

    private string SubmissionFile(string name) =>
        Assert.Single(Directory.EnumerateFiles(program.File("artifacts/submissions"), name, SearchOption.AllDirectories));
}

// The settings file: its members, and the errors about mistakes in it.

using Repro.Execution.Slurm;
using Xunit;

namespace Repro.Tests.Execution.Slurm;

public sealed class SlurmSettingsTests : FolderTest
{
    [Fact]
    public void A_file_may_say_everything()
    {
        var settings = Load("""
            {
              "partition": "gpu", "account": "vision", "constraint": "a100|h100", "gpusPerTask": 1, "cpusPerTask": 4, "memory": "16G",
              "time": "1-12", "graceSeconds": 300, "maxParallel": 20, "cellsPerTask": 3, "pollSeconds": 30, // seconds
              "options": ["--exclusive"], "setup": ["module load dotnet"],
            }
            """);

        Assert.Equal(("gpu", "vision", "a100|h100", 1, 4, "16G"),
            (settings.Partition, settings.Account, settings.Constraint, settings.GpusPerTask, settings.CpusPerTask, settings.Memory));
        Assert.Equal(("1-12", 300, 20, 3, 30.0),
            (settings.Time, settings.GraceSeconds, settings.MaxParallel, settings.CellsPerTask, settings.PollSeconds));
        Assert.Equal(("--exclusive", "module load dotnet"), (settings.Options[0], settings.Setup[0]));
    }

    [Theory]
    [InlineData("""{ "partitoin": "gpu" }""", "Did you mean 'partition'?")]
    [InlineData("""{ "partition": "a b" }""", "one word")]
    [InlineData("""{ "memory": "much" }""", "\"4G\"")]
    [InlineData("""{ "time": "soon" }""", "\"4:00:00\"")]
    [InlineData("""{ "time": "0" }""", "\"time\"")]
    [InlineData("""{ "time": "1", "graceSeconds": 60 }""", "shorter than the time limit 1")]
    [InlineData("""{ "gpusPerTask": -1 }""", "from 0 to 1024")]
    [InlineData("""{ "cellsPerTask": 0 }""", "1 or more")]
    [InlineData("""{ "cellsPerTask": "many" }""", "wrong type")]
    [InlineData("""{ "options": ["exclusive"] }""", "begin with --")]
    [InlineData("""{ "options": null }""", "wrong type")]
    [InlineData("""{ "time": "10", "time": "20" }""", "or name another by --slurm FILE")]
    [InlineData("""{ "setup": ["\ud800"] }""", "or name another by --slurm FILE")]
    [InlineData("[]", "between { and }")]
    [InlineData("{", "Correct the file")]
    public void A_mistake_is_named_with_the_file_and_what_is_expected(string text, string expected)
    {
        var error = Assert.Throws<SlurmException>(() => Load(text));

        Assert.Contains(folder["slurm.json"], error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("""{}""", "cuda", 1)]
    [InlineData("""{}""", "cpu", null)]
    [InlineData("""{ "gpusPerTask": 0 }""", "cuda", 0)]
    [InlineData("""{ "gpusPerTask": 2 }""", "cuda:1", 2)]
    [InlineData("""{ "gpusPerTask": 0 }""", "cuda:3", 0)]
    [InlineData("""{ "options": ["--gres=gpu:a100:1"] }""", "cuda", null)]
    [InlineData("""{ "options": ["--gres=gpu:a100:4"] }""", "cuda:3", null)]
    [InlineData("""{ "options": ["--gpus=1"] }""", "cuda", null)]
    [InlineData("""{ "options": ["--gres=scratch:10", "--gpu-bind=none"] }""", "cuda", 1)]
    public void A_task_on_a_GPU_asks_for_one_unless_something_else_is_said(string text, string device, int? gpus) =>
        Assert.Equal(gpus, Load(text).ForDevice(device).GpusPerTask);

    [Fact]
    public void GPUs_that_no_tensor_uses_are_refused_with_the_remedy()
    {
        var error = Assert.Throws<SlurmException>(() => Load("""{ "gpusPerTask": 1 }""").ForDevice("cpu"));

        Assert.Contains("Use --device cuda, or set gpusPerTask", error.Message);
    }

    [Fact]
    public void A_GPU_beyond_those_of_the_task_is_refused_with_the_remedy()
    {
        var error = Assert.Throws<SlurmException>(() => Load("{}").ForDevice("cuda:1"));

        Assert.Contains("--device cuda, or ask for more by --slurm-gpus", error.Message);
    }

    [Theory]
    [InlineData("90", 90 * 60)]
    [InlineData("1:30", 90)]
    [InlineData("4:00:00", 4 * 3600)]
    [InlineData("1-12", 36 * 3600)]
    [InlineData("1-12:30", 36 * 3600 + 30 * 60)]
    [InlineData("2-0:0:5", 48 * 3600 + 5)]
    [InlineData("1-", null)]
    [InlineData("-5", null)]
    [InlineData("1:2:3:4", null)]
    public void Times_are_read_as_sbatch_reads_them(string text, int? seconds) =>
        Assert.Equal(seconds, (int?)SlurmTime.Parse(text)?.TotalSeconds);

    private SlurmSettings Load(string text)
    {
        File.WriteAllText(folder["slurm.json"], text);
        return SlurmSettings.Load(folder["slurm.json"]);
    }
}

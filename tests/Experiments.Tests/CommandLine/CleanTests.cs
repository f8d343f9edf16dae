// `clean` lists by default, deletes with --yes, and keeps what its filters and other people's files say.

using Repro.Execution;
using Xunit;

namespace Experiments.Tests.CommandLine;

public sealed class CleanTests : IDisposable
{
    private readonly HvaeRepro program = new();

    public void Dispose() => program.Dispose();

    [Fact]
    public void Nothing_is_deleted_without_yes_and_sizes_are_told()
    {
        Directory.CreateDirectory(program.File("artifacts/train/1"));
        File.WriteAllBytes(program.File("artifacts/train/1/weights"), new byte[2_500_000]);

        var answer = program.Run("clean");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains($"1 in {program.File("artifacts/train")}, 2.5 MB", answer.Output, StringComparison.Ordinal);
        Assert.Contains("--yes deletes it", answer.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(program.File("artifacts/train/1/weights")));
    }

    [Fact]
    public void Yes_deletes_the_results_of_jobs_in_the_folder_that_is_named_and_lists_them()
    {
        foreach (var folder in new[] { "artifacts/train/1", "elsewhere/train/2", "elsewhere/images/3", "elsewhere/of-others" })
            Directory.CreateDirectory(program.File(folder));

        var answer = program.Run("clean", "--artifacts", "elsewhere", "--yes");

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains(program.File("elsewhere/train"), answer.Output, StringComparison.Ordinal);
        Assert.Equal(["of-others"], Directory.GetDirectories(program.File("elsewhere")).Select(Path.GetFileName));
        Assert.True(Directory.Exists(program.File("artifacts/train/1")));
    }

    [Fact]
    public void Only_what_is_old_is_deleted()
    {
        foreach (var key in new[] { "old", "new" })
        {
            Directory.CreateDirectory(program.File($"artifacts/train/{key}"));
            File.WriteAllText(program.File($"artifacts/train/{key}/log.txt"), "");
        }

        File.SetLastWriteTimeUtc(program.File("artifacts/train/old/log.txt"), DateTime.UtcNow.AddDays(-31));

        Assert.Equal(0, program.Run("clean", "--older-than", "30d", "--yes").ExitCode);

        Assert.Equal(["new"], Directory.GetDirectories(program.File("artifacts/train")).Select(Path.GetFileName));
        Assert.Contains("30d", program.Run("clean", "--older-than", "thirty").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_jobs_that_nothing_refers_to_or_that_a_target_plans_are_deleted()
    {
        program.Run("run", "Xiao23.Table2", "--preset", "smoke", "--stand-ins");
        Directory.CreateDirectory(program.File("artifacts/train/unknown"));
        string[] planned = Directory.GetDirectories(program.File("artifacts/architecture"));

        Assert.Equal(0, program.Run("clean", "--unreferenced", "--stand-ins", "--yes").ExitCode);
        Assert.False(Directory.Exists(program.File("artifacts/train")));
        Assert.Equal(planned, Directory.GetDirectories(program.File("artifacts/architecture")));

        Assert.Equal(0, program.Run("clean", "--target", "Table2", "--preset", "smoke", "--stand-ins", "--yes").ExitCode);
        Assert.False(Directory.Exists(program.File("artifacts/architecture")));
    }

    [Fact]
    public void Nothing_is_deleted_while_a_run_holds_the_lock()
    {
        Directory.CreateDirectory(program.File("artifacts/train/1"));
        using var held = ArtifactsLock.Take(program.File("artifacts"), _ => { }, TimeProvider.System);

        var answer = program.Run("clean", "--yes");

        Assert.Equal(5, answer.ExitCode);
        Assert.Contains("are in use by process", answer.Error, StringComparison.Ordinal);
        Assert.True(Directory.Exists(program.File("artifacts/train/1")));
    }
}

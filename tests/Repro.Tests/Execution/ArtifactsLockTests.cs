// Two invocations never work in one artifacts folder, and a dead one does not block the next.

using System.Diagnostics;
using Repro.Environments;
using Repro.Execution;
using Repro.Records;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class ArtifactsLockTests : FolderTest
{
    private readonly List<string> notices = [];

    private string OwnerFile => folder[".lock-owner.json"];

    [Fact]
    public void A_second_holder_is_refused_and_told_who_holds_it()
    {
        using var held = Take();

        var error = Assert.Throws<ArtifactsLockedException>(Take);

        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}", error.Message);
        Assert.Contains("--artifacts", error.Message);
    }

    [Fact]
    public void It_can_be_taken_again_after_it_was_let_go()
    {
        Take().Dispose();
        Take().Dispose();

        Assert.Empty(notices);
    }

    [Fact]
    public void The_lock_of_a_dead_process_is_taken_over_with_a_notice()
    {
        using var dead = Process.Start("true")!;
        dead.WaitForExit();
        Leave(new(dead.Id, Environment.MachineName, "2026-11-20T10:00:00", DateTimeOffset.UnixEpoch));

        Take().Dispose();

        Assert.Contains($"process {dead.Id}", Assert.Single(notices));
    }

    [Fact]
    public void A_later_process_with_the_dead_ones_number_is_not_taken_for_it()
    {
        Leave(new(Environment.ProcessId, Environment.MachineName, "2001-01-01T00:00:00", DateTimeOffset.UnixEpoch));

        Take().Dispose();

        Assert.Single(notices);
    }

    [Fact]
    public async Task A_dead_owner_whose_parent_has_not_asked_for_its_exit_code_is_dead()
    {
        using var shell = Process.Start(
            new ProcessStartInfo("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true
            })!;
        var zombie = int.Parse((await shell.StandardOutput.ReadLineAsync())!, System.Globalization.CultureInfo.InvariantCulture);
        await Workers.Until(() => File.ReadAllText($"/proc/{shell.Id}/comm").StartsWith("sleep"), "a parent that does not ask");
        using (var child = Process.GetProcessById(zombie)) child.Kill();
        await Workers.Until(() => File.ReadAllText($"/proc/{zombie}/stat").Contains(") Z "), "a zombie");
        Leave(new(zombie, Environment.MachineName, "any", DateTimeOffset.UnixEpoch));

        Take().Dispose();

        Assert.Null(Platform.Current.BirthOf(zombie));
        Assert.Single(notices);
        shell.Kill();
    }

    [Fact]
    public void A_living_owner_is_believed_even_where_the_file_system_knows_no_locks()
    {
        Leave(ArtifactsLock.Owner.This(TimeProvider.System));

        Assert.Throws<ArtifactsLockedException>(Take);
    }

    [Fact]
    public void An_owner_on_another_machine_cannot_be_asked_so_the_error_says_how_to_remove_its_lock()
    {
        Leave(new(1, "elsewhere", "", DateTimeOffset.UnixEpoch));

        var error = Assert.Throws<ArtifactsLockedException>(Take);

        Assert.Contains("on elsewhere", error.Message);
        Assert.EndsWith($"rm '{OwnerFile}'.", error.Message);
    }

    [Fact]
    public void A_dead_owner_in_a_container_of_this_machine_is_dead_under_any_host_name()
    {
        var own = ArtifactsLock.Owner.This(TimeProvider.System);
        Leave(own with { Host = "3f2a91c0b7de", Process = int.MaxValue });

        Take().Dispose();

        Assert.Contains("3f2a91c0b7de", Assert.Single(notices));
        Leave(own with { Host = "3f2a91c0b7de" });
        Assert.Throws<ArtifactsLockedException>(Take);
    }

    [Fact]
    public void A_damaged_owner_file_is_no_obstacle()
    {
        File.WriteAllText(OwnerFile, "{\"process\":");

        Take().Dispose();
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    [InlineData("lock-is-a-folder")]
    [InlineData("owner-is-a-folder")]
    public void A_folder_that_cannot_be_written_is_not_said_to_be_in_use(string name)
    {
        File.WriteAllText(folder["file"], "");
        Directory.CreateDirectory(folder["lock-is-a-folder/.lock"]);
        Directory.CreateDirectory(folder["owner-is-a-folder/.lock-owner.json"]);

        var error = Assert.Throws<ArtifactsException>(() => ArtifactsLock.Take(folder[name], notices.Add, TimeProvider.System));

        Assert.Contains("cannot be written: ", error.Message);
        Assert.EndsWith("give another folder by --artifacts DIR.", error.Message);
    }

    private ArtifactsLock Take() => ArtifactsLock.Take(folder.Path, notices.Add, TimeProvider.System);

    private void Leave(ArtifactsLock.Owner owner) => File.WriteAllText(OwnerFile, RecordJson.Line(owner));
}

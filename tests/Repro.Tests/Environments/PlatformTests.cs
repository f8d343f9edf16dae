// The plain platform of Windows and macOS, tested on this system, and the additions of Linux.

using System.Diagnostics;
using Repro.Environments;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Environments;

public sealed class PlatformTests
{
    public static TheoryData<bool> Platforms => OperatingSystem.IsLinux() ? [false, true] : [false];

    [Theory]
    [MemberData(nameof(Platforms))]
    public void A_process_that_lives_is_told_from_one_that_has_ended(bool isLinux)
    {
        var platform = isLinux ? new LinuxPlatform() : new Platform();
        using var worker = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(ToyHandlers).Assembly.Location, "worker"])
            {
                UseShellExecute = false,
                RedirectStandardInput = true
            })!;
        var birth = platform.BirthOf(worker.Id);
        worker.StandardInput.Close();
        worker.WaitForExit();

        Assert.NotNull(platform.BirthOf(Environment.ProcessId));
        Assert.Equal(platform.BirthOf(Environment.ProcessId), platform.BirthOf(Environment.ProcessId));
        Assert.NotNull(birth);
        Assert.Null(platform.BirthOf(worker.Id));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public void The_machine_has_the_same_facts_on_every_platform(bool isLinux)
    {
        var facts = (isLinux ? new LinuxPlatform() : new Platform()).Facts;

        Assert.Equal(["os", "kernel", "cpu", "bf16"], facts.Select(fact => fact.Key));
        Assert.All(facts, fact => Assert.NotEmpty(fact.Value));
    }

    [Theory]
    [MemberData(nameof(Platforms))]
    public void A_worker_without_memory_is_named_and_any_other_end_has_its_code(bool isLinux)
    {
        var platform = isLinux ? new LinuxPlatform() : new Platform();

        Assert.Equal("the worker process ran out of memory; use fewer workers (--workers N)",
            platform.ExitDescription(Platform.OutOfMemoryExitCode, 0));
        Assert.Equal("the worker process exited with code 3", platform.ExitDescription(3, 0));
    }

    [Fact]
    public void The_systems_own_kill_is_told_from_anybody_elses()
    {
        Assert.Contains("the system ran out of memory", new LinuxPlatform().ExitDescription(128 + 9, outOfMemoryKills: 1));
        Assert.Contains("somebody ended it", new LinuxPlatform().ExitDescription(128 + 9, outOfMemoryKills: 0));
        Assert.DoesNotContain("memory", new LinuxPlatform().ExitDescription(128 + 11, outOfMemoryKills: 1));
    }

    [Fact]
    public void The_largest_memory_of_a_process_is_known_everywhere() => Assert.True(Platform.PeakMemoryBytes > 1 << 20);
}

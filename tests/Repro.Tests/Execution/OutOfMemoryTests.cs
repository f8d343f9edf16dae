// A worker that runs out of memory is named as such, whoever ended it.

using Repro.Environments;
using Repro.Execution;
using Repro.Tests.Records;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class OutOfMemoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_job_that_runs_out_of_memory_is_tried_in_a_new_process_and_then_named()
    {
        var job = Toys.Count(trouble: "hog");
        var small = Workers.Command with { Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0x4000000" } };
        var events = new List<JobEvent>();

        await new LocalExecutor(new(folder.Path), small, 1, 1, TimeProvider.System)
            .ExecuteAsync(Toys.Examine(folder.Path, job), events.Add, CancellationToken.None);

        const string Named = "the worker process ran out of memory; use fewer workers (--workers N)";
        Assert.Equal(Named, Assert.Single(events.OfType<JobRetried>()).Cause);
        Assert.Equal(Named, events.OfType<JobEnded>().Single().Error);
    }

    [Fact]
    public void The_systems_own_kill_is_told_from_anybody_elses()
    {
        Assert.Contains("the system ran out of memory", new LinuxPlatform().ExitDescription(128 + 9, outOfMemoryKills: 1),
            StringComparison.Ordinal);
        Assert.Contains("somebody ended it", new LinuxPlatform().ExitDescription(128 + 9, outOfMemoryKills: 0), StringComparison.Ordinal);
        Assert.DoesNotContain("memory", new LinuxPlatform().ExitDescription(128 + 11, outOfMemoryKills: 1), StringComparison.Ordinal);
    }
}

// A job that makes no progress is ended and tried once more. A job that takes long is not ended.

using Microsoft.Extensions.Time.Testing;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Records;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class HangTests : FolderTest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(100);

    private readonly FakeTimeProvider time = new(Toys.Then);

    [Fact]
    public async Task A_worker_that_waits_for_ever_is_killed_and_its_job_succeeds_the_second_time()
    {
        var job = Toys.Count(steps: 4, trouble: "hang-once", at: 2);

        var events = await RunAsync(job);

        Assert.Contains("hung: no progress and no processor time", Assert.Single(events.OfType<JobRetried>()).Cause);
        Assert.Equal(JobEnd.Done, events.End(job));
        Assert.Contains("goes on from step 2", File.ReadAllText(new ArtifactStore(folder.Path).LogOf(job)));
    }

    [Theory]
    [InlineData("hang", "no progress and no processor time")]
    [InlineData("freeze", "no sign of life")]
    public async Task A_job_that_hangs_again_fails_with_the_reason_and_the_others_go_on(string trouble, string reason)
    {
        var (bad, good) = (Toys.Count(1, trouble: trouble), Toys.Count(2));

        var events = await RunAsync(bad, good);

        Assert.Equal([JobEnd.Failed, JobEnd.Done], [events.End(bad), events.End(good)]);
        Assert.Contains(reason, events.OfType<JobEnded>().Single(ended => ended.Job == bad).Error);
        Assert.Contains(new ArtifactStore(folder.Path).FailureOf(bad)!.LogTail, line => line.Contains("hung"));
    }

    [Fact]
    public void A_long_step_is_no_hang_while_the_worker_computes()
    {
        var watch = new HangWatch(Limit, time);

        Assert.Null(Pass(watch, beats: 5 * HangWatch.BusyFactor, processorShare: 0.1));
        Assert.Contains("computed without any progress", Pass(watch, beats: 20 * HangWatch.BusyFactor, processorShare: 0.1));
    }

    [Fact]
    public void Progress_counts_anew()
    {
        var watch = new HangWatch(Limit, time);
        for (var report = 0; report < 10; report++)
        {
            Assert.Null(Pass(watch, beats: 15, processorShare: 0));
            watch.Hear(new("key", WorkerMessage.About.Progress));
        }

        Assert.Contains("no processor time", Pass(watch, beats: 25, processorShare: 0));
    }

    [Fact]
    public void A_machine_that_was_suspended_blames_nobody()
    {
        var watch = new HangWatch(Limit, time);
        time.Advance(TimeSpan.FromDays(1));

        Assert.Null(watch.Verdict());
    }

    [Fact]
    public void Without_a_limit_nobody_is_asked_for_heartbeats() => Assert.Null(new HangWatch(TimeSpan.Zero, time).HeartbeatSeconds);

    /// <summary>Sends heartbeats with this share of a core between them, and returns the first verdict against the worker.</summary>
    private string? Pass(HangWatch watch, int beats, double processorShare)
    {
        var interval = watch.HeartbeatSeconds!.Value;
        for (var beat = 1; beat <= beats; beat++)
        {
            time.Advance(TimeSpan.FromSeconds(interval));
            watch.Hear(new("key", WorkerMessage.About.Alive) { ProcessorSeconds = beat * interval * processorShare });
            if (watch.Verdict() is { } verdict) return verdict;
        }

        return null;
    }

    private Task<IReadOnlyList<JobEvent>> RunAsync(params Job[] jobs) =>
        Workers.RunAsync(folder.Path, jobs, workers: 1, hangLimit: TimeSpan.FromSeconds(10));
}

// Jobs start when their inputs have results. Those on which the most work depends start first.

using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Records;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class ScheduleTests : FolderTest
{
    [Fact]
    public void The_longest_chain_goes_first()
    {
        var (small, large, chained) = (Toys.Count(1, steps: 4), Toys.Count(2, steps: 5), Toys.Count(3, steps: 4));
        var end = new Job("count", "end", [], [chained], cost: 3);
        var schedule = new Schedule(Toys.Examine(folder.Path, small, large, end));

        Assert.Equal(["count 3", "count 2", "count 1"],
            [schedule.Take()!.Job.Label, schedule.Take()!.Job.Label, schedule.Take()!.Job.Label]);
        Assert.Null(schedule.Take());
        schedule.End(Ended(chained, JobEnd.Done));
        Assert.Equal("end", schedule.Take()!.Job.Label);
    }

    [Fact]
    public void All_that_hangs_on_a_failure_is_skipped_with_its_own_cause_and_nothing_else()
    {
        var (bad, good) = (Toys.Count(1), Toys.Count(2));
        var sum = Toys.Add(bad, good);
        var end = new Job("add", "end", [], [sum]);
        var other = new Job("add", "other", [], [good]);
        var schedule = new Schedule(Toys.Examine(folder.Path, end, other));

        var skipped = schedule.End(Ended(bad, JobEnd.Failed));

        Assert.Equal([("sum of 2", "needs 'count 1', which failed"), ("end", "needs 'sum of 2', which has no result")],
            skipped.Select(ended => (ended.Job.Label, ended.Error!)));
        Assert.All(skipped, ended => Assert.Equal(JobEnd.Skipped, ended.End));
        schedule.End(Ended(good, JobEnd.Done));
        Assert.Equal(["count 2", "other"], new[] { schedule.Take(), schedule.Take() }.Concat([schedule.Take()]).OfType<JobState>()
            .Select(state => state.Job.Label).Where(label => label != "count 1").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_left_at_cancellation_is_told_once()
    {
        var schedule = new Schedule(Toys.Examine(folder.Path, Toys.Add(Toys.Count())));

        Assert.Equal(2, schedule.Abandon().Count);
        Assert.Empty(schedule.Abandon());
    }

    private static JobEnded Ended(Job job, JobEnd end) => new(job, end, null, null, 0);
}

// The remaining work and its end are computed from costs, progress and the speed so far.

using Microsoft.Extensions.Time.Testing;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Records;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class ProgressTests : FolderTest
{
    private readonly FakeTimeProvider time = new(Toys.Then);

    [Fact]
    public void Before_anything_is_known_no_time_is_promised() => Assert.Equal("remaining 25 of 25 (0 % done)", Estimate(Jobs(25)).Text);

    [Fact]
    public void The_finish_follows_from_the_speed_so_far()
    {
        var jobs = Jobs(25);
        var estimate = Estimate(jobs);
        time.Advance(TimeSpan.FromSeconds(706));
        foreach (var job in jobs[..8]) estimate.Take(Done(job));

        Assert.Equal("remaining 17 of 25 (32 % done), finishes 2026-11-20 14:16 (25 min)", estimate.Text);
    }

    [Fact]
    public void Dear_jobs_weigh_more_and_running_jobs_count_by_their_fraction()
    {
        var (cheap, dear) = (Toys.Count(1, steps: 10), Toys.Count(2, steps: 90));
        var estimate = Estimate([cheap, dear]);
        time.Advance(TimeSpan.FromMinutes(11));
        estimate.Take(Done(cheap));
        estimate.Take(new JobAdvanced(dear, new(0.5)));

        Assert.Equal("remaining 1 of 2 (55 % done), finishes 2026-11-20 14:00 (9 min)", estimate.Text);
    }

    [Fact]
    public void Work_of_an_earlier_run_says_nothing_of_the_speed()
    {
        var job = Toys.Count(steps: 100);
        var state = new JobState(job, new Resumes(new([], null)), null);
        var estimate = new ProgressEstimate([state], time);
        estimate.Take(new JobAdvanced(job, new(0.8)));
        time.Advance(TimeSpan.FromMinutes(10));
        estimate.Take(new JobAdvanced(job, new(0.9)));

        Assert.Equal(600, estimate.Left!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void A_failure_makes_the_rest_no_faster()
    {
        var jobs = Jobs(4);
        var estimate = Estimate(jobs);
        time.Advance(TimeSpan.FromMinutes(10));
        estimate.Take(Done(jobs[0]));
        estimate.Take(new JobEnded(jobs[1], JobEnd.Failed, null, "failed", 0));

        Assert.Equal(1200, estimate.Left!.Value.TotalSeconds, 3);
    }

    [Fact]
    public void Jobs_that_fail_at_once_promise_no_time()
    {
        var jobs = Jobs(25);
        var estimate = Estimate(jobs);
        time.Advance(TimeSpan.FromSeconds(2));
        foreach (var job in jobs[..7]) estimate.Take(new JobEnded(job, JobEnd.Failed, null, "failed", 0));

        Assert.Null(estimate.Left);
    }

    [Fact]
    public void Hardly_any_work_promises_no_time()
    {
        var jobs = Jobs(2);
        var estimate = Estimate(jobs);
        time.Advance(TimeSpan.FromMinutes(5));
        estimate.Take(new JobAdvanced(jobs[0], new(1e-6)));

        Assert.Null(estimate.Left);
    }

    [Fact]
    public void Cached_jobs_do_not_count()
    {
        var (cached, open) = (Toys.Count(1), Toys.Count(2));
        Toys.Run(folder.Path, cached);

        Assert.Equal("remaining 1 of 1 (0 % done)", new ProgressEstimate(Toys.Examine(folder.Path, cached, open), time).Text);
    }

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(99, "99 s")]
    [InlineData(100, "2 min")]
    [InlineData(1500, "25 min")]
    [InlineData(3570, "1 h 0 min")]
    [InlineData(11100, "3 h 5 min")]
    [InlineData(187200, "2 d 4 h")]
    public void Durations_have_at_most_two_units(double seconds, string text) =>
        Assert.Equal(text, DurationText.Of(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public async Task Plain_progress_writes_failures_at_once_and_otherwise_a_line_now_and_then()
    {
        var (a, b, c, d) = (Toys.Count(1, steps: 10), Toys.Count(2, steps: 10), Toys.Count(3, steps: 10), Toys.Count(4, steps: 10));
        using var written = new StringWriter { NewLine = "\n" };
        var options = new RunnerOptions { ArtifactsRoot = "", ResultsFolder = "", Workers = 2 };
        var view = ProgressView.For(Workers.PlainConsole(written), options, Toys.Examine(folder.Path, a, b, c, d), time)!;
        view.Report(new JobStarted(a, 1, new Dictionary<string, string>()));
        view.Report(new JobStarted(b, 2, new Dictionary<string, string>()));
        for (var step = 1; step <= 10; step++)
        {
            time.Advance(TimeSpan.FromSeconds(4));
            view.Report(new JobAdvanced(a, new(step / 10.0, $"step {step}")));
        }

        view.Report(new JobEnded(a, JobEnd.Done, null, null, 40));
        time.Advance(TimeSpan.FromSeconds(6));
        view.Report(new JobRetried(b, "the worker was killed by signal 9"));
        view.Report(new JobEnded(b, JobEnd.Failed, null, "too little memory", 41));
        view.Report(new JobEnded(c, JobEnd.Done, null, null, 1));
        view.Report(new JobEnded(d, JobEnd.Done, null, null, 2));
        Assert.DoesNotContain("count 4", written.ToString());
        await view.DisposeAsync();

        Assert.Equal(
            """
            remaining 4 of 4 (20 % done), finishes 2026-11-20 13:42 (2 min); count count 1  80 %  step 8, count count 2
            done    count count 1 (40 s); remaining 3 of 4 (25 % done), finishes 2026-11-20 13:42 (2 min)
            again   count count 2: the worker was killed by signal 9; remaining 3 of 4 (25 % done), finishes 2026-11-20 13:43 (2 min)
            failed  count count 2: too little memory; remaining 2 of 4 (50 % done), finishes 2026-11-20 13:42 (92 s)
            done    count count 4 (2.0 s) and 1 job before it; remaining 0 of 4 (100 % done)

            """, written.ToString());
    }

    private ProgressEstimate Estimate(IReadOnlyList<Job> jobs) => new(Toys.Examine(folder.Path, [.. jobs]), time);

    private static Job[] Jobs(int count) => [.. Enumerable.Range(1, count).Select(seed => Toys.Count(seed))];

    private static JobEnded Done(Job job) => new(job, JobEnd.Done, null, null, 1);
}

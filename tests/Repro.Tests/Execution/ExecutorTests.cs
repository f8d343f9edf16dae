// Jobs run in workers as they run in this process, and what goes wrong with one stays with it.

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Records;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class ExecutorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private ArtifactStore Store => new(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Workers_and_this_process_compute_the_same()
    {
        var sum = Toys.Add(Toys.Count(1), Toys.Count(2), Toys.Count(3));
        Toys.Run(folder["debug"], sum);
        await Workers.RunAsync(folder["local"], sum);

        Assert.Equal(Toys.Result(folder["debug"], sum).Metrics, Toys.Result(folder["local"], sum).Metrics);
        Assert.Equal(Toys.Result(folder["debug"], sum).Files, Toys.Result(folder["local"], sum).Files);
    }

    [Fact]
    public async Task Workers_tell_facts_and_have_the_threads_asked_for()
    {
        var job = Toys.Count();

        var events = await Workers.RunAsync(folder.Path, job);

        var started = Assert.Single(events.OfType<JobStarted>());
        Assert.Equal("toys 1.0", started.Facts["library"]);
        Assert.Equal("1", started.Facts["omp"]);
        Assert.Equal("1", Toys.Result(folder.Path, job).Environment["omp"]);
        Assert.Contains(events.OfType<JobAdvanced>(), advanced => advanced.Progress is { Fraction: 1, Note: "done" });
    }

    [Theory]
    [InlineData("fail", "the loss is not finite; lower the learning rate")]
    [InlineData("throw", "InvalidOperationException: a defect")]
    [InlineData("nan", "The metric 'sum' is not finite (NaN ± 0.5); see the job's log for where the computation went astray.")]
    public async Task A_failed_job_fails_its_dependents_only(string trouble, string message)
    {
        var (bad, good) = (Toys.Count(1, trouble: trouble), Toys.Count(2));
        var (both, one) = (Toys.Add(bad, good), Toys.Add(good));
        foreach (var run in (Func<string, Task<IReadOnlyList<JobEvent>>>[])
            [root => Task.FromResult(Toys.Run(root, both, one)), root => Workers.RunAsync(root, both, one)])
        {
            var root = Directory.CreateTempSubdirectory("repro-tests-").FullName;
            var events = await run(root);

            Assert.Equal([JobEnd.Failed, JobEnd.Done, JobEnd.Skipped, JobEnd.Done],
                [events.End(bad), events.End(good), events.End(both), events.End(one)]);
            var failure = new ArtifactStore(root).FailureOf(bad)!;
            Assert.Equal(message, failure.Message);
            Assert.Contains(failure.LogTail, line => line.Contains("failed", StringComparison.Ordinal));
            Assert.Equal(message, events.OfType<JobEnded>().Single(ended => ended.Job == bad).Error);
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task What_a_handler_prints_goes_to_the_log_and_does_no_harm()
    {
        var job = Toys.Count(trouble: "chatter");

        var events = await Workers.RunAsync(folder.Path, job);

        Assert.Equal(JobEnd.Done, events.End(job));
        Assert.Contains("no newline", File.ReadAllText(Store.LogOf(job)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_native_code_prints_goes_to_the_log_and_does_no_harm()
    {
        var job = Toys.Count(trouble: "native");

        var events = await Workers.RunAsync(folder.Path, 1, _ => { }, CancellationToken.None, job, Toys.Count(2));

        Assert.All(events.OfType<JobEnded>(), ended => Assert.Equal(JobEnd.Done, ended.End));
        Assert.Empty(events.OfType<JobRetried>());
        Assert.Contains("printed by native code", File.ReadAllText(Store.LogOf(job)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_dies_is_replaced_and_the_job_tried_once_more()
    {
        var job = Toys.Count(steps: 4, trouble: "die-once", at: 2);

        var events = await Workers.RunAsync(folder.Path, 1, _ => { }, CancellationToken.None, job, Toys.Count(9));

        Assert.Contains("signal 6", Assert.Single(events.OfType<JobRetried>()).Cause, StringComparison.Ordinal);
        Assert.All(events.OfType<JobEnded>(), ended => Assert.Equal(JobEnd.Done, ended.End));
        Assert.Contains("goes on from step 2", File.ReadAllText(Store.LogOf(job)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_whose_worker_dies_again_fails_with_the_tail_of_its_log_and_the_others_go_on()
    {
        var (bad, good) = (Toys.Count(1, trouble: "die"), Toys.Count(2));

        var events = await Workers.RunAsync(folder.Path, 1, _ => { }, CancellationToken.None, bad, good);

        Assert.Equal([JobEnd.Failed, JobEnd.Done], [events.End(bad), events.End(good)]);
        Assert.Equal("the worker process was killed by signal 6 (SIGABRT)", Store.FailureOf(bad)!.Message);
        Assert.Contains(Store.FailureOf(bad)!.LogTail.Concat(File.ReadLines(Store.LogOf(bad))),
            line => line.Contains("dies always", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_killed_worker_costs_no_finished_step_and_changes_no_number()
    {
        var job = Toys.Count(steps: 40, pause: 20);
        Toys.Run(folder["calm"], Toys.Count(steps: 40, pause: 20));
        var killed = false;

        var events = await Workers.RunAsync(
            folder["killed"], 1,
            happened =>
            {
                if (killed || happened is not JobAdvanced { Progress.Fraction: > 0.3 }) return;
                killed = true;
                Process.GetProcessById(WorkerOf(new ArtifactStore(folder["killed"]).LogOf(job))).Kill();
            },
            CancellationToken.None,
            job);

        Assert.True(killed);
        Assert.Contains("signal 9", Assert.Single(events.OfType<JobRetried>()).Cause, StringComparison.Ordinal);
        Assert.Equal(Toys.Result(folder["calm"], job).Metrics, Toys.Result(folder["killed"], job).Metrics);
    }

    [Fact]
    public async Task Cancelled_jobs_stop_at_a_checkpoint_and_go_on_later_to_the_same_numbers()
    {
        var (first, second, third) = (Toys.Count(1, steps: 200, pause: 20), Toys.Count(2, steps: 200, pause: 20), Toys.Count(3));
        using var cancel = new CancellationTokenSource();
        var jobs = new[] { first, second, Toys.Add(first, second, third) };

        var underWay = new HashSet<Job>();

        var events = await Workers.RunAsync(
            folder.Path, 2,
            happened =>
            {
                if (happened is JobAdvanced { Progress.Fraction: > 0 } && underWay.Add(happened.Job) && underWay.Count == 2)
                    cancel.Cancel();
            },
            cancel.Token,
            jobs);

        Assert.Equal([JobEnd.Stopped, JobEnd.Stopped, JobEnd.Stopped], jobs.Select(job => events.End(job)));
        Assert.IsType<Resumes>(Toys.Examine(folder.Path, first)[0].Reason);
        await Workers.RunAsync(folder.Path, jobs);
        Toys.Run(folder["calm"], jobs);
        Assert.Equal(Toys.Result(folder["calm"], jobs[2]).Metrics, Toys.Result(folder.Path, jobs[2]).Metrics);
        Assert.True(Toys.Result(folder.Path, first).Seconds > 3.9, "the time before the interruption counts too");
    }

    [Fact]
    public async Task A_job_that_does_not_stop_is_killed_after_a_while()
    {
        var job = Toys.Count(steps: 100_000, pause: 20, trouble: "deaf", at: -1);
        using var cancel = new CancellationTokenSource();

        var run = Workers.RunAsync(folder.Path, 1, happened => { if (happened is JobAdvanced) cancel.Cancel(); }, cancel.Token, job);

        Assert.Equal(JobEnd.Stopped, (await run.WaitAsync(Workers.Watchdog)).End(job));
    }

    [Fact]
    public async Task A_worker_that_cannot_be_started_is_named_with_what_else_to_do()
    {
        var executor = new LocalExecutor(Store, new("no-such-program", ["worker"]), 2, 1, TimeProvider.System);

        var error = await Assert.ThrowsAsync<WorkerStartException>(
            () => executor.ExecuteAsync(Toys.Examine(folder.Path, Toys.Count()), _ => { }, CancellationToken.None));

        Assert.Contains("no-such-program worker", error.Message, StringComparison.Ordinal);
        Assert.Contains("--executor debug", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_no_worker_fails_the_job_with_what_it_said()
    {
        var job = Toys.Count();
        var executor = new LocalExecutor(Store, new("sh", ["-c", "echo out of order >&2; exit 3"]), 1, 1, TimeProvider.System);
        var events = new List<JobEvent>();

        await executor.ExecuteAsync(Toys.Examine(folder.Path, job), events.Add, CancellationToken.None);

        Assert.Equal("the worker process exited with code 3", events.OfType<JobEnded>().Single().Error);
        Assert.Contains("out of order", Store.FailureOf(job)!.LogTail);
    }

    private static int WorkerOf(string log) =>
        int.Parse(Regex.Match(File.ReadAllText(log), "(?<=process )[0-9]+(?= on)", RegexOptions.None, TimeSpan.FromSeconds(1)).Value,
            CultureInfo.InvariantCulture);
}

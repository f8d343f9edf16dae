// Jobs run in workers as they run in this process, and the failure of one does not affect the others.

using System.Diagnostics;
using System.Text.RegularExpressions;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Records;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class ExecutorTests : FolderTest
{
    private ArtifactStore Store => new(folder.Path);

    [Fact]
    public async Task Workers_and_this_process_compute_the_same()
    {
        var sum = Toys.Add(Toys.Count(1), Toys.Count(2), Toys.Count(3));
        Toys.Run(folder["debug"], sum);
        await Workers.RunAsync(folder["local"], [sum]);

        Assert.Equal(Toys.Result(folder["debug"], sum).Metrics, Toys.Result(folder["local"], sum).Metrics);
        Assert.Equal(Toys.Result(folder["debug"], sum).Files, Toys.Result(folder["local"], sum).Files);
    }

    [Fact]
    public async Task Workers_tell_facts_and_have_the_threads_asked_for()
    {
        var job = Toys.Count();

        var events = await Workers.RunAsync(folder.Path, [job]);

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
        foreach (var (root, events) in new[]
            {
                (folder["debug"], Toys.Run(folder["debug"], both, one)),
                (folder["local"], await Workers.RunAsync(folder["local"], [both, one])),
            })
        {
            Assert.Equal([JobEnd.Failed, JobEnd.Done, JobEnd.Skipped, JobEnd.Done],
                [events.End(bad), events.End(good), events.End(both), events.End(one)]);
            var failure = new ArtifactStore(root).FailureOf(bad)!;
            Assert.Equal(message, failure.Message);
            Assert.Contains(failure.LogTail, line => line.Contains("failed"));
            Assert.Equal(message, events.OfType<JobEnded>().Single(ended => ended.Job == bad).Error);
        }
    }

    [Fact]
    public void A_job_whose_input_changed_while_it_ran_fails_and_leaves_no_checkpoint()
    {
        var job = Toys.Count(trouble: "changed");

        Toys.Run(folder.Path, job);

        Assert.Equal("what it read has changed", new ArtifactStore(folder.Path).FailureOf(job)!.Message);
        Assert.Empty(Directory.GetFiles(folder.Path, CountHandler.Checkpoint, SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("chatter", "no newline")]
    [InlineData("native", "printed by native code")]
    public async Task What_a_handler_and_native_code_print_goes_to_the_log_and_does_no_harm(string trouble, string printed)
    {
        var job = Toys.Count(trouble: trouble);

        var events = await Workers.RunAsync(folder.Path, [job, Toys.Count(2)], workers: 1);

        Assert.All(events.OfType<JobEnded>(), ended => Assert.Equal(JobEnd.Done, ended.End));
        Assert.Empty(events.OfType<JobRetried>());
        Assert.Contains(printed, File.ReadAllText(Store.LogOf(job)));
    }

    [Fact]
    public async Task A_worker_that_dies_is_replaced_and_the_job_tried_once_more()
    {
        var job = Toys.Count(steps: 4, trouble: "die-once", at: 2);

        var events = await Workers.RunAsync(folder.Path, [job, Toys.Count(9)], workers: 1);

        Assert.Contains("signal 6", Assert.Single(events.OfType<JobRetried>()).Cause);
        Assert.All(events.OfType<JobEnded>(), ended => Assert.Equal(JobEnd.Done, ended.End));
        Assert.Contains("goes on from step 2", File.ReadAllText(Store.LogOf(job)));
    }

    [Fact]
    public async Task A_job_whose_worker_dies_again_fails_with_the_tail_of_its_log_and_the_others_go_on()
    {
        var (bad, good) = (Toys.Count(1, trouble: "die"), Toys.Count(2));

        var events = await Workers.RunAsync(folder.Path, [bad, good], workers: 1);

        Assert.Equal([JobEnd.Failed, JobEnd.Done], [events.End(bad), events.End(good)]);
        Assert.Equal("the worker process was killed by signal 6 (SIGABRT)", Store.FailureOf(bad)!.Message);
        Assert.Contains(Store.FailureOf(bad)!.LogTail.Concat(File.ReadLines(Store.LogOf(bad))), line => line.Contains("dies always"));
    }

    [Fact]
    public async Task A_killed_worker_costs_no_finished_step_and_changes_no_number()
    {
        var job = Toys.Count(steps: 40, pause: 20);
        Toys.Run(folder["calm"], Toys.Count(steps: 40, pause: 20));
        var killed = false;

        var events = await Workers.RunAsync(folder["killed"], [job], workers: 1, happened =>
        {
            if (killed || happened is not JobAdvanced { Progress.Fraction: > 0.3 }) return;
            killed = true;
            Process.GetProcessById(WorkerOf(new ArtifactStore(folder["killed"]).LogOf(job))).Kill();
        });

        Assert.True(killed);
        Assert.Contains("signal 9", Assert.Single(events.OfType<JobRetried>()).Cause);
        Assert.Equal(Toys.Result(folder["calm"], job).Metrics, Toys.Result(folder["killed"], job).Metrics);
    }

    [Fact]
    public async Task Cancelled_jobs_stop_at_a_checkpoint_and_go_on_later_to_the_same_numbers()
    {
        var (first, second, third) = (Toys.Count(1, steps: 200, pause: 20), Toys.Count(2, steps: 200, pause: 20), Toys.Count(3));
        using var cancel = new CancellationTokenSource();
        var jobs = new[] { first, second, Toys.Add(first, second, third) };

        var underWay = new HashSet<Job>();

        var events = await Workers.RunAsync(folder.Path, jobs, workers: 2, happened =>
        {
            if (happened is JobAdvanced { Progress.Fraction: > 0 } && underWay.Add(happened.Job) && underWay.Count == 2) cancel.Cancel();
        }, cancellation: cancel.Token);

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

        var run = Workers.RunAsync(
            folder.Path, [job], workers: 1, happened => { if (happened is JobAdvanced) cancel.Cancel(); }, cancellation: cancel.Token);

        Assert.Equal(JobEnd.Stopped, (await run.WaitAsync(Workers.Watchdog)).End(job));
    }

    [Fact]
    public async Task A_worker_that_cannot_be_started_is_named_with_what_else_to_do()
    {
        var error = await Assert.ThrowsAsync<WorkerStartException>(
            () => Workers.RunAsync(folder.Path, [Toys.Count()], command: new("no-such-program", ["worker"])));

        Assert.Contains("no-such-program worker", error.Message);
        Assert.Contains("--executor debug", error.Message);
    }

    [Fact]
    public async Task A_program_that_is_no_worker_fails_the_job_with_what_it_said()
    {
        var job = Toys.Count();

        var events = await Workers.RunAsync(folder.Path, [job], command: new("sh", ["-c", "echo out of order >&2; exit 3"]));

        Assert.Equal("the worker process exited with code 3", events.OfType<JobEnded>().Single().Error);
        Assert.Contains("out of order", Store.FailureOf(job)!.LogTail);
    }

    [Fact]
    public async Task A_job_that_runs_out_of_memory_is_tried_in_a_new_process_and_then_named()
    {
        var small = Workers.Command with { Environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = "0x4000000" } };

        var events = await Workers.RunAsync(folder.Path, [Toys.Count(trouble: "hog")], command: small);

        const string Named = "the worker process ran out of memory; use fewer workers (--workers N)";
        Assert.Equal(Named, Assert.Single(events.OfType<JobRetried>()).Cause);
        Assert.Equal(Named, events.OfType<JobEnded>().Single().Error);
    }

    private static int WorkerOf(string log) =>
        int.Parse(Regex.Match(File.ReadAllText(log), "(?<=process )[0-9]+(?= on)", RegexOptions.None, TimeSpan.FromSeconds(1)).Value);
}

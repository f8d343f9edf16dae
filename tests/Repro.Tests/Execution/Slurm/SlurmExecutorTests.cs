// How the parent handles tasks that end, vanish, die or are removed, without a real Slurm.

using Repro.Environments;
using Repro.Execution;
using Repro.Execution.Slurm;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Records;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution.Slurm;

public sealed class SlurmExecutorTests : FolderTest
{
    private readonly FakeSlurm slurm = new();

    [Fact]
    public async Task Levels_are_submitted_at_once_and_each_waits_for_the_one_before()
    {
        var counts = new[] { Toys.Count(1), Toys.Count(2) };
        var sum = Toys.Add(counts);
        slurm.AtPause = _ => Finish(counts.Append(sum));

        var events = await Execute(counts.Append(sum));

        Assert.All(counts.Append(sum), job => Assert.Equal(JobEnd.Done, events.End(job)));
        Assert.Equal(2, slurm.Batches.Count);
        Assert.DoesNotContain("--dependency", slurm.Batches[0]);
        Assert.Contains("--dependency=afterany:100\n", slurm.Batches[1]);
        Assert.True(Assert.Single(Submission.All(folder.Path)).Ended);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_task_that_vanishes_where_there_is_no_accounting_is_submitted_again_without_a_failure(bool isInstalled)
    {
        var job = Toys.Count();
        if (!isInstalled) slurm.NotInstalled.Add("sacct");
        slurm.AtPause = pause =>
        {
            if (pause == 1) slurm.States.Clear();
            if (slurm.Batches.Count == 2) Finish([job]);
        };

        var events = await Execute([job]);

        Assert.Equal(JobEnd.Done, events.End(job));
        Assert.Contains("without a trace", Assert.Single(events.OfType<JobRetried>()).Cause);
        Assert.Single(slurm.Asked, program => program == "sacct"); // There is no accounting, so sacct is not called again.
    }

    [Fact]
    public async Task No_question_is_longer_than_Linux_takes_however_many_tasks_have_vanished()
    {
        const int Most = 128 << 10;
        var tasks = Enumerable.Range(0, 100_000).Select(task => $"123456789_{task}").ToList();
        slurm.Accounting = "123456789_7|PREEMPTED\n";

        var states = await slurm.Commands.AccountingAsync(tasks);
        var lines = await slurm.Commands.QueueAsync(
            [.. tasks.Select(task => $"repro-20261121-140312-a3f9-{task}")], CancellationToken.None);

        Assert.Equal("PREEMPTED", states["123456789_7"]);
        Assert.Empty(lines);
        Assert.InRange(slurm.LongestArgument, 1, Most - 1);
    }

    [Theory]
    [InlineData("PREEMPTED", "was preempted")]
    [InlineData("NODE_FAIL", "lost its node")]
    [InlineData("CANCELLED", "was cancelled by somebody else")]
    public async Task What_Slurm_takes_away_is_submitted_again_but_not_for_ever(string state, string said)
    {
        var job = Toys.Count();
        slurm.AtPause = _ => SetAll(state);

        var events = await Execute([job, Toys.Add(job)]);

        Assert.Equal(CheckpointMark.MostIdleStarts, events.OfType<JobRetried>().Count());
        Assert.All(events.OfType<JobRetried>(), again => Assert.Contains(said, again.Cause));
        Assert.Contains("without a newer checkpoint", events.OfType<JobEnded>().Single(ended => ended.Job == job).Error);
        Assert.Equal(JobEnd.Skipped, events.OfType<JobEnded>().Single(ended => ended.Job != job).End);
    }

    [Fact]
    public async Task A_task_that_gets_on_between_two_losses_may_be_lost_any_number_of_times()
    {
        var job = Toys.Count(steps: 100);
        var own = new ArtifactStore(folder.Path).FolderOf(job);
        slurm.AtPause = _ =>
        {
            var losses = slurm.Batches.Count;
            File.WriteAllText(Path.Combine(own, CountHandler.Checkpoint), string.Concat(Enumerable.Repeat('0', losses)) + " 0");
            ProgressFile.Append(own, new(slurm.Time.GetUtcNow(), losses, losses / 100.0));
            if (losses > 10) Finish([job]);
            else SetAll("PREEMPTED");
        };

        var events = await Execute([job]);

        Assert.Equal(JobEnd.Done, events.End(job));
        Assert.Equal(10, events.OfType<JobRetried>().Count());
    }

    [Fact]
    public async Task A_program_that_dies_is_tried_once_more_and_its_logs_are_named()
    {
        var job = Toys.Count();
        slurm.AtPause = _ =>
        {
            foreach (var batch in Directory.EnumerateFiles(folder.Path, "batch.sh", SearchOption.AllDirectories))
            {
                File.WriteAllText(Path.Combine(Path.GetDirectoryName(batch)!, "ended-0"), "139\n");
                File.WriteAllText(Path.Combine(Path.GetDirectoryName(batch)!, "logs",
                    $"10{Path.GetFileName(Path.GetDirectoryName(batch)!)[0]}_0.err"), "a stack overflowed\n");
            }

            SetAll("FAILED");
        };

        var events = await Execute([job]);

        var error = events.OfType<JobEnded>().Single().Error!;
        Assert.Contains("killed by signal 11", error);
        Assert.Contains("101_0.err:\na stack overflowed", error);
        Assert.Single(events.OfType<JobRetried>());
        Assert.IsType<FailedBefore>(Toys.Examine(folder.Path, job)[0].Reason);
    }

    [Fact]
    public async Task A_recorded_failure_is_final_and_the_other_jobs_of_its_task_go_on()
    {
        var (bad, good) = (Toys.Count(1, trouble: "fail"), Toys.Count(2));
        slurm.AtPause = _ => Finish([bad, good]);

        var events = await Execute([bad, good], new() { CellsPerTask = 2 });

        Assert.Equal((JobEnd.Failed, JobEnd.Done), (events.End(bad), events.End(good)));
        Assert.Single(slurm.Batches);
    }

    [Fact]
    public async Task A_busy_controller_is_asked_again_ever_more_rarely_and_people_are_told()
    {
        var job = Toys.Count();
        slurm.Script("squeue", Enumerable.Repeat(FakeSlurm.BusyAnswer, 8).ToArray());
        slurm.AtPause = pause =>
        {
            if (pause > 8) Finish([job]);
        };

        var events = await Execute([job]);

        Assert.Equal(JobEnd.Done, events.End(job));
        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], slurm.Pauses.Take(8).Select(pause => pause.TotalSeconds));
        Assert.Single(slurm.Notices, notice => notice.Contains("Socket timed out"));
    }

    [Fact]
    public async Task A_submission_that_came_through_although_sbatch_timed_out_is_not_made_twice()
    {
        var batch = folder["batch.sh"];
        File.WriteAllText(batch, "");
        slurm.Script("sbatch", FakeSlurm.BusyAnswer);
        slurm.States[("repro-x-7", 0)] = "PENDING";

        Assert.Equal("107", await slurm.Commands.SubmitAsync(batch, "repro-x-7", CancellationToken.None));
        Assert.Equal(["sbatch", "squeue"], slurm.Asked);
    }

    [Fact]
    public async Task What_Slurm_refuses_is_said_with_the_file_and_leaves_no_array_behind()
    {
        slurm.Script("sbatch", new CommandAnswer(1, "", "sbatch: error: invalid partition specified: gpu\n"));

        var error = await Assert.ThrowsAsync<SlurmException>(() => Execute([Toys.Count()]));

        Assert.Contains("invalid partition specified: gpu", error.Message);
        Assert.Contains("slurm.json", error.Message);
        Assert.Empty(Assert.Single(Submission.All(folder.Path)).Arrays);
    }

    [Fact]
    public async Task Leaving_keeps_the_jobs_in_the_queue_and_the_next_run_watches_them()
    {
        var jobs = new[] { Toys.Count(1), Toys.Count(2) };

        var left = await LeaveInQueue(jobs);
        slurm.AtPause = _ => Finish(jobs);
        var events = await Execute(jobs);

        Assert.All(jobs, job => Assert.Equal(JobEnd.Stopped, left.End(job)));
        Assert.All(jobs, job => Assert.Equal(JobEnd.Done, events.End(job)));
        Assert.Single(slurm.Batches);
        Assert.Contains(slurm.Notices, notice => notice.Contains("hvae-repro attach"));
        Assert.DoesNotContain("scancel", slurm.Asked);
    }

    [Fact]
    public async Task Cancelling_what_an_earlier_run_has_submitted_ends_the_run_that_watches_it()
    {
        var job = Toys.Count();
        await LeaveInQueue(job);
        slurm.AtPause = pause =>
        {
            slurm.States.Clear();
            if (pause == 2) Submission.Find(folder.Path, null).CancelAsync(folder.Path, slurm.Commands, CancellationToken.None).Wait();
        };

        var events = await Execute([job]);

        Assert.Equal((JobEnd.Stopped, "its submission was cancelled"), (events.End(job), events.OfType<JobEnded>().Single().Error));
        Assert.Single(slurm.Batches);
        Assert.Contains("scancel", slurm.Asked);
    }

    [Fact]
    public async Task Whoever_runs_jobs_of_which_nothing_is_in_the_queue_any_more_closes_their_old_submission()
    {
        var (job, other) = (Toys.Count(1), Toys.Count(2));
        await LeaveInQueue(job);
        slurm.States.Clear();
        slurm.AtPause = _ => Finish([job, other]);

        await Execute([other]);
        Assert.Single(Submission.All(folder.Path), submission => submission.IsOpen(folder.Path));
        File.Delete(Path.Combine(new ArtifactStore(folder.Path).FolderOf(job), "result.json"));
        await Execute([job]);

        Assert.DoesNotContain(Submission.All(folder.Path), submission => submission.IsOpen(folder.Path));
    }

    [Fact]
    public async Task What_is_in_the_queue_cannot_be_forced_anew()
    {
        var job = Toys.Count();
        await LeaveInQueue(job);

        var error = await Assert.ThrowsAsync<SlurmException>(() => Execute([job], isForced: true));

        Assert.Contains("hvae-repro cancel", error.Message);
    }

    [Fact]
    public async Task A_held_task_is_told_with_the_command_that_lets_it_start()
    {
        var job = Toys.Count();
        slurm.AtPause = pause =>
        {
            if (pause < 3) SetAll("SPECIAL_EXIT");
            else Finish([job]);
        };

        await Execute([job]);

        Assert.Single(slurm.Notices, notice => notice.Contains("`scontrol release 100_0`"));
    }

    [Fact]
    public void Status_counts_jobs_by_what_their_tasks_do()
    {
        var submission = new Submission
        {
            Id = "x",
            Created = default,
            Arguments = [],
            WorkingFolder = "/",
            Program = "/",
            Arrays = [new("0-count", "repro-x-0", [["a", "b"], ["c"], ["d"]], "100")],
        };

        var state = QueueState.Of([submission],
            [new("100", 0, "repro-x-0", "RUNNING", "None"), new("100", 1, "repro-x-0", "PENDING", "Resources")]);

        Assert.Equal(["a", "b"], state.Running.Order());
        Assert.Equal(["c"], state.Queued);
        Assert.Equal("of 3 tasks 1 run and 1 wait", Assert.Single(state.Submissions).Text);
    }

    /// <summary>Submits jobs and leaves them to Slurm.</summary>
    private async Task<IReadOnlyList<JobEvent>> LeaveInQueue(params Job[] jobs)
    {
        using var leave = new CancellationTokenSource();
        slurm.AtPause = _ => leave.Cancel();
        return await Execute(jobs, cancellation: leave.Token);
    }

    private void SetAll(string state)
    {
        foreach (var task in slurm.States.Keys.ToList()) slurm.States[task] = state;
    }

    /// <summary>Ends all tasks after these jobs were run.</summary>
    private void Finish(IEnumerable<Job> jobs)
    {
        Toys.Run(folder.Path, [.. jobs]);
        SetAll("COMPLETED");
    }

    private async Task<IReadOnlyList<JobEvent>> Execute(
        IEnumerable<Job> jobs, SlurmSettings? settings = null, CancellationToken cancellation = default, bool isForced = false)
    {
        Directory.CreateDirectory(folder["program"]);
        var place = new SlurmPlace
        {
            Settings = settings ?? new(),
            ProgramFolder = folder["program"],
            Command = program => new("dotnet", [program])
        };
        var events = new List<JobEvent>();
        var executor = new SlurmExecutor(new(folder.Path), place, slurm.Commands, slurm.Wait, slurm.Notices.Add, slurm.Time);
        await executor.ExecuteAsync(JobState.Examine(Plan.Of(jobs), new(folder.Path), isForced), events.Add, cancellation);
        return events;
    }
}

// Each job that has to run has a reason, and the right one.

using FsCheck.Fluent;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Records;

public sealed class JobStateTests : FolderTest
{
    [Fact]
    public void At_first_nothing_is_there_and_dependents_wait_for_their_inputs()
    {
        var states = Toys.Examine(folder.Path, Toys.Add(Toys.Count()));

        Assert.IsType<NotYetRun>(states[0].Reason);
        Assert.Equal("its input 'count 1' is to be run", states[1].Text);
    }

    [Fact]
    public void Damage_makes_dependents_run_again_too_and_nothing_else()
    {
        var (one, other) = (Toys.Count(1), Toys.Count(2));
        var (sum, untouched) = (Toys.Add(one), Toys.Add(other));
        Toys.Run(folder.Path, sum, untouched);
        var file = Path.Combine(new ArtifactStore(folder.Path).FolderOf(one), "sum.txt");
        File.AppendAllText(file, " ");

        var states = Toys.Examine(folder.Path, sum, untouched).ToDictionary(state => state.Job.Key);

        Assert.Equal($"its artifact cannot be used: {file} was changed after it was written: its hash does not agree",
            states[one.Key].Text);
        Assert.IsType<InputIsRun>(states[sum.Key].Reason);
        Assert.True(states[other.Key].IsCached);
        Assert.True(states[untouched.Key].IsCached);
    }

    [Fact]
    public void A_failure_is_remembered_until_the_job_succeeds()
    {
        var job = Toys.Count(trouble: "fail");
        Toys.Run(folder.Path, job);

        Assert.Equal("failed last time: the loss is not finite; lower the learning rate", Toys.Examine(folder.Path, job)[0].Text);
    }

    [Fact]
    public void An_interrupted_job_says_where_it_goes_on()
    {
        var job = Toys.Count(steps: 1000, pause: 1);
        using var cancel = new CancellationTokenSource();
        Toys.Run(folder.Path, happened => { if (happened is JobAdvanced) cancel.Cancel(); }, cancel.Token, job);

        var reason = Assert.IsType<Resumes>(Toys.Examine(folder.Path, job)[0].Reason);

        Assert.Equal([CountHandler.Checkpoint], reason.Trace.Files);
        Assert.Matches("^goes on from its checkpoint at about [0-9]+ % \\(step [0-9]+ of 1000\\)$", reason.Text);
    }

    [Fact]
    public void Force_runs_what_is_cached()
    {
        var job = Toys.Count();
        Toys.Run(folder.Path, job);

        var state = JobState.Examine(Plan.Of([job]), new ArtifactStore(folder.Path), force: true)[0];

        Assert.Equal("forced", state.Text);
        Assert.True(state.Reason!.StartsAfresh);
    }

    [Fact]
    public void A_result_of_other_code_is_named_with_the_files_that_changed()
    {
        var job = Toys.Count();
        Toys.Run(folder.Path, Toys.Add(job));

        var states = Toys.Examine(folder.Path, Toys.Add(Toys.With(job, ("loss.cs", "2"))));

        Assert.Matches("^loss.cs changed since its result of 2[-0-9: ]+ UTC was computed; --accept-code keeps that result$",
            states[0].Text);
        Assert.Equal("its input 'count 1' is to be run", states[1].Text);
    }

    [Fact]
    public void A_result_that_was_computed_in_another_way_is_computed_again()
    {
        var job = Toys.Count();
        Toys.Run(folder.Path, job);

        Assert.True(ExamineWith(job, "toys 1.0").IsCached);
        var state = ExamineWith(job, "toys 2.0");
        Assert.Equal("was computed with library toys 1.0, and this run has toys 2.0; --accept-environment keeps that result", state.Text);
        Assert.True(state.Reason!.StartsAfresh);
        Assert.Null(state.Result);
    }

    private JobState ExamineWith(Job job, string library) =>
        JobState.Examine(Plan.Of([job]), new(folder.Path), computedWith: new Dictionary<string, string> { ["library"] = library })[0];

    [Fact]
    public void Damaged_notes_of_an_unfinished_job_keep_their_reason_and_change_no_number() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var (job, failed) = (Toys.Count(), random.Next(2) == 0);
        var artifact = new ArtifactStore(folder.Path).FolderOf(job);
        if (Directory.Exists(artifact)) Directory.Delete(artifact, recursive: true);
        Directory.CreateDirectory(artifact);
        File.WriteAllText(Path.Combine(artifact, CountHandler.Checkpoint), CountHandler.Text(0, 0));
        ProgressFile.Append(artifact, new(DateTimeOffset.UnixEpoch, 5, 0.5, "half"));
        if (failed)
            new FailureRecord(job.Key, job.Kind, job.Label, "the loss is not finite", "", ["a line"], DateTimeOffset.UnixEpoch)
            .Write(artifact);
        Wound.Inflict(Path.Combine(artifact, failed ? FailureRecord.FileName : ProgressFile.Name), random);

        var reason = Toys.Examine(folder.Path, job)[0].Reason;
        Toys.Run(folder.Path, job);

        return (failed ? reason is FailedBefore : reason is Resumes)
            && Toys.Result(folder.Path, job).Metrics[0].Value == 1 + Math.Sqrt(2) + Math.Sqrt(3);
    }).Holds(50);

    [Theory]
    [InlineData("failure.json", "{")]
    [InlineData("progress.jsonl", "\0")]
    [InlineData("config.json", "")]
    public void Notes_that_cannot_be_read_are_no_obstacle(string file, string content)
    {
        var job = Toys.Count();
        var artifact = new ArtifactStore(folder.Path).FolderOf(job);
        Directory.CreateDirectory(artifact);
        File.WriteAllText(Path.Combine(artifact, file), content);

        Assert.False(Toys.Examine(folder.Path, job)[0].IsCached);
        Toys.Run(folder.Path, job);
        Assert.True(Toys.Examine(folder.Path, job)[0].IsCached);
    }
}

// Committed results take the place of artifacts, and never of weights that a job reads.

using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Xunit;

namespace Repro.Tests.Records;

public sealed class CommittedResultsTests : FolderTest
{
    private readonly Job count = Toys.Count();

    private Job Sum => Toys.Add(count);

    [Fact]
    public void A_fresh_store_has_the_committed_results_byte_by_byte()
    {
        var (before, after) = (Computed(), Fresh());

        var states = JobState.Examine(Plan.Of([Sum]), after);
        after.Restore(states.Select(state => (state.Job.Kind, state.Job.Key)));

        Assert.All(states, state => Assert.Equal((true, "cached from the committed results"), (state.IsCommitted, state.Text)));
        foreach (var (job, file) in new[] { (count, "result.json"), (count, "config.json"), (count, "sum.txt"), (Sum, "result.json") })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(before.FolderOf(job), file)),
                File.ReadAllBytes(Path.Combine(after.FolderOf(job), file)));
        }

        Assert.All(Toys.Examine(after.Root, Sum), state => Assert.True(state is { IsCached: true, IsCommitted: true }));
        Assert.All(Toys.Examine(before.Root, Sum), state => Assert.True(state is { IsCached: true, IsCommitted: false }));
    }

    [Fact]
    public void Committed_results_of_another_machine_are_shown_here()
    {
        Computed();
        var elsewhere = new Dictionary<string, string> { ["library"] = "toys 2.0" };

        Assert.All(JobState.Examine(Plan.Of([Sum]), Fresh(), computedWith: elsewhere), state => Assert.True(state.IsCommitted));
    }

    [Fact]
    public void A_job_is_run_again_where_another_needs_files_that_were_not_committed()
    {
        Computed(largestFile: 0);
        var store = Fresh();
        var more = Toys.Add(count, Toys.Count(2));

        Assert.All(JobState.Examine(Plan.Of([Sum]), store), state => Assert.True(state.IsCommitted));
        var states = JobState.Examine(Plan.Of([Sum, more]), store).ToDictionary(state => state.Job.Key, state => state.Text);

        Assert.Equal("its committed result has no sum.txt, and another job that is to be run reads them", states[count.Key]);
        Assert.Equal("its input 'count 1' is to be run", states[Sum.Key]);
        store.Restore([(count.Kind, count.Key)]);
        Assert.Equal(states[count.Key], JobState.Examine(Plan.Of([more]), store)[0].Text);
        Toys.Run(store.Root, more);
        Assert.Equal("cached", Toys.Examine(store.Root, count)[0].Text);
    }

    [Fact]
    public void A_kind_that_was_committed_whole_is_not_run_again()
    {
        Computed(largestFile: 0, "count");

        var states = JobState.Examine(Plan.Of([Sum, Toys.Add(count, Toys.Count(2))]), Fresh());

        Assert.Equal([count.Key, Sum.Key], states.Where(state => state.IsCommitted).Select(state => state.Job.Key));
    }

    [Fact]
    public void Retrain_runs_what_was_not_computed_here()
    {
        Computed();
        var store = Fresh();
        store.Restore([(count.Kind, count.Key)]);

        var texts = JobState.Examine(Plan.Of([Sum]), new(store.Root), retrain: true).Select(state => state.Text);

        Assert.Equal(["its result is the committed one, and --retrain computes it again", "its input 'count 1' is to be run"], texts);
        Toys.Run(store.Root, Sum);
    }

    [Fact]
    public void Results_of_older_code_are_told_and_kept_on_demand()
    {
        Computed(largestFile: 0);
        var store = Fresh();
        var changed = Toys.With(count, ("loss.cs", "2"));

        Assert.Equal(["loss.cs"], Assert.IsType<CodeChanged>(JobState.Examine(Plan.Of([changed]), store)[0].Reason).Files);
        Assert.Equal(2, CodeAcceptance.Keep(Plan.Of([Toys.Add(changed)]), store, TimeProvider.System).Count);

        var states = JobState.Examine(Plan.Of([Toys.Add(changed)]), store);
        Assert.Equal("cached from the committed results, kept by --accept-code although loss.cs changed since it was computed",
            states[0].Text);
        Assert.Equal([true, true], states.Select(state => state.IsCommitted));
        Assert.IsType<FilesLeftOut>(JobState.Examine(Plan.Of([Toys.Add(changed, changed)]), store)[0].Reason);
        Assert.Equal(2, new CommittedResults(folder["committed"]).Keep(new(store.Root), Plan.Of([Toys.Add(changed)]).Jobs).Results);
        var renewed = JobState.Examine(Plan.Of([Toys.Add(changed)]), new(folder["another"], new(folder["committed"])));
        Assert.All(renewed, state => Assert.True(state.IsCommitted));
    }

    [Fact]
    public void Results_that_are_kept_again_replace_those_of_the_same_request_only()
    {
        var store = Computed();
        var other = Toys.Count(2);
        Toys.Run(store.Root, other);
        var committed = new CommittedResults(folder["committed"]);

        Assert.Equal(1, committed.Keep(store, [other, Toys.Count(3)]).Results);
        Assert.Single(CodeAcceptance.Keep(Plan.Of([Toys.Add(Toys.With(other, ("loss.cs", "2")))]), store, TimeProvider.System));
        Assert.Equal(1, new CommittedResults(committed.Folder).Keep(store, [Toys.With(other, ("loss.cs", "2"))]).Results);

        Assert.Equal(2, File.ReadAllLines(folder["committed/count.jsonl"]).Length);
        Assert.Equal([other.Key], Assert.Single(new CommittedResults(committed.Folder).Of(other)).Accepted!.Keys);
        var code = new CommittedResults(committed.Folder).Code().Select(each => $"{each.Kind} {string.Join(',', each.Sources.Keys)}");
        Assert.Equal(["add ", "count ", "count loss.cs"], code.Order(StringComparer.Ordinal));
        Assert.Equal(1, new CommittedResults(committed.Folder).Keep(store, [Sum]).Results);
    }

    [Fact]
    public void A_damaged_artifact_gives_way_to_the_committed_result()
    {
        Computed();
        var store = Fresh();
        store.Restore([(count.Kind, count.Key)]);
        File.AppendAllText(Path.Combine(store.FolderOf(count), "result.json"), " ");

        Assert.True(JobState.Examine(Plan.Of([count]), store)[0].IsCached);
        store.Restore([(count.Kind, count.Key)]);
        Assert.True(Toys.Examine(store.Root, count)[0].IsCached);
    }

    [Theory]
    [InlineData("count.jsonl", "{\"result\":")]
    [InlineData("count.jsonl", "{}")]
    [InlineData("sources.json", "[]")]
    public void Damaged_files_are_named_with_the_remedy(string file, string content)
    {
        Computed();
        File.WriteAllText(folder[$"committed/{file}"], content);
        var store = Fresh();

        var error = Assert.Throws<CommittedResultsException>(
            () => store.Restore(JobState.Examine(Plan.Of([count]), store).Select(state => (state.Job.Kind, state.Job.Key))));

        Assert.StartsWith($"The committed results {folder[$"committed/{file}"]} ", error.Message);
        Assert.EndsWith("--retrain.", error.Message);
    }

    private ArtifactStore Computed(int largestFile = 1000, params string[] whole)
    {
        var store = new ArtifactStore(folder["computed"]);
        Toys.Run(store.Root, Sum);
        new CommittedResults(folder["committed"]).Keep(store, Plan.Of([Sum]).Jobs, largestFile, whole);
        return store;
    }

    private ArtifactStore Fresh() => new(folder["fresh"], new(folder["committed"]));
}

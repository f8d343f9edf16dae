// Results across a change of the code: which are kept on demand, and which are not.

using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Records;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class KeptResultsTests : RunTest
{
    [Fact]
    public async Task Results_are_kept_across_a_change_of_code_on_demand_and_the_records_say_so()
    {
        await RunAsync();
        var changed = new ToyExperiment { Code = new(new Dictionary<string, string> { ["loss.cs"] = "2" }) };

        Assert.All(Why(changed), state => Assert.False(state.IsCached));
        var result = await RunAsync(changed, with: options => options with { AcceptCode = true });

        Assert.All(result.Jobs, job => Assert.Equal(JobEnd.Cached, job.End));
        Assert.Contains("5 results are kept by --accept-code although loss.cs changed since they were computed.", console.ToString());
        Assert.EndsWith(" 5 results were kept although loss.cs changed since.", result.Experiments[0].Conclusion!.Figures[0].Caption);
        Assert.Equal(["loss.cs:  → 2"], Column("SELECT DISTINCT file || ': ' || coalesce(was, '') || ' → ' || now FROM accepted_code"));
        Assert.Equal("cached, kept by --accept-code although loss.cs changed since it was computed", Why(changed)[0].Text);
    }

    [Fact]
    public void A_result_is_not_kept_whose_inputs_are_computed_again()
    {
        var (count, sum) = (Toys.Count(), Toys.Add(Toys.Count()));
        Toys.Run(folder["artifacts"], sum);
        var changed = Toys.With(count, ("loss.cs", "2"));
        var store = new ArtifactStore(folder["artifacts"]);
        Directory.Delete(store.FolderOf(count), recursive: true);

        Assert.Empty(CodeAcceptance.Keep(Plan.Of([Toys.Add(changed)]), store, TimeProvider.System));
    }

    [Fact]
    public void A_result_that_was_kept_twice_names_what_changed_since_it_was_computed()
    {
        var store = new ArtifactStore(folder["artifacts"]);
        var job = Toys.Count();
        Toys.Run(store.Root, Toys.Add(job));
        var (once, twice) = (Toys.With(job, ("a.cs", "1"), ("b.cs", "1")), Toys.With(job, ("a.cs", "2"), ("b.cs", "1")));

        Assert.Equal(2, CodeAcceptance.Keep(Plan.Of([Toys.Add(once)]), store, TimeProvider.System).Count);
        Assert.Equal(2, CodeAcceptance.Keep(Plan.Of([Toys.Add(twice)]), store, TimeProvider.System).Count);

        var kept = Toys.Result(store.Root, twice).Accepted!;
        Assert.Equal([once.Key, job.Key], kept.Keys);
        Assert.Equal([new("a.cs", null, "2"), new("b.cs", null, "1")], kept.Files);
        Assert.Equal(File.ReadAllText(Path.Combine(store.FolderOf(job), "sum.txt")),
            File.ReadAllText(Path.Combine(store.FolderOf(twice), "sum.txt")));
    }

    [Fact]
    public void A_worker_of_another_build_refuses_the_job_and_names_the_file()
    {
        var job = Toys.With(Toys.Count(), ("loss.cs", "2"));

        var ended = Toys.Run(folder["artifacts"], job).OfType<JobEnded>().Single();

        Assert.Equal(JobEnd.Failed, ended.End);
        Assert.StartsWith("This worker was built of other sources than the command that planned the job: loss.cs.", ended.Error);
        Assert.IsType<MissingArtifact>(new ArtifactStore(folder["artifacts"]).Check(job));
    }
}

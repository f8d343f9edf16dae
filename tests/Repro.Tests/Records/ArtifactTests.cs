// An artifact is used when, and only when, it is whole.

using FsCheck.Fluent;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;
using Xunit;

namespace Repro.Tests.Records;

public sealed class ArtifactTests : FolderTest
{
    private static readonly string[] VerifiedFiles = ["result.json", "result.sha256", "config.json", "sum.txt"];
    private static readonly string[] NotesForPeople = ["log.txt", "progress.jsonl"];

    private readonly Job job = Toys.Count();

    public ArtifactTests() => Toys.Run(folder.Path, job);

    private string Artifact => new ArtifactStore(folder.Path).FolderOf(job);

    [Fact]
    public void A_whole_artifact_holds_what_the_job_computed()
    {
        var result = Toys.Result(folder.Path, job);

        Assert.Equal(job.Key, result.Key);
        Assert.Equal([new Metric("sum", 1 + Math.Sqrt(2) + Math.Sqrt(3), "nats", 0.5, 3), new Metric("steps", 3, "")], result.Metrics);
        Assert.Equal("toys 1.0", result.Environment["library"]);
        Assert.Equal("toy", (string?)result.Details["process"]);
        Assert.Equal(["config.json", "sum.txt"], result.Files.Keys);
        Assert.Matches("^[0-9a-f]{64}$", result.Sha256);
        Assert.True(result.PeakMemoryBytes > 1 << 20);
    }

    /// <summary>
    /// Damage to the hash beside result.json cannot be distinguished from damage to result.json, so the error names both.
    /// </summary>
    [Fact]
    public void Any_damage_is_noticed_and_named() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var file = VerifiedFiles[random.Next(VerifiedFiles.Length)];
        return Noticed(file, path => Wound.Inflict(path, random));
    }).Holds(1000);

    [Fact]
    public void Damage_to_what_is_for_people_only_changes_nothing() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var path = Path.Combine(Artifact, NotesForPeople[random.Next(NotesForPeople.Length)]);
        var whole = File.ReadAllBytes(path);
        Wound.Inflict(path, random);
        var state = Toys.Examine(folder.Path, job)[0];
        File.WriteAllBytes(path, whole);
        return state.IsCached;
    }).Holds();

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\0\0\0\0")]
    [InlineData("{\"key\":{\"key\":{")]
    [InlineData("{\"key\":1,\"key\":2}")]
    [InlineData("\uFEFF{}")]
    public void Any_other_content_is_noticed_and_named(string content) =>
        Assert.True(Noticed("result.json", path => File.WriteAllText(path, content)));

    [Fact]
    public void A_result_of_an_earlier_version_which_has_no_hash_beside_it_is_not_used_and_says_why()
    {
        File.Delete(Path.Combine(Artifact, "result.sha256"));

        Assert.Equal(Path.Combine(Artifact, "result.json"), Damage().Path);
        Assert.Equal("has no result.sha256 beside it: an earlier version of this program wrote it, or that file was removed",
            Damage().Problem);
        AssertRunsAgain();
    }

    [Theory]
    [InlineData("result.json")]
    [InlineData("sum.txt")]
    public void A_folder_in_the_place_of_a_file_is_noticed_and_replaced(string file)
    {
        var path = Path.Combine(Artifact, file);
        File.Delete(path);
        Directory.CreateDirectory(Path.Combine(path, "inner"));

        Assert.Equal(path, Damage().Path);
        Assert.Contains("folder", Damage().Problem);
        AssertRunsAgain();
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_noticed_and_replaced()
    {
        Directory.Delete(Artifact, recursive: true);
        File.WriteAllText(Artifact, "");

        Assert.Equal(Artifact, Damage().Path);
        AssertRunsAgain();
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        File.Delete(Path.Combine(Artifact, "sum.txt"));

        Assert.EndsWith("sum.txt", Damage().Path);
        Assert.Contains("missing", Damage().Problem);
        AssertRunsAgain();
    }

    [Fact]
    public void Another_jobs_whole_result_is_not_taken_for_this_jobs()
    {
        var other = Toys.Count(seed: 2);
        Toys.Run(folder.Path, other);
        foreach (var file in Directory.EnumerateFiles(new ArtifactStore(folder.Path).FolderOf(other)))
            File.Copy(file, Path.Combine(Artifact, Path.GetFileName(file)), overwrite: true);

        Assert.Contains("another job", Damage().Problem);
        AssertRunsAgain();
    }

    [Fact]
    public void A_damaged_artifact_is_done_anew_and_not_gone_on_from()
    {
        var checkpoint = Path.Combine(Artifact, CountHandler.Checkpoint);
        File.WriteAllText(checkpoint, CountHandler.Text(2, 1000));
        File.AppendAllText(Path.Combine(Artifact, "sum.txt"), "0");

        AssertRunsAgain();
    }

    [Fact]
    public void What_killed_writes_leave_is_passed_over_and_removed()
    {
        var leftover = Path.Combine(Artifact, "result.json.123-abc.tmp");
        File.Delete(Path.Combine(Artifact, "result.json"));
        File.WriteAllText(leftover, "{");

        AssertRunsAgain();

        Assert.False(File.Exists(leftover));
    }

    private void AssertRunsAgain()
    {
        var ended = Assert.Single(Toys.Run(folder.Path, job).OfType<Repro.Execution.JobEnded>());
        Assert.Equal(Repro.Execution.JobEnd.Done, ended.End);
        Assert.Equal(1 + Math.Sqrt(2) + Math.Sqrt(3), Toys.Result(folder.Path, job).Metrics[0].Value);
        Assert.True(Toys.Examine(folder.Path, job)[0].IsCached);
    }

    private ArtifactDamaged Damage() => Assert.IsType<ArtifactDamaged>(Toys.Examine(folder.Path, job)[0].Reason);

    /// <summary>Whether a changed file makes the artifact unusable and is named. The file is restored afterwards.</summary>
    private bool Noticed(string file, Action<string> change)
    {
        var path = Path.Combine(Artifact, file);
        var whole = File.ReadAllBytes(path);
        change(path);
        var reason = Toys.Examine(folder.Path, job)[0].Reason;
        File.WriteAllBytes(path, whole);
        return reason is ArtifactDamaged damage && damage.Path == (file == "result.sha256" ? Path.Combine(Artifact, "result.json") : path);
    }
}

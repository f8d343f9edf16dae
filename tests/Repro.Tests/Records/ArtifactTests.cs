// An artifact is used when it is whole, and only then.

using FsCheck.Fluent;
using Repro.Plans;
using Repro.Records;
using Xunit;

namespace Repro.Tests.Records;

public sealed class ArtifactTests : IDisposable
{
    private static readonly string[] VerifiedFiles = ["result.json", "config.json", "sum.txt"];

    private readonly TemporaryFolder folder = new();
    private readonly Job job = Toys.Count();

    public ArtifactTests() => Toys.Run(folder.Path, job);

    private string Artifact => new ArtifactStore(folder.Path).FolderOf(job);

    public void Dispose() => folder.Dispose();

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

    [Fact]
    public void Any_flipped_bit_is_noticed_and_named() => Prop.ForAll<int, int, byte>((file, at, bits) =>
    {
        var path = Path.Combine(Artifact, VerifiedFiles[(int)((uint)file % VerifiedFiles.Length)]);
        return Noticed(path, content =>
        {
            content[(uint)at * 7919L % content.Length] ^= (byte)(bits == 0 ? 1 : bits);
            return content;
        });
    }).Holds(300);

    [Fact]
    public void Any_lost_end_is_noticed_and_named()
    {
        foreach (var file in VerifiedFiles)
        {
            var path = Path.Combine(Artifact, file);
            var length = (int)new FileInfo(path).Length;
            Assert.All(Enumerable.Range(0, length), kept => Assert.True(Noticed(path, content => content[..kept]), $"{file} cut to {kept} bytes"));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\0\0\0\0")]
    [InlineData("{\"key\":{\"key\":{")]
    [InlineData("{\"key\":1,\"key\":2}")]
    [InlineData("\uFEFF{}")]
    public void Any_other_content_is_noticed_and_named(string content) =>
        Assert.True(Noticed(Path.Combine(Artifact, "result.json"), _ => System.Text.Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void Appended_bytes_are_noticed() =>
        Assert.All(VerifiedFiles, file => Assert.True(Noticed(Path.Combine(Artifact, file), content => [.. content, (byte)' '])));

    [Fact]
    public void Invalid_utf8_is_noticed() => Assert.True(Noticed(Path.Combine(Artifact, "result.json"), content => [0xff, 0xfe, .. content]));

    [Theory]
    [InlineData("result.json")]
    [InlineData("sum.txt")]
    public void A_folder_in_the_place_of_a_file_is_noticed_and_replaced(string file)
    {
        var path = Path.Combine(Artifact, file);
        File.Delete(path);
        Directory.CreateDirectory(Path.Combine(path, "inner"));

        Assert.Equal(path, Damage().Path);
        Assert.Contains("folder", Damage().Problem, StringComparison.Ordinal);
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

        Assert.EndsWith("sum.txt", Damage().Path, StringComparison.Ordinal);
        Assert.Contains("missing", Damage().Problem, StringComparison.Ordinal);
        AssertRunsAgain();
    }

    [Fact]
    public void Another_jobs_whole_result_is_not_taken_for_this_jobs()
    {
        var other = Toys.Count(seed: 2);
        Toys.Run(folder.Path, other);
        foreach (var file in Directory.EnumerateFiles(new ArtifactStore(folder.Path).FolderOf(other)))
            File.Copy(file, Path.Combine(Artifact, Path.GetFileName(file)), overwrite: true);

        Assert.Contains("another job", Damage().Problem, StringComparison.Ordinal);
        AssertRunsAgain();
    }

    [Fact]
    public void A_damaged_artifact_is_done_anew_and_not_gone_on_from()
    {
        var checkpoint = Path.Combine(Artifact, TestWorker.CountHandler.Checkpoint);
        File.WriteAllText(checkpoint, TestWorker.CountHandler.Text(2, 1000));
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

    /// <summary>Whether a changed file makes the artifact unusable and is named; the file is as before afterwards.</summary>
    private bool Noticed(string path, Func<byte[], byte[]> change)
    {
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, change([.. whole]));
        try
        {
            return Toys.Examine(folder.Path, job)[0] is { IsCached: false, Result: null, Reason: ArtifactDamaged damage } && damage.Path == path;
        }
        finally
        {
            File.WriteAllBytes(path, whole);
        }
    }
}

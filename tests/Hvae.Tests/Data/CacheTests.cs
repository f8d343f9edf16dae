// The cache of decoded images: damage is always noticed, named, and repaired by the next Open.

using FsCheck;
using FsCheck.Fluent;
using Hvae.Data;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class CacheTests : IDisposable
{
    private const int Runs = 2000;

    private readonly TemporaryFolder folder = new();
    private readonly List<string> notices = [];
    private readonly string file;
    private readonly string fingerprint;

    public CacheTests()
    {
        SmallMnist.Write(folder["data"], packed: true);
        using var data = SmallMnist.Catalog(folder).Open("mnist");
        (file, fingerprint) = (TemporaryCatalog.FileOf(data, folder), data.Fingerprint);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_sound_file_is_used_as_it_is()
    {
        var written = File.GetLastWriteTimeUtc(file);
        using var again = SmallMnist.Catalog(folder, notices).Open("mnist");
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
        Assert.Empty(notices);
    }

    [Fact]
    public void A_worker_reports_damage_and_the_parent_rebuilds_even_while_the_old_file_is_open()
    {
        using var before = SmallMnist.Catalog(folder).OpenCached("mnist", fingerprint);
        var bytes = File.ReadAllBytes(file);
        bytes[^50] ^= 1;
        File.Move(file, $"{file}.old");
        File.WriteAllBytes(file, bytes);
        var error = Assert.Throws<DataCacheException>(() => SmallMnist.Catalog(folder).OpenCached("mnist", fingerprint));
        Assert.Equal(file, error.File);
        Assert.Contains("its content has SHA-256", error.Message, StringComparison.Ordinal);
        Assert.Contains("Run the command again", error.Message, StringComparison.Ordinal);

        using var rebuilt = SmallMnist.Catalog(folder, notices).Open("mnist");
        Assert.Contains($"{file} is damaged", Assert.Single(notices), StringComparison.Ordinal);
        using var worker = SmallMnist.Catalog(folder).OpenCached("mnist", fingerprint);
        Assert.Equal(before.Test.Image(9), worker.Test.Image(9));
    }

    [Fact]
    public void A_missing_file_is_an_error_for_a_worker()
    {
        File.Delete(file);
        var error = Assert.Throws<DataCacheException>(() => SmallMnist.Catalog(folder).OpenCached("mnist", fingerprint));
        Assert.Contains("cannot be opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_of_another_data_set_under_this_name_is_noticed()
    {
        var other = fingerprint[..16] + new string('0', 48);
        var error = Assert.Throws<DataCacheException>(() => SmallMnist.Catalog(folder).OpenCached("mnist", other));
        Assert.Contains($"holds the data set {fingerprint}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../etc", true)]
    [InlineData("mnist", false)]
    public void Only_known_names_and_whole_fingerprints_are_looked_up(string name, bool isWhole)
    {
        var catalog = SmallMnist.Catalog(folder);
        Assert.ThrowsAny<Exception>(() => catalog.OpenCached(name, isWhole ? fingerprint : fingerprint[..16]));
    }

    [Fact]
    public void A_cache_folder_that_cannot_be_written_is_named()
    {
        Directory.Delete(folder["cache"], recursive: true);
        File.WriteAllText(folder["cache"], "a file in its place");
        var error = Assert.Throws<DataCacheException>(() => SmallMnist.Catalog(folder).Open("mnist"));
        Assert.Contains("Choose a cache folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_of_the_cache_whose_times_have_changed_is_hashed_and_used()
    {
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        using var worker = SmallMnist.Catalog(folder).OpenCached("mnist", fingerprint);
        Assert.Equal(10, worker.Test.Count);
    }

    [Fact]
    public void Half_a_cache_is_made_whole_again()
    {
        foreach (var half in new[] { file, Path.ChangeExtension(file, ".json") })
        {
            File.Delete(half);
            Assert.Throws<DataCacheException>(() => SmallMnist.Catalog(folder).OpenCached("mnist", fingerprint));
            using var again = SmallMnist.Catalog(folder).Open("mnist");
            Assert.Equal(fingerprint, again.Fingerprint);
            Assert.True(File.Exists(half));
        }
    }

    [Theory]
    [InlineData(".images")]
    [InlineData(".json")]
    public void No_damage_goes_unnoticed(string ending)
    {
        var path = Path.ChangeExtension(file, ending);
        var good = File.ReadAllBytes(path);
        Prop.ForAll(Mutation.Several, mutations =>
        {
            var damaged = Mutation.Apply(good, mutations);
            File.WriteAllBytes(path, damaged);
            File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch); // Later than the description says; the clock alone may not have moved on.
            if (damaged.AsSpan().SequenceEqual(good))
                SmallMnist.Catalog(folder).OpenCached("mnist", fingerprint).Dispose();
            else
                Assert.Throws<DataCacheException>(() => SmallMnist.Catalog(folder).OpenCached("mnist", fingerprint));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Runs));
    }
}

// The reader of CIFAR-10 on damaged batches and archives: the right error or right images, memory and time within bounds.

using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Hvae.Data;
using Hvae.Data.Sources;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class DamagedCifar10Tests : IDisposable
{
    private const int Runs = 1500;
    private const int HonestNeed = 6 * SmallCifar10.BatchCount * SmallCifar10.RecordLength;

    /// <summary>What reading takes, whatever the files hold: buffers of six streams, hashes, the exception and its text.</summary>
    private const long FixedCost = 150_000;

    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder folder = new();
    private readonly Cifar10Source source = new(SmallCifar10.Official, TinyStandIn.Create());
    private readonly byte[] tar = SmallCifar10.Tar(SmallCifar10.Files.Keys);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Damaged_plain_batches() => CheckBatch(batch => batch, mutated => mutated);

    [Fact]
    public void Damaged_packed_batches() => CheckBatch(SmallMnist.Gzip, mutated => mutated);

    [Fact]
    public void Packed_damaged_batches() => CheckBatch(batch => batch, SmallMnist.Gzip);

    [Fact]
    public void Damaged_archives() => CheckArchive(SmallMnist.Gzip, mutated => mutated);

    [Fact]
    public void Archives_of_damaged_tar_files() => CheckArchive(plain => plain, SmallMnist.Gzip);

    private void CheckBatch(Func<byte[], byte[]> before, Func<byte[], byte[]> after)
    {
        SmallCifar10.Write(folder["data"], packed: false);
        Check(folder["data", "data_batch_1.bin"], before(SmallCifar10.Files["data_batch_1.bin"]), after);
    }

    private void CheckArchive(Func<byte[], byte[]> before, Func<byte[], byte[]> after)
    {
        Directory.CreateDirectory(folder["data"]);
        Check(folder["data", SmallCifar10.ArchiveName], before(tar), after);
    }

    private void Check(string path, byte[] good, Func<byte[], byte[]> after)
    {
        Assert.True(Read(path, after(good)));
        Prop.ForAll(Mutation.Several, mutations => { Read(path, after(Mutation.Apply(good, mutations))); })
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Runs));
    }

    /// <summary>Whether the files were read.</summary>
    private bool Read(string path, byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        var files = source.Locate(folder["data"]);
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRead = false;
        try
        {
            var data = source.Read(files, _ => { });
            Assert.Equal((5 * SmallCifar10.BatchCount, SmallCifar10.BatchCount), (data.Train.Labels.Length, data.Test.Labels.Length));
            isRead = true;
        }
        catch (DataFormatException error)
        {
            Assert.Equal(path, error.File);
            Assert.InRange(error.Offset, 0, Math.Max(bytes.Length, tar.Length + 4096));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * HonestNeed) + FixedCost);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, LongestRead);
        return isRead;
    }
}

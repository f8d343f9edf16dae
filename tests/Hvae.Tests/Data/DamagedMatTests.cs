// MatReader on damaged files: the right error or some content, never another exception, no memory on the file's word, no hang.

using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Hvae.Data;
using Hvae.Data.Mat;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class DamagedMatTests : IDisposable
{
    private const int Runs = 3000;
    private const int Count = 8192;

    /// <summary>What reading any file takes, whatever it holds: stream buffers, the exception and its text.</summary>
    private const long FixedCost = 60_000;

    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder folder = new();
    private readonly byte[] images = SmallMat.Matrix("X", [32, 32, 8], [.. Enumerable.Range(0, Count).Select(i => (byte)(i * i / 7))]);
    private readonly byte[] labels = SmallMat.Matrix("y", [9, 1], SmallMat.Store(MatType.Double, 1, 2, 3, 4, 5, 6, 7, 8, 9), MatType.Double, MatClass.Double);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Damaged_plain_elements()
    {
        Check(SmallMat.File(images, labels), mutations => SmallMat.File(Mutation.Apply(images, mutations), labels));
        Check(SmallMat.File(labels, images), mutations => SmallMat.File(Mutation.Apply(labels, mutations), images));
    }

    [Fact]
    public void Damaged_compressed_elements()
    {
        var packed = SmallMat.Compress(images);
        Check(SmallMat.File(packed, labels), mutations => SmallMat.File(Mutation.Apply(packed, mutations), labels));
    }

    [Fact]
    public void Compressed_damaged_elements()
    {
        Check(SmallMat.File(SmallMat.Compress(images), labels), mutations => SmallMat.File(SmallMat.Compress(Mutation.Apply(images, mutations)), labels));
        Check(SmallMat.File(SmallMat.Compress(labels), images), mutations => SmallMat.File(SmallMat.Compress(Mutation.Apply(labels, mutations)), images));
    }

    [Fact]
    public void Damaged_files()
    {
        var good = SmallMat.File(SmallMat.Compress(labels), images);
        Check(good, mutations => Mutation.Apply(good, mutations));
    }

    private void Check(byte[] good, Func<Mutation[], byte[]> damage)
    {
        Assert.True(Read(good));
        Prop.ForAll(Mutation.Several, mutations => { Read(damage(mutations)); })
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Runs));
    }

    /// <summary>Whether the file was read.</summary>
    private bool Read(byte[] bytes)
    {
        var path = folder["file.mat"];
        File.WriteAllBytes(path, bytes);
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRead = false;
        try
        {
            foreach (var array in MatReader.Read(path, "X", "y").Values)
                Assert.Equal(array.Sizes.Aggregate(1L, (product, size) => product * size), array.Values.Length);
            isRead = true;
        }
        catch (DataFormatException error)
        {
            Assert.Equal(path, error.File);
            Assert.InRange(error.Offset, 0, Math.Max(bytes.Length, images.Length + labels.Length + 1000));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * Count) + FixedCost);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, LongestRead);
        return isRead;
    }
}

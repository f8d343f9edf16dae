// Readers on damaged files: the right error or the right content, never another exception, no memory on the file's word, no hang.

using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Hvae.Data;
using Hvae.Data.Idx;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class DamagedIdxTests : IDisposable
{
    private const int Runs = 8000;
    private const int ImageCount = 12;

    /// <summary>What reading any file takes, whatever it holds: stream buffers, hash, the exception and its text.</summary>
    private const long FixedCost = 24_000;

    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder folder = new();
    private readonly byte[] plain = SmallMnist.Images(ImageCount, seed: 5);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Damaged_plain_files() => Check(Runs, mutations => Mutation.Apply(plain, mutations));

    [Fact]
    public void Damaged_packed_files()
    {
        var packed = SmallMnist.Gzip(plain);
        Check(Runs, mutations => Mutation.Apply(packed, mutations));
    }

    [Fact]
    public void Packed_damaged_files() => Check(Runs, mutations => SmallMnist.Gzip(Mutation.Apply(plain, mutations)));

    [Fact]
    public void Packed_files_that_claim_much_and_unpack_to_much()
    {
        var zeros = new byte[1 << 20];
        var claims = Gen.Choose(1, 3_000_000).Select(count => (count, SmallMnist.Gzip(SmallMnist.Idx([count, 28, 28], zeros))));
        Prop.ForAll(Arb.From(claims), claim => Read(claim.Item2, zeros.Length)).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(200));
    }

    private void Check(int runs, Func<Mutation[], byte[]> damage)
    {
        Read(plain, plain.Length);
        Read(SmallMnist.Gzip(plain), plain.Length);
        Prop.ForAll(Mutation.Several, mutations => Read(damage(mutations), plain.Length))
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(runs));
    }

    private void Read(byte[] bytes, long honestNeed)
    {
        var path = folder["file"];
        File.WriteAllBytes(path, bytes);
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var array = IdxReader.Read(path, 28, 28);
            Assert.Equal(array.Count * 784, array.Values.Length);
        }
        catch (DataFormatException error)
        {
            Assert.Equal(path, error.File);
            Assert.InRange(error.Offset, 0, Math.Max(bytes.Length, 2 * honestNeed));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * honestNeed) + FixedCost);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, LongestRead);
    }
}

// PthFile on damaged files: the right error or some tensors, never another exception, no memory on the file's word, no hang.

using FsCheck;
using FsCheck.Fluent;
using Hvae.Data;
using Hvae.Pretrained.PyTorch;
using Hvae.Tests.Data;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Pretrained;

public sealed class DamagedPthTests : IDisposable
{
    private const int Runs = 2000;

    /// <summary>What reading any file takes, whatever it holds: stream buffers, the archive's entries, the exception and its text.</summary>
    private const long FixedCost = 100_000;

    /// <summary>Of processor time, all threads included, so that a busy machine does not count as a hang.</summary>
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder folder = new();
    private readonly byte[] zip = File.ReadAllBytes(ReferenceFolder.File(Path.Combine("pytorch", "zip.pth")));
    private readonly byte[] legacy = File.ReadAllBytes(ReferenceFolder.File(Path.Combine("pytorch", "legacy.pth")));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Damaged_archives() => Check(zip, mutations => Mutation.Apply(zip, mutations));

    [Fact]
    public void Damaged_legacy_files() => Check(legacy, mutations => Mutation.Apply(legacy, mutations));

    [Fact]
    public void Damaged_pickles_in_whole_archives() => Check(zip, mutations =>
        SmallPth.Zip(SmallPth.Entries(zip)
            .Select(entry => entry.Name.EndsWith(".pkl", StringComparison.Ordinal) ? (entry.Name, Mutation.Apply(entry.Content, mutations))
            : entry)));

    private void Check(byte[] good, Func<Mutation[], byte[]> damage)
    {
        Assert.True(Read(good));
        Prop.ForAll(Mutation.Several, mutations => { Read(damage(mutations)); })
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Runs));
    }

    /// <summary>Whether the file was read; then every number of every tensor can be.</summary>
    private bool Read(byte[] bytes, bool isRepeated = false)
    {
        using var scope = NewDisposeScope();
        var path = folder["file.pth"];
        File.WriteAllBytes(path, bytes);
        var started = Environment.CpuUsage.TotalTime;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRead = false;
        try
        {
            var tensors = PthFile.Read(path);
            Assert.InRange(tensors.Values.Sum(tensor => tensor.numel()), 0, tensors.Count * (long)bytes.Length);
            foreach (var tensor in tensors.Values) tensor.to(ScalarType.Float64).sum().item<double>();
            isRead = true;
        }
        catch (DataFormatException error)
        {
            Assert.Equal(path, error.File);
            Assert.InRange(error.Offset, 0, bytes.Length + 1000);
        }

        // Some of it the runtime makes once, the first time that an archive is damaged in one way.
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var mostBytes = (4 * bytes.Length) + FixedCost;
        if (allocated > mostBytes && !isRepeated) return Read(bytes, isRepeated: true);
        Assert.InRange(allocated, 0, mostBytes);
        Assert.InRange(Environment.CpuUsage.TotalTime - started, TimeSpan.Zero, LongestRead);
        return isRead;
    }
}

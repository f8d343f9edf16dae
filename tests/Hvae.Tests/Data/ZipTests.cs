// The reader of zip archives: what the framework's writer packs, many files, and damage.

using System.Buffers.Binary;
using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Hvae.Data;
using Hvae.Data.Zip;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class ZipTests : IDisposable
{
    private const int Runs = 2500;
    private const int CentralHeader = 0x02014b50;

    private static readonly byte[] First = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * i))];
    private static readonly byte[] Second = new byte[2000];

    private readonly TemporaryFolder folder = new();

    private string Path => folder["a.zip"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Files_are_found_by_the_last_part_of_their_names(CompressionLevel level)
    {
        File.WriteAllBytes(Path, Sample(level));
        using var zip = StrictZip.Open(Path);
        var (first, second) = (zip.Read("1.jpg"), zip.Read("2.jpg"));
        Assert.True(first.Bytes.Span.SequenceEqual(First));
        Assert.True(second.Bytes.Span.SequenceEqual(Second));
        Assert.True(first.IsVerified);
        Assert.Equal(("1.jpg", Path), (first.Name, first.File));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void More_files_than_a_16_bit_count_can_tell_are_read_with_the_long_count_and_without(bool hasLongCount)
    {
        const int Count = 70_000;
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var i = 0; i < Count; i++)
                archive.CreateEntry($"images/{i}.jpg", CompressionLevel.NoCompression);
        }

        var bytes = stream.ToArray();
        if (!hasLongCount)
            bytes = WithoutLongCount(bytes, Count);
        File.WriteAllBytes(Path, bytes);
        using var zip = StrictZip.Open(Path);
        Assert.Equal(0, zip.Read("69999.jpg").Bytes.Length);
    }

    [Fact]
    public void Missing_doubled_encrypted_long_and_changed_files_are_refused()
    {
        File.WriteAllBytes(Path, Sample(CompressionLevel.Optimal));
        Refused("3.jpg", "3.jpg in the archive");
        File.WriteAllBytes(Path, SmallCelebA.Zip([("a/1.jpg", First), ("b/1.jpg", Second)]));
        Refused("1.jpg", "1.jpg once in the archive");
        File.WriteAllBytes(Path, SmallCelebA.Zip([("1.jpg", new byte[StrictZip.LongestFile + 1])]));
        Refused("1.jpg", $"a file 1.jpg of at most {StrictZip.LongestFile} bytes");

        WriteChanged(central => central[8] |= 1);
        Refused("1.jpg", "1.jpg stored or deflated");
        WriteChanged(central => central[10] = 12);
        Refused("1.jpg", "1.jpg stored or deflated");
        WriteChanged(central => central[16] ^= 1);
        Refused("1.jpg", "the checksum");
        WriteChanged(central => central[24] ^= 1);
        Refused("1.jpg", "3001 bytes of 1.jpg");
        WriteChanged(central => BinaryPrimitives.WriteInt32LittleEndian(central[24..], StrictZip.LongestFile));
        Refused("1.jpg", $"{StrictZip.LongestFile} bytes of 1.jpg");
        WriteChanged(central => BinaryPrimitives.WriteInt32LittleEndian(central[42..], 1 << 30));
        Refused("1.jpg", "the header of 1.jpg");
    }

    [Fact]
    public void What_is_no_archive_or_not_a_whole_one_is_refused()
    {
        var good = Sample(CompressionLevel.Optimal);
        foreach (var bytes in new[] { [], "no archive"u8.ToArray(), good[..^1], [.. good, 0], good[100..] })
        {
            File.WriteAllBytes(Path, bytes);
            Assert.Throws<DataFormatException>(() => StrictZip.Open(Path).Dispose());
        }
    }

    [Fact]
    public void Damaged_archives()
    {
        var good = Sample(CompressionLevel.Optimal);
        const long FixedCost = 400_000;
        Prop.ForAll(Mutation.Several, Gen.Choose(0, 1).ToArbitrary(), (mutations, isAtDirectory) =>
        {
            var from = isAtDirectory == 1 ? good.AsSpan().IndexOf("PK\x1\x2"u8) : 0;
            byte[] bytes = [.. good[..from], .. Mutation.Apply(good[from..], mutations)];
            File.WriteAllBytes(Path, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var zip = StrictZip.Open(Path);
                Assert.True(zip.Read("1.jpg").Bytes.Span.SequenceEqual(First));
                Assert.True(zip.Read("2.jpg").Bytes.Span.SequenceEqual(Second));
            }
            catch (DataFormatException error)
            {
                Assert.Equal(Path, error.File);
                Assert.InRange(error.Offset, 0, uint.MaxValue);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, FixedCost);
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Runs));
    }

    private static byte[] Sample(CompressionLevel level) => SmallCelebA.Zip([("img_align_celeba/1.jpg", First), ("img_align_celeba/2.jpg", Second)], level);

    /// <summary>Removes the 64-bit end and its locator, and cuts the count off, as old archivers did.</summary>
    private static byte[] WithoutLongCount(byte[] bytes, int count)
    {
        var longEnd = bytes.AsSpan().LastIndexOf("PK\x6\x6"u8);
        byte[] end = [.. bytes[^22..]];
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), unchecked((ushort)count));
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), unchecked((ushort)count));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(longEnd + 40)));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(longEnd + 48)));
        return [.. bytes[..longEnd], .. end];
    }

    private delegate void Change(Span<byte> central);

    /// <summary>Changes what the directory says of 1.jpg.</summary>
    private void WriteChanged(Change change)
    {
        var bytes = Sample(CompressionLevel.Optimal);
        for (var at = 0; at + 46 < bytes.Length; at++)
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)) == CentralHeader && bytes.AsSpan(at + 46).StartsWith("img_align_celeba/1.jpg"u8))
                change(bytes.AsSpan(at, 46));
        }

        File.WriteAllBytes(Path, bytes);
    }

    private void Refused(string name, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() =>
        {
            using var zip = StrictZip.Open(Path);
            zip.Read(name);
        });
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
    }
}

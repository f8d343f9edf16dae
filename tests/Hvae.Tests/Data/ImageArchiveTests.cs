// The images of zip archives: archives of the framework's writer, many files, and what is refused.

using System.Buffers.Binary;
using System.IO.Compression;
using Hvae.Data;
using Hvae.Data.Images;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class ImageArchiveTests : IDisposable
{
    private static readonly byte[] First = [.. Enumerable.Range(0, 3000).Select(i => (byte)(i * i))];
    private static readonly byte[] Second = new byte[2000];

    private readonly TemporaryFolder folder = new();

    private delegate void Change(Span<byte> central);

    private string Path => folder["a.zip"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Files_are_found_by_the_last_part_of_their_names(CompressionLevel level)
    {
        File.WriteAllBytes(Path, Sample(level));
        using var zip = new ImageArchive(Path);
        Assert.True(zip.Read("2.jpg").Bytes.Span.SequenceEqual(Second));
        Assert.True(zip.Read("1.jpg").Bytes.Span.SequenceEqual(First));
        Assert.Equal(("1.jpg", Path), (zip.Read("1.jpg").Name, zip.Read("1.jpg").File));
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

        File.WriteAllBytes(Path, hasLongCount ? stream.ToArray() : WithoutLongCount(stream.ToArray(), Count));
        using var zip = new ImageArchive(Path);
        Assert.Equal(0, zip.Read("69999.jpg").Bytes.Length);
    }

    [Fact]
    public void Hidden_files_and_doubled_names_that_nobody_asks_for_are_passed_over()
    {
        File.WriteAllBytes(Path, SmallCelebA.Zip(
            [("a/1.jpg", First), ("__MACOSX/a/1.jpg", Second), ("a/._1.jpg", Second), (".a/1.jpg", Second), ("a/Thumbs.db", First),
                ("b/Thumbs.db", First), ("a/readme", First), ("b/readme", Second)]));
        using var zip = new ImageArchive(Path);
        Assert.True(zip.Read("1.jpg").Bytes.Span.SequenceEqual(First));
    }

    [Fact]
    public void Missing_doubled_encrypted_long_and_changed_files_are_refused()
    {
        File.WriteAllBytes(Path, Sample(CompressionLevel.Optimal));
        Refused("3.jpg", "3.jpg in the archive");
        File.WriteAllBytes(Path, SmallCelebA.Zip([("a/1.jpg", First), ("b/1.jpg", Second)]));
        Refused("1.jpg", "1.jpg once in the archive");
        File.WriteAllBytes(Path, SmallCelebA.Zip([("1.jpg", new byte[ImageArchive.LongestFile + 1])]));
        Refused("1.jpg", $"a file 1.jpg of at most {ImageArchive.LongestFile} bytes");

        WriteChanged(central => central[8] |= 1);
        Refused("1.jpg", "1.jpg");
        WriteChanged(central => central[10] = 12);
        Refused("1.jpg", "1.jpg");
        WriteChanged(central => central[16] ^= 1);
        Refused("1.jpg", "the checksum");
        WriteChanged(central => central[24] ^= 1);
        Refused("1.jpg", "3001 bytes of 1.jpg");
        WriteChanged(central => BinaryPrimitives.WriteInt32LittleEndian(central[24..], ImageArchive.LongestFile));
        Refused("1.jpg", $"{ImageArchive.LongestFile} bytes of 1.jpg");
        WriteChanged(central => BinaryPrimitives.WriteInt32LittleEndian(central[42..], 1 << 30));
        Refused("1.jpg", "the bytes of 1.jpg");
    }

    [Fact]
    public void What_is_no_archive_is_refused()
    {
        foreach (var bytes in new[] { [], "no archive"u8.ToArray(), Sample(CompressionLevel.Optimal)[..^30] })
        {
            File.WriteAllBytes(Path, bytes);
            Assert.Equal(Path, Assert.Throws<DataFormatException>(() => new ImageArchive(Path)).File);
        }
    }

    private static byte[] Sample(CompressionLevel level) =>
        SmallCelebA.Zip([("img_align_celeba/1.jpg", First), ("img_align_celeba/2.jpg", Second)], level);

    /// <summary>Removes the 64-bit end record and its locator, and cuts the count off, as old archivers did.</summary>
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

    /// <summary>Changes the directory's entry of 1.jpg.</summary>
    private void WriteChanged(Change change)
    {
        var bytes = Sample(CompressionLevel.Optimal);
        const int EntryLength = 46;
        change(bytes.AsSpan(bytes.AsSpan().LastIndexOf("img_align_celeba/1.jpg"u8) - EntryLength, EntryLength));
        File.WriteAllBytes(Path, bytes);
    }

    private void Refused(string name, string expected)
    {
        var error = Assert.Throws<DataFormatException>(() =>
        {
            using var zip = new ImageArchive(Path);
            zip.Read(name);
        });
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
    }
}

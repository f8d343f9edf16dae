// The readers of CIFAR-10's batches, loose or in their archive, and of SVHN's MAT-files.

using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Hvae.Data;
using Hvae.Data.Cifar;
using Hvae.Data.Compression;
using Hvae.Data.Mat;
using Hvae.Tests.Data;

namespace Faults.Inputs;

internal static class ColourReaders
{
    private const int Classes = 10;
    private const int PixelsPerImage = 3 * 32 * 32;
    private const int Images = 2;
    private const int BatchLength = Images * (1 + PixelsPerImage);
    private const int BlockLength = 512;

    private static readonly string[] Batches = ["data_batch_1.bin", "test_batch.bin"];

    public static InputReader Batch { get; } = new("cifar-10 batch", "test_batch.bin", [Records(1)], ReadBatch, IsFormat);

    public static InputReader Archive { get; } = new("cifar-10 archive", "cifar-10-binary.tar.gz", [Pack(Tar()), Tar()], ReadArchive, IsFormat) { Mend = SealTar };

    public static InputReader Mat { get; } = new("svhn mat", "train_32x32.mat", [Variables(), CompressElements(Variables())], path => MatReader.Read(path, "X", "y"), IsFormat) { Mend = CompressElements };

    private static bool IsFormat(Exception problem) => problem is DataFormatException;

    private static void ReadBatch(string path)
    {
        using var content = ContentReader.Open(path);
        Read(content, Batches[1]);
    }

    private static void ReadArchive(string path) => BatchArchive.Read(path, Batches, BatchLength, (content, name, _) => Read(content, name));

    private static string Read(ContentReader content, string name) => LabelledRecords.Read(content, name, Classes, new byte[Images * PixelsPerImage], new byte[Images]);

    private static byte[] Records(int seed) =>
        [.. Enumerable.Range(0, BatchLength).Select(at => at % (1 + PixelsPerImage) == 0 ? (byte)seed : (byte)((at + seed) * 31 % 251))];

    private static byte[] Tar()
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Gnu, leaveOpen: true))
        {
            tar.WriteEntry(new GnuTarEntry(TarEntryType.Directory, "cifar-10-batches-bin/"));
            foreach (var (number, name) in Batches.Index())
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, $"cifar-10-batches-bin/{name}") { DataStream = new MemoryStream(Records(number)) });
        }

        return stream.ToArray();
    }

    private static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>Corrects the checksum of every header of the archive; a packed one is unpacked as far as it goes, and packed again.</summary>
    private static byte[] SealTar(byte[] input)
    {
        var isPacked = input.Length > 0 && input[0] == 0x1f;
        var tar = isPacked ? Unpacked(input) : input.ToArray();
        for (var at = 0; at + BlockLength <= tar.Length; at += BlockLength)
        {
            var header = tar.AsSpan(at, BlockLength);
            if (!header[257..].StartsWith("ustar"u8)) continue;
            header.Slice(148, 8).Fill((byte)' ');
            var sum = 0;
            foreach (var value in header) sum += value;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
        }

        return isPacked ? Pack(tar) : tar;
    }

    private static byte[] Unpacked(byte[] input)
    {
        var content = new byte[8 * BatchLength];
        var filled = 0;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(input), CompressionMode.Decompress);
            while (filled < content.Length && gzip.Read(content, filled, content.Length - filled) is > 0 and var count) filled += count;
        }
        catch (InvalidDataException)
        {
            // What came before the damage is packed.
        }

        return content[..filled];
    }

    private static byte[] Variables() => SmallMat.File(
        SmallMat.Matrix("X", [32, 32, 3, Images], [.. Records(1).Where((_, at) => at % (1 + PixelsPerImage) != 0)]),
        SmallMat.Matrix("y", [Images, 1], [1, 10]));

    /// <summary>Compresses each element as it is, so that the damage is inside and every checksum agrees.</summary>
    private static byte[] CompressElements(byte[] input)
    {
        const int Tag = 8;
        var at = SmallMat.Header.Length;
        if (input.Length < at + Tag) return input;
        var output = new List<byte>(input[..at]);
        while (at + Tag <= input.Length)
        {
            var length = Tag + (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(input.AsSpan(at + 4)), input.Length - at - Tag);
            output.AddRange(SmallMat.Compress(input[at..(at + length)]));
            at += length;
        }

        return [.. output];
    }
}

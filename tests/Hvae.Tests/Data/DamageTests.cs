// Every reader on damaged files gives images or an error that names file and place, and never trusts a size that the file claims.

using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Hvae.Data;
using Hvae.Data.Images;
using Hvae.Data.Lmdb;
using Hvae.Data.Sources;
using Hvae.Pretrained.PyTorch;
using Hvae.Tests.Pretrained;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Data;

public sealed class DamageTests : IDisposable
{
    /// <summary>In a file with more bytes than this, this number of first bytes is damaged one by one, and as many of the others.</summary>
    private const int MostPlaces = 500;

    private const int RandomRuns = 200;

    /// <summary>Number of bytes that reading any small file may take: stream buffers, hashes, and the exception with its text.</summary>
    private const long FixedCost = 2_000_000;

    private static readonly PixelBuffer Buffer = new(1 << 14);
    private static readonly byte[] Pixels = Encoders.Pixels(16, 12, seed: 1);
    private static readonly byte[] Idx = SmallMnist.Images(2, seed: 5);

    private readonly TemporaryFolder folder = new();

    /// <summary>Whether a reader detects every change, because its input has a checksum.</summary>
    public static TheoryData<string, bool> Readers => new()
    {
        { "idx", false }, { "idx.gz", true }, { "mat", false }, { "compressed mat", true }, { "batch", false }, { "batch.gz", true },
        { "batches.tar.gz", true }, { "pickled batch", false }, { "jpeg", false },
        { "progressive jpeg", false }, { "webp", false }, { "png", true }, { "zip", true },
        { "list", false }, { "lmdb", false },
    };

    /// <summary>
    /// Readers of files of which only a part is damaged, or whose checksums are right after the damage, so that deeper code is reached.
    /// </summary>
    public static TheoryData<string> Mended => ["idx.gz", "compressed mat", "batches.tar.gz", "png", "lmdb", "pth"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Readers))]
    public void Every_cut_and_every_flipped_byte_is_refused_or_harmless(string name, bool hasChecksum)
    {
        var reader = Reader.Of(name, folder);
        var images = Read(reader, reader.Honest);
        Assert.NotNull(images);
        for (var at = 0; at < reader.Honest.Length; at += at < MostPlaces ? 1 : 1 + (reader.Honest.Length / MostPlaces))
        {
            Check(reader.Honest[..at], $"cut to {at} bytes");
            var flipped = reader.Honest.ToArray();
            flipped[at] ^= (byte)(1 << (at % 8));
            Check(flipped, $"byte {at} changed");
        }

        Check([.. reader.Honest, 0], "a byte more");

        void Check(byte[] bytes, string how)
        {
            if (Read(reader, bytes) is { } found && hasChecksum)
                Assert.True(found == images, $"{name}, {how}: it was read as something else.");
        }
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Random_damage_is_refused_or_gives_some_images(string name, bool hasChecksum)
    {
        _ = hasChecksum;
        var reader = Reader.Of(name, folder);
        Prop.ForAll(Mutation.Several, mutations => { Read(reader, Mutation.Apply(reader.Honest, mutations)); })
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(RandomRuns));
    }

    [Theory]
    [MemberData(nameof(Mended))]
    public void Damage_under_right_checksums_is_refused_or_gives_some_images(string name)
    {
        var reader = Reader.Of(name, folder);
        Prop.ForAll(Mutation.Several, mutations => { Read(reader, reader.Pack!(Mutation.Apply(reader.Unpacked!, mutations))); })
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(RandomRuns));
    }

    /// <summary>Returns the hash of the images, or null when the file was refused.</summary>
    private static string? Read(Reader reader, byte[] bytes)
    {
        File.WriteAllBytes(reader.Path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            reader.Run(reader.Path, hash);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (DataFormatException error)
        {
            Assert.Equal(reader.Path, error.File);
            Assert.InRange(error.Offset, 0, Math.Max(bytes.Length, reader.Unpacked?.Length ?? 0) + 1000);
            return null;
        }
        finally
        {
            var length = Math.Max(bytes.Length, reader.Unpacked?.Length ?? 0);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (8L * length) + FixedCost);
        }
    }

    private sealed record Reader(string Path, byte[] Honest, Action<string, IncrementalHash> Run)
    {
        /// <summary>The content that is packed with checksums in the undamaged file.</summary>
        public byte[]? Unpacked { get; init; }

        /// <summary>Packs the content with right checksums.</summary>
        public Func<byte[], byte[]>? Pack { get; init; }

        public static Reader Of(string name, TemporaryFolder folder)
        {
            var path = folder["file"];
            return name switch
            {
                "idx" => new(path, Idx, ReadIdx),
                "idx.gz" => new(path, SmallMnist.Gzip(Idx), ReadIdx) { Unpacked = Idx, Pack = SmallMnist.Gzip },
                "mat" => new(path, Mat(Variables(), bytes => bytes), ReadMat),
                "compressed mat" => new(path, Mat(Variables(), SmallMat.Compress), ReadMat)
                {
                    Unpacked = Variables()[0],
                    Pack = damaged => Mat([damaged, Variables()[1]], SmallMat.Compress),
                },
                "batch" => Cifar("data_batch_2.bin", SmallCifar10.Batch(1, 2)),
                "batch.gz" => Cifar("data_batch_2.bin", SmallMnist.Gzip(SmallCifar10.Batch(1, 2))) with
                {
                    Unpacked = SmallCifar10.Batch(1, 2),
                },
                "batches.tar.gz" => Cifar(SmallCifar10.ArchiveName, SmallMnist.Gzip(Tar())) with
                {
                    Unpacked = Tar(),
                    Pack = tar => SmallMnist.Gzip(SealTar(tar)),
                },
                "pickled batch" => Cifar("data_batch_2", SmallCifar10.Pickle(SmallCifar10.Batch(1, 2))),
                "jpeg" => new(path, Encoders.Jpeg(16, 12, Pixels), ReadImage),
                "progressive jpeg" => new(path, Encoders.ProgressiveJpeg, ReadImage),
                "webp" => new(path, Encoders.WebP(16, 12, Pixels), ReadImage),
                "png" => new(path, Encoders.Png(16, 12, Pixels), ReadImage)
                {
                    Unpacked = Encoders.Png(16, 12, Pixels),
                    Pack = Encoders.MendPng,
                },
                "zip" => new(path, SmallCelebA.Zip([("a/1.jpg", Pixels), ("a/2.jpg", new byte[500])]), ReadZip),
                "list" => new(path, Encoding.ASCII.GetBytes("1.jpg 0\n2.jpg 1\n3.jpg 2\n4.jpg 0\n"), ReadList),
                "lmdb" => Lmdb(Database(folder)),
                "pth" => new(path, Reference("zip.pth"), ReadPth)
                {
                    Unpacked = SmallPth.Entries(Reference("zip.pth")).Single(IsPickle).Content,
                    Pack = damaged => SmallPth.Zip(SmallPth.Entries(Reference("zip.pth"))
                        .Select(entry => IsPickle(entry) ? (entry.Name, damaged) : entry)),
                },
                _ => new(path, Reference("legacy.pth"), ReadPth),
            };

            Reader Lmdb(byte[] honest)
            {
                const int MetaPages = 2 * 4096;
                return new(path, honest, ReadLmdb)
                {
                    Unpacked = honest[MetaPages..],
                    Pack = damaged => [.. honest[..MetaPages], .. damaged],
                };
            }

            Reader Cifar(string file, byte[] honest)
            {
                foreach (var batch in SmallCifar10.Files.Keys.Where(name => name != $"{file}.bin"))
                    File.WriteAllBytes(folder[batch], SmallCifar10.Batch(1, 2));
                var official = SmallCifar10.Official with { BatchCount = 1 };
                return new(folder[file], honest, (_, hash) =>
                {
                    var source = new Cifar10Source(official, TinyStandIn.Create());
                    var data = source.Read(source.Locate(folder.Path), null, _ => { });
                    foreach (var piece in data.Train.Pixels.Concat(data.Test.Pixels)) hash.AppendData(piece.Span);
                });
            }
        }

        private static void ReadIdx(string path, IncrementalHash hash) => hash.AppendData(IdxReader.Read(path, 28, 28).Values);

        private static void ReadMat(string path, IncrementalHash hash)
        {
            var found = MatReader.Read(path, "X", "y");
            hash.AppendData(found["X"].Values);
            hash.AppendData(found["y"].Values);
        }

        private static void ReadImage(string path, IncrementalHash hash)
        {
            Buffer.Decode(EncodedImage.Read(path));
            hash.AppendData(Buffer.Pixels);
        }

        private static void ReadZip(string path, IncrementalHash hash)
        {
            using var archive = new ImageArchive(path);
            hash.AppendData(archive.Read("1.jpg").Bytes.Span);
            hash.AppendData(archive.Read("2.jpg").Bytes.Span);
        }

        private static void ReadList(string path, IncrementalHash hash) =>
            hash.AppendData(Encoding.ASCII.GetBytes(string.Concat(CelebAPartition.Read(path).Train)));

        private static void ReadLmdb(string path, IncrementalHash hash)
        {
            using var file = LmdbFile.Open(path);
            var count = 0;
            foreach (var value in file.Values())
            {
                hash.AppendData(value.Bytes.Span);
                count++;
            }

            Assert.Equal(file.Count, count);
        }

        private static void ReadPth(string path, IncrementalHash hash)
        {
            using var scope = NewDisposeScope();
            var tensors = PthFile.Read(path);
            Assert.InRange(tensors.Values.Sum(tensor => tensor.numel()), 0, tensors.Count * new FileInfo(path).Length);
            foreach (var (name, tensor) in tensors)
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{name} {tensor.dtype} {string.Join(' ', tensor.shape)}"));
                if (tensor.numel() == 0) continue;
                hash.AppendData(MemoryMarshal.AsBytes<double>(tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray()));
            }
        }

        private static byte[] Reference(string name) => File.ReadAllBytes(ReferenceFolder.File(System.IO.Path.Combine("pytorch", name)));

        private static bool IsPickle((string Name, byte[] Content) entry) => entry.Name.EndsWith(".pkl", StringComparison.Ordinal);

        private static byte[][] Variables() =>
        [
            SmallMat.Matrix("X", [32, 3, 2], [.. Enumerable.Range(0, 192).Select(i => (byte)(i * i))]),
            SmallMat.Matrix("y", [2, 1], SmallMat.Store(MatType.Double, 3, 10), MatType.Double, MatClass.Double),
        ];

        private static byte[] Mat(byte[][] variables, Func<byte[], byte[]> pack) => SmallMat.File([.. variables.Select(pack)]);

        private static byte[] Tar() => SmallCifar10.Tar(SmallCifar10.Files.Keys, name => SmallCifar10.Batch(1, name.Length));

        private static byte[] Database(TemporaryFolder folder)
        {
            Assert.SkipUnless(SmallLmdb.IsInstalled, $"{SmallLmdb.Package} is not installed.");
            var entries = Enumerable.Range(0, 60).Select(i => ($"{i:D4}", (byte[]?)Pixels[..(i == 7 ? 576 : 20)]));
            return File.ReadAllBytes(SmallLmdb.Write(folder["lmdb"], [[.. entries]]));
        }

        /// <summary>Corrects the checksum of every header of a tar archive.</summary>
        private static byte[] SealTar(byte[] tar)
        {
            for (var at = 0; at + 512 <= tar.Length; at += 512)
            {
                var header = tar.AsSpan(at, 512);
                if (!header[257..].StartsWith("ustar"u8)) continue;
                header.Slice(148, 8).Fill((byte)' ');
                var sum = 0;
                foreach (var value in header) sum += value;
                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
            }

            return tar;
        }
    }
}

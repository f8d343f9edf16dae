// The readers of photographs: images of three formats, CelebA's archive and list, LSUN's database, and the note of what was decoded.

using System.Text;
using System.Text.Json;
using Hvae.Data;
using Hvae.Data.Cache;
using Hvae.Data.Images;
using Hvae.Data.Lmdb;
using Hvae.Data.Sources;
using Hvae.Data.Zip;
using Hvae.Tests.Data;

namespace Faults.Inputs;

internal static class PhotographReaders
{
    private const int Side = 48;

    private static readonly byte[] Pixels = Encoders.Pixels(Side, Side, seed: 1);
    private static readonly PixelBuffer Buffer = new(1 << 18);
    private static readonly string Stamp = new('a', 64);

    public static IReadOnlyList<InputReader> All { get; } =
    [
        Image("jpeg", ImageLibrary.Jpeg, () => [Encoders.Jpeg(Side, Side, Pixels), Encoders.Jpeg(Side, Side, Pixels, isProgressive: true)]),
        Image("webp", ImageLibrary.WebP, () => [Encoders.WebP(Side, Side, Pixels), Encoders.WebP(Side, Side, Pixels, isLossless: false)]),
        new("png", "image", [Encoders.Png(Side, Side, Pixels), Palette()], Decode, IsFormat) { Mend = Encoders.MendPng },
        new("celeba archive", "a.zip", [Archive()], ReadArchive, IsFormat),
        new("celeba list", "list.txt", [List()], path => CelebAPartition.Read(path), IsFormat),
        new("lsun database", "data.mdb", SmallLmdb.IsInstalled ? [Database()] : [], ReadDatabase, IsFormat) { Missing = SmallLmdb.IsInstalled ? null : $"{SmallLmdb.Package} is not installed" },
        new("note of a source", $"celeba64-{Stamp[..16]}.source.json", [Note()], path => SourceNote.Find(Path.GetDirectoryName(path)!, "celeba64", Stamp), _ => false),
    ];

    private static bool IsFormat(Exception problem) => problem is DataFormatException;

    private static InputReader Image(string name, ImageLibrary library, Func<IReadOnlyList<byte[]>> honest) =>
        new(name, "image", library.IsInstalled ? honest() : [], Decode, IsFormat) { Missing = library.IsInstalled ? null : $"{library.Package} is not installed" };

    private static void Decode(string path) => ImageDecoder.Decode(ImageFolder.Read(path), Buffer);

    private static byte[] Palette() => Encoders.Png(
        4, 4, 8, 3, [0, 0, 1, 2, 1, 0, 1, 2, 0, 1, 0, 2, 2, 2, 1, 0, 0, 1, 1, 2], 0, Encoders.PngChunk("PLTE", [1, 2, 3, 4, 5, 6, 7, 8, 9]));

    private static byte[] Archive()
    {
        var stream = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, level) in new[] { ("a/1.jpg", System.IO.Compression.CompressionLevel.Optimal), ("a/2.jpg", System.IO.Compression.CompressionLevel.NoCompression) })
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(Pixels.AsSpan(0, 2000));
            }
        }

        return stream.ToArray();
    }

    private static void ReadArchive(string path)
    {
        using var zip = StrictZip.Open(path);
        zip.Read("1.jpg");
        zip.Read("2.jpg");
    }

    private static byte[] List() => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, 40).Select(number => $"{number:D6}.jpg {number % 3}\n")));

    private static byte[] Database()
    {
        var folder = Directory.CreateTempSubdirectory("faults-lmdb-").FullName;
        var entries = Enumerable.Range(0, 120).Select(i => ($"{i * 7919 % 120:D4}", (byte[]?)Pixels[..(i % 20 == 0 ? 5000 : 50)]));
        var bytes = File.ReadAllBytes(SmallLmdb.Write(folder, [entries]));
        Directory.Delete(folder, recursive: true);
        return bytes;
    }

    private static void ReadDatabase(string path)
    {
        using var file = LmdbFile.Open(path);
        _ = file.Values().Count();
    }

    private static byte[] Note() => JsonSerializer.SerializeToUtf8Bytes(new SourceNote(Stamp, new string('b', 64), ["celeba64: a notice"]) { QualityText = "official", Origin = "img_align_celeba.zip" });
}

// A CelebA of a few faces, packed or unpacked, and a source for which it is the official one.

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Hvae.Data;
using Hvae.Data.Sources;

namespace Hvae.Tests.Data;

internal static class SmallCelebA
{
    public const int Count = 10;
    public const int Width = 178;
    public const int Height = 218;

    /// <summary>Numbers of the images for training and for tests, in the order of the list. Images 3 and 8 are for validation.</summary>
    public static IReadOnlyList<int> Train { get; } = [1, 2, 4, 5, 7, 9];

    public static IReadOnlyList<int> Test { get; } = [6, 10];

    public static byte[] Partition { get; } = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, Count).Select(
        number => $"{Name(number)} {(Train.Contains(number) ? 0 : Test.Contains(number) ? 2 : 1)}\n")));

    /// <summary>The images by number.</summary>
    public static Lazy<IReadOnlyList<byte[]>> Images { get; } = new(
        () => [.. Enumerable.Range(0, Count + 1).Select(number => Encoders.Jpeg(Width, Height, Encoders.Pixels(Width, Height, number)))]);

    public static Lazy<byte[]> Archive { get; } =
        new(() => Zip(Enumerable.Range(1, Count).Select(number => ($"img_align_celeba/{Name(number)}", Images.Value[number]))));

    public static string Name(int number) => $"{number:D6}.jpg";

    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> files, CompressionLevel level = CompressionLevel.Optimal)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry("img_align_celeba/");
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    public static void Write(string folder, bool isPacked)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "list_eval_partition.txt"), Partition);
        if (isPacked)
        {
            File.WriteAllBytes(Path.Combine(folder, "img_align_celeba.zip"), Archive.Value);
            return;
        }

        Directory.CreateDirectory(Path.Combine(folder, "img_align_celeba"));
        foreach (var number in Enumerable.Range(1, Count))
            File.WriteAllBytes(Path.Combine(folder, "img_align_celeba", Name(number)), Images.Value[number]);
    }

    public static CelebASource Source() =>
        new(new(Md5(Archive.Value), Md5(Partition), Train.Count, Test.Count), TinyStandIn.Create());

    public static DataCatalog Catalog(TemporaryFolder folder, List<string>? notices = null) =>
        TemporaryCatalog.Of(Source(), folder, notices);

    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
}

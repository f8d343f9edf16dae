// CelebA (Liu et al. 2015), aligned, at 64×64: 162,770 + 19,962 faces by the official partition; its validation part is left out.
// The papers do not say how they crop the 178×218 images. We take the square that is most common for 64×64: 148×148 pixels from
// column 15 and row 40, as in Larsen et al. (2016) and NVAE (Vahdat & Kautz 2020).
// Names, checksums and counts: mmlab.ie.cuhk.edu.hk/projects/CelebA.html; MD5 as torchvision checks them.

using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Hvae.Data.Downloads;
using Hvae.Data.Images;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <summary>Checksums and counts that the official files must have.</summary>
/// <param name="ArchiveMd5">MD5 of the archive of aligned images.</param>
/// <param name="PartitionMd5">MD5 of the list that says which image belongs to which part.</param>
/// <param name="TrainCount">Number of training images.</param>
/// <param name="TestCount">Number of test images.</param>
internal sealed record CelebAFiles(string ArchiveMd5, string PartitionMd5, int TrainCount, int TestCount)
{
    /// <summary>The values of the published files.</summary>
    public static CelebAFiles Official { get; } = new(
        "00d2c5bc6d35e252742224ab0c1e8fcb", "d32c9cbf5e040fd4025c592c306e6668", TrainCount: 162_770, TestCount: 19_962);
}

/// <summary>
/// CelebA's list of parts: a line for each image with its file name and 0 (training), 1 (validation) or 2 (test). Kaggle's has a line of
/// titles first, and commas.
/// </summary>
/// <param name="Train">File names of part 0, in the order of the list.</param>
/// <param name="Test">File names of part 2, in the order of the list.</param>
internal sealed record CelebAPartition(IReadOnlyList<string> Train, IReadOnlyList<string> Test)
{
    private const int LongestFile = 1 << 26;
    private const int LongestName = 64;
    private const string Titles = "image_id,partition";
    private const string Remedy = "Put the published list in its place.";

    /// <summary>Characters allowed in a name, so that it names a file in a folder and nothing else.</summary>
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("0123456789_-.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    /// <exception cref="DataFormatException">Thrown when a line is malformed, a name occurs twice, or a part is empty.</exception>
    public static CelebAPartition Read(string path)
    {
        if (new FileInfo(path).Length > LongestFile)
            throw new DataFormatException(path, LongestFile, $"a list of at most {LongestFile} bytes", "a longer one", Remedy);
        List<string>[] parts = [[], [], []];
        HashSet<string> names = [];
        foreach (var (number, line) in File.ReadLines(path, Encoding.Latin1).Index())
        {
            if (number == 0 && line == Titles)
                continue;
            if (line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries) is not [var name, "0" or "1" or "2"] || !IsName(name))
                throw Wrong(number + 1, "the name of an image and 0, 1 or 2", $"\"{line[..Math.Min(line.Length, LongestName)]}\"");
            if (!names.Add(name))
                throw Wrong(number + 1, $"{name} once", "it a second time");
            parts[line.Trim()[^1] - '0'].Add(name);
        }

        return parts[0].Count > 0 && parts[2].Count > 0
            ? new(parts[0], parts[2])
            : throw Wrong(names.Count, "images for training (0) and for tests (2)", $"{parts[0].Count} and {parts[2].Count}");

        DataFormatException Wrong(int line, string expected, string found) => new(path, 0, $"{expected} in line {line}", found, Remedy);

        static bool IsName(string name) => name.Length <= LongestName && name[0] != '.' && !name.AsSpan().ContainsAnyExcept(NameCharacters);
    }
}

/// <param name="official">Checksums and counts that the official files must have.</param>
/// <param name="standIn">Stand-in that is used when the files are missing.</param>
internal sealed class CelebASource(CelebAFiles official, StandIn standIn) : IDataSource
{
    private const string Archive = "img_align_celeba.zip";
    private const string Unpacked = "img_align_celeba";
    private const string Partition = "list_eval_partition.txt";
    private const int Side = 64;
    private const int Width = 178;
    private const int Height = 218;

    private static readonly Square Face = new(Left: 15, Top: 40, Side: 148);

    public string Name => "celeba64";

    public IReadOnlyList<OfficialFile> OfficialFiles => [];

    public Uri? Page { get; } = new("http://mmlab.ie.cuhk.edu.hk/projects/CelebA.html");

    public Regex Likeness { get; } = new("celeba|^list_eval_partition", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    public StandIn StandIn => standIn;

    public bool IsLarge => true;

    public FoundFiles Locate(string folder) =>
        FoundFiles.Best(new[] { "celeba", "CelebA", Name, "" }.Select(place => FoundFiles.In(
            Path.Combine(folder, place),
            [
                (Archive, [Archive, Path.Combine("Img", Archive), Unpacked, Path.Combine("Img", Unpacked)]),
                (Partition, [Partition, Path.Combine("Eval", Partition), Path.ChangeExtension(Partition, ".csv")]),
            ])));

    public DecodedData Read(FoundFiles files, int? first, Action<string> notice)
    {
        var partition = CelebAPartition.Read(files.Paths[Partition]);
        var count = Math.Min(first ?? int.MaxValue, partition.Train.Count);
        var train = new UnreadableImages(Name, partition.Train.Count == official.TrainCount, notice);
        var test = new UnreadableImages(Name, partition.Test.Count == official.TestCount, notice);
        return new()
        {
            Content = new()
            {
                Name = FirstImages.NameOf(Name, first),
                Shape = new(Square.Planes, Side, Side),
                Classes = 1,
                IsBinarised = false,
                TrainCount = count,
                TestCount = partition.Test.Count,
            },
            Quality = files.Judge(Name, Differences(files, partition), notice),
            Origin = files.Folder,
            Description = "CelebA: aligned faces, the square of 148 pixels from column 15 and row 40, resized to 64x64 by area",
            Train = new(Decode(files, partition.Train.Take(count), train), new byte[count], train),
            Test = new(Decode(files, partition.Test, test), new byte[partition.Test.Count], test),
        };
    }

    private List<string> Differences(FoundFiles files, CelebAPartition partition)
    {
        List<string> differences = [];
        if (partition.Train.Count != official.TrainCount || partition.Test.Count != official.TestCount)
        {
            differences.Add(
                $"there are {partition.Train.Count} + {partition.Test.Count} images "
                + $"instead of {official.TrainCount} + {official.TestCount}");
        }

        Compare(Partition, official.PartitionMd5);
        if (File.Exists(files.Paths[Archive]))
            Compare(Archive, official.ArchiveMd5);
        else
            differences.Add($"the images are unpacked, and only {Archive} has a published checksum");
        return differences;

        void Compare(string name, string expected)
        {
            if (FoundFiles.Md5(files.Paths[name]) is var md5 && md5 != expected)
                differences.Add($"{Path.GetFileName(files.Paths[name])} has MD5 {md5} instead of {expected}");
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Decode(FoundFiles files, IEnumerable<string> names, UnreadableImages unreadable) =>
        new SquareImages(Width * Height, Crop, Side).Decode(Read(files.Paths[Archive], names, unreadable), unreadable);

    private static IEnumerable<EncodedImage> Read(string place, IEnumerable<string> names, UnreadableImages unreadable)
    {
        using var archive = Directory.Exists(place) ? null : new ImageArchive(place);
        foreach (var name in names)
        {
            if (unreadable.Try(() => archive?.Read(name) ?? EncodedImage.Read(Path.Combine(place, name), ImageArchive.LongestFile))
                is { } image)
                yield return image;
        }
    }

    private static Square Crop(EncodedImage image, PixelBuffer pixels) => (pixels.Width, pixels.Height) == (Width, Height)
        ? Face
        : throw image.Error(
            $"an aligned image of {Width}x{Height} pixels", $"{pixels.Width}x{pixels.Height}",
            "Put the aligned images of CelebA in its place, as published, neither cut nor resized.");
}

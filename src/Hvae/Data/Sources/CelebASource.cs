// CelebA (Liu et al. 2015), aligned, at 64×64: 162,770 + 19,962 faces by the official partition; its validation part is left out.
// The papers do not say how they cut the 178×218 images. The square taken is the one most used for 64×64: 148×148 pixels from
// column 15 and row 40, as in Larsen et al. (2016) and NVAE (Vahdat & Kautz 2020).

using System.Security.Cryptography;
using Hvae.Data.Downloads;
using Hvae.Data.Images;
using Hvae.Data.StandIns;
using Hvae.Data.Zip;

namespace Hvae.Data.Sources;

/// <param name="official">What counts as the official data set.</param>
/// <param name="standIn">What takes its place.</param>
internal sealed class CelebASource(CelebAFiles official, StandIn standIn) : IStreamedSource
{
    private const int Side = 64;
    private const int Width = 178;
    private const int Height = 218;

    private static readonly Square Face = new(Left: 15, Top: 40, Side: 148);

    public string Name => "celeba64";

    public IReadOnlyList<OfficialFile> OfficialFiles => [];

    public Uri? Page { get; } = new("http://mmlab.ie.cuhk.edu.hk/projects/CelebA.html");

    public StandIn StandIn => standIn;

    public int Version => 1;

    public FoundFiles Locate(string folder) =>
        FoundFiles.Best(new[] { "celeba", "CelebA", Name, "" }.Select(place => LocateIn(Path.Combine(folder, place))));

    public StreamedData Open(FoundFiles files, int? first, Action<string> notice)
    {
        ImageLibrary.Jpeg.Require();
        var partition = CelebAPartition.Read(files.Paths[CelebAFiles.Partition]);
        var count = FirstImages.CountOf(first, partition.Train.Count);
        return new()
        {
            Content = new()
            {
                Name = FirstImages.NameOf(Name, first),
                Shape = new(PixelBuffer.Channels, Side, Side),
                Classes = 1,
                IsBinarised = false,
                TrainCount = count,
                TestCount = partition.Test.Count,
            },
            Quality = files.Judge(Name, Differences(files, partition), notice),
            Origin = files.Folder,
            Description = "CelebA: aligned faces, the square of 148 pixels from column 15 and row 40, resized to 64x64 by area",
            Train = Decode(files, partition.Train.Take(count)),
            Test = Decode(files, partition.Test),
        };
    }

    private static FoundFiles LocateIn(string folder)
    {
        Dictionary<string, string> paths = [];
        if (Existing(File.Exists, [folder, CelebAFiles.Partition], [folder, "Eval", CelebAFiles.Partition]) is { } partition)
            paths[CelebAFiles.Partition] = partition;
        if (Existing(File.Exists, [folder, CelebAFiles.Archive], [folder, "Img", CelebAFiles.Archive]) is { } archive)
            paths[CelebAFiles.Archive] = archive;
        else if (Existing(Directory.Exists, [folder, CelebAFiles.Unpacked], [folder, "Img", CelebAFiles.Unpacked]) is { } unpacked)
            paths[CelebAFiles.Archive] = unpacked;
        var missing = new[] { CelebAFiles.Archive, CelebAFiles.Partition }.Where(name => !paths.ContainsKey(name)).ToList();
        return new(folder, paths, missing, missing);

        static string? Existing(Func<string, bool> exists, params string[][] places) => places.Select(Path.Combine).FirstOrDefault(exists);
    }

    private List<string> Differences(FoundFiles files, CelebAPartition partition)
    {
        List<string> differences = [];
        if (partition.Train.Count != official.TrainCount || partition.Test.Count != official.TestCount)
            differences.Add($"there are {partition.Train.Count} + {partition.Test.Count} images instead of {official.TrainCount} + {official.TestCount}");
        Compare(files.Paths[CelebAFiles.Partition], CelebAFiles.Partition, official.PartitionMd5);
        if (File.Exists(files.Paths[CelebAFiles.Archive]))
            Compare(files.Paths[CelebAFiles.Archive], CelebAFiles.Archive, official.ArchiveMd5);
        else
            differences.Add($"the images are unpacked, and only {CelebAFiles.Archive} has a published checksum");
        return differences;

        void Compare(string path, string name, string expected)
        {
            using var file = File.OpenRead(path);
            if (Convert.ToHexStringLower(MD5.HashData(file)) is var md5 && md5 != expected)
                differences.Add($"{name} has MD5 {md5} instead of {expected}");
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Decode(FoundFiles files, IEnumerable<string> names) =>
        new SquareImages(Width * Height, Crop, Side).Decode(Read(files.Paths[CelebAFiles.Archive], names));

    private static IEnumerable<EncodedImage> Read(string place, IEnumerable<string> names)
    {
        if (Directory.Exists(place))
        {
            foreach (var name in names)
                yield return ImageFolder.Read(Path.Combine(place, name), StrictZip.LongestFile);
            yield break;
        }

        using var archive = StrictZip.Open(place);
        foreach (var name in names)
            yield return archive.Read(name);
    }

    private static Square Crop(EncodedImage image, PixelBuffer pixels) => (pixels.Width, pixels.Height) == (Width, Height)
        ? Face
        : throw image.Error(0, $"an aligned image of {Width}x{Height} pixels", $"{pixels.Width}x{pixels.Height}", "Put the aligned images of CelebA in its place, as published, neither cut nor resized.");
}

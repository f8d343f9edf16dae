// LSUN bedroom (Yu et al. 2015) at 64×64: 3,033,042 + 300 photographs; the validation part takes the place of the test part,
// which has no published categories. The largest central square of each is resized.
// Images of an LMDB database come in the order of their keys, those of a folder in the order of their paths.

using System.Text.RegularExpressions;
using Hvae.Data.Downloads;
using Hvae.Data.Images;
using Hvae.Data.Lmdb;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <param name="standIn">Stand-in that is used when the files are missing.</param>
internal sealed class LsunBedroomSource(StandIn standIn) : IDataSource
{
    public const string Train = "bedroom_train";
    public const string Validation = "bedroom_val";

    private const int Side = 64;
    private const int MostPixels = 1 << 23;
    private const int OfficialTrainCount = 3_033_042;
    private const int OfficialTestCount = 300;

    public string Name => "lsun-bedroom64";

    public IReadOnlyList<OfficialFile> OfficialFiles => [];

    public Uri? Page { get; } = new("https://www.yf.io/p/lsun");

    public Regex Likeness { get; } = new("lsun|bedroom", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    public StandIn StandIn => standIn;

    public bool IsLarge => true;

    public FoundFiles Locate(string folder) =>
        FoundFiles.Best(new[] { "lsun", "lsun-bedroom", Name, "" }.Select(place => FoundFiles.In(
            Path.Combine(folder, place),
            new[] { Train, Validation }.Select(part => ($"{part}_lmdb", new[] { Path.Combine($"{part}_lmdb", "data.mdb"), part })))));

    public DecodedData Read(FoundFiles files, int? first, Action<string> notice)
    {
        var (train, test) = (Count(files.Paths[$"{Train}_lmdb"]), Count(files.Paths[$"{Validation}_lmdb"]));
        var count = Math.Min(first ?? int.MaxValue, train);
        var unreadable = (Train: Unreadable(train == OfficialTrainCount), Test: Unreadable(test == OfficialTestCount));
        return new()
        {
            Content = new()
            {
                Name = FirstImages.NameOf(Name, first),
                Shape = new(Square.Planes, Side, Side),
                Classes = 1,
                IsBinarised = false,
                TrainCount = count,
                TestCount = test,
            },
            Quality = files.Judge(Name, Differences(train, test), notice),
            Origin = files.Folder,
            Description = "LSUN bedroom: photographs of bedrooms, the central square resized to 64x64 by area",
            Train = new(Decode(files.Paths[$"{Train}_lmdb"], count, unreadable.Train), new byte[count], unreadable.Train),
            Test = new(Decode(files.Paths[$"{Validation}_lmdb"], test, unreadable.Test), new byte[test], unreadable.Test),
        };

        UnreadableImages Unreadable(bool areNeeded) => new(Name, areNeeded, notice);
    }

    /// <summary>
    /// Returns what differs from the published images. They have no published checksum, so nothing proves that the files are official.
    /// </summary>
    private static List<string> Differences(int train, int test)
    {
        List<string> differences = ["no checksum is published that could tell"];
        if (train != OfficialTrainCount || test != OfficialTestCount)
            differences.Add($"there are {train} + {test} images instead of {OfficialTrainCount} + {OfficialTestCount}");
        return differences;
    }

    private static int Count(string path)
    {
        if (Directory.Exists(path))
        {
            var count = EncodedImage.List(path).Count;
            return count > 0
                ? count
                : throw new DataFormatException(path, 0, "JPEG, WebP or PNG images", "none", "Put images into the folder, or remove it.");
        }

        using var database = LmdbFile.Open(path);
        return database.Count;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Decode(string path, int count, UnreadableImages unreadable) =>
        new SquareImages(MostPixels, (_, pixels) => Square.Central(pixels.Width, pixels.Height), Side)
            .Decode(Read(path, count, unreadable), unreadable);

    private static IEnumerable<EncodedImage> Read(string path, int count, UnreadableImages unreadable)
    {
        if (Directory.Exists(path))
        {
            foreach (var name in EncodedImage.List(path).Take(count))
            {
                if (unreadable.Try(() => EncodedImage.Read(name)) is { } image)
                    yield return image;
            }

            yield break;
        }

        using var database = LmdbFile.Open(path);
        var read = 0;
        foreach (var image in database.Values())
        {
            // All entries are read when all images are wanted, so that the end of the database is checked too.
            if (read++ == count)
                yield break;
            yield return image;
        }
    }
}

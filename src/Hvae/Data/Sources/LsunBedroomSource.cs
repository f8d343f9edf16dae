// LSUN bedroom (Yu et al. 2015) at 64×64: 3,033,042 photographs, of which the last are held out as the test part, because the 300 of the
// published validation part are too few for rates, errors and Fréchet distances. The largest central square of each is resized.
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
    private const string Database = $"{Train}_lmdb";

    private const int Side = 64;
    private const int MostPixels = 1 << 23;
    private const int OfficialCount = 3_033_042;

    /// <summary>Largest number of images that are held out; of fewer than five times as many it is a fifth.</summary>
    private const int MostHeldOut = 10_000;

    public string Name => "lsun-bedroom64";

    public IReadOnlyList<OfficialFile> OfficialFiles => [];

    public Uri? Page { get; } = new("https://www.yf.io/p/lsun");

    public Regex Likeness { get; } = new("lsun|bedroom", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    public StandIn StandIn => standIn;

    public bool IsLarge => true;

    public int Version => 2;

    public FoundFiles Locate(string folder) =>
        FoundFiles.Best(new[] { "lsun", "lsun-bedroom", Name, "" }.Select(place =>
            FoundFiles.In(Path.Combine(folder, place), [(Database, [Path.Combine(Database, "data.mdb"), Train])])));

    public DecodedData Read(FoundFiles files, int? first, Action<string> notice)
    {
        var path = files.Paths[Database];
        var all = Count(path);
        var heldOut = Math.Min(MostHeldOut, Math.Max(1, all / 5));
        var train = Math.Min(first ?? int.MaxValue, all - heldOut);
        return new()
        {
            Content = new()
            {
                Name = FirstImages.NameOf(Name, first),
                Shape = new(Square.Planes, Side, Side),
                Classes = 1,
                IsBinarised = false,
                TrainCount = train,
                TestCount = heldOut,
            },
            Quality = files.Judge(Name, Differences(all), notice),
            Origin = files.Folder,
            Description = "LSUN bedroom: photographs of bedrooms, the central square resized to 64x64 by area",
            Train = Part(0, train),
            Test = Part(all - heldOut, heldOut),
        };

        DecodedSplit Part(int from, int count)
        {
            var unreadable = new UnreadableImages(Name, areNeeded: all == OfficialCount, notice);
            return new(Decode(path, from, count, unreadable), new byte[count], unreadable);
        }
    }

    /// <summary>
    /// Returns what differs from the published images. They have no published checksum, so nothing proves that the files are official.
    /// </summary>
    private static List<string> Differences(int images)
    {
        List<string> differences = ["no checksum is published that could tell"];
        if (images != OfficialCount)
            differences.Add($"there are {images} images instead of {OfficialCount}");
        return differences;
    }

    /// <summary>Returns the number of images, of which one is for training and one for tests at least.</summary>
    private static int Count(string path)
    {
        using var database = Directory.Exists(path) ? null : LmdbFile.Open(path);
        var count = database?.Count ?? EncodedImage.List(path).Count;
        return count >= 2
            ? count
            : throw new DataFormatException(
                path, 0, "two JPEG, WebP or PNG images or more", $"{count}", "Put images into it, or remove it.");
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Decode(string path, int from, int count, UnreadableImages unreadable) =>
        new SquareImages(MostPixels, (_, pixels) => Square.Central(pixels.Width, pixels.Height), Side)
            .Decode(Read(path, from, count, unreadable), unreadable);

    private static IEnumerable<EncodedImage> Read(string path, int from, int count, UnreadableImages unreadable)
    {
        if (Directory.Exists(path))
        {
            foreach (var name in EncodedImage.List(path).Skip(from).Take(count))
            {
                if (unreadable.Try(() => EncodedImage.Read(name)) is { } image)
                    yield return image;
            }

            yield break;
        }

        using var database = LmdbFile.Open(path);
        var read = 0;
        foreach (var image in database.Values(from))
        {
            // The held-out images are read up to the end of the database, so that it is checked too.
            if (read++ == count)
                yield break;
            yield return image;
        }
    }
}

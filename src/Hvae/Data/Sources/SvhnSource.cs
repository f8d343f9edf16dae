// SVHN (Netzer et al. 2011), format 2: 73,257 + 26,032 digits cropped from photographs of house numbers, 32×32 in colour.

using System.Security.Cryptography;
using Hvae.Data.Downloads;
using Hvae.Data.Mat;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <param name="official">What counts as the official data set.</param>
/// <param name="standIn">What takes its place.</param>
internal sealed class SvhnSource(SvhnFiles official, StandIn standIn) : IDecodedSource
{
    private const int Side = 32;
    private const int Channels = 3;
    private const int ClassCount = 10;
    private const string Remedy = "Put the published file, or a copy of its format, in its place.";

    public string Name => "svhn";

    public IReadOnlyList<OfficialFile> OfficialFiles { get; } = [.. official.All.Select(file => file.Official)];

    public StandIn StandIn => standIn;

    public FoundFiles Locate(string folder)
    {
        string[] places = [Path.Combine(folder, Name), folder];
        return FoundFiles.Best(places.Select(LocateIn));
    }

    public DecodedData Read(FoundFiles files, Action<string> notice)
    {
        List<string> differences = [];
        var train = ReadSplit(files.Paths[official.Train.Name], official.Train, differences);
        var test = ReadSplit(files.Paths[official.Test.Name], official.Test, differences);
        return new()
        {
            Content = new()
            {
                Name = Name,
                Shape = new(Channels, Side, Side),
                Classes = ClassCount,
                IsBinarised = false,
                TrainCount = train.Labels.Length,
                TestCount = test.Labels.Length,
            },
            Quality = files.Judge(Name, differences, notice),
            Origin = files.Folder,
            Description = "SVHN: digits cropped from photographs of house numbers, 32x32 in colour",
            Train = train,
            Test = test,
        };
    }

    private FoundFiles LocateIn(string folder)
    {
        var paths = official.All
            .Select(file => (file.Name, path: Path.Combine(folder, file.Name)))
            .Where(pair => File.Exists(pair.path))
            .ToDictionary(pair => pair.Name, pair => pair.path);
        var missing = official.All.Select(file => file.Name).Where(name => !paths.ContainsKey(name)).ToList();
        return new(folder, paths, missing, missing);
    }

    private static DecodedSplit ReadSplit(string path, SvhnFile file, List<string> differences)
    {
        var variables = MatReader.Read(path, "X", "y");
        var count = CountImages(path, variables["X"]);
        var pixels = variables["X"].Values;
        var labels = Digits(path, variables["y"], count);
        TransposePlanes(pixels);
        if (count != file.Count)
            differences.Add($"{file.Name} has {count} images instead of {file.Count}");
        else if (Md5(path) is var md5 && md5 != file.Md5)
            differences.Add($"{file.Name} has MD5 {md5} instead of {file.Md5}");
        return new(pixels, labels);
    }

    /// <summary>N of 32×32×3×N; MATLAB drops a last dimension of 1.</summary>
    private static int CountImages(string path, MatArray images)
    {
        var isImages = images.Sizes is [Side, Side, Channels] or [Side, Side, Channels, > 0];
        return isImages
            ? images.Values.Length / (Side * Side * Channels)
            : throw new DataFormatException(path, images.Offset, $"{Side}x{Side}x{Channels}xN values in X", images.SizesText, Remedy);
    }

    /// <summary>The label 10 stands for the digit 0.</summary>
    private static byte[] Digits(string path, MatArray labels, int count)
    {
        if (labels.Values.Length != count)
            throw new DataFormatException(path, labels.Offset, $"as many labels in y as there are images, {count}", labels.SizesText, Remedy);
        var wrong = labels.Values.AsSpan().IndexOfAnyExceptInRange((byte)1, (byte)ClassCount);
        if (wrong >= 0)
            throw new DataFormatException(path, labels.Offset, $"labels from 1 to {ClassCount} in y", $"{labels.Values[wrong]} for image {wrong}", Remedy);
        return [.. labels.Values.Select(label => (byte)(label % ClassCount))];
    }

    /// <summary>MATLAB's order lets rows run fastest: each plane lies there as W×H and is turned, in place, to H×W.</summary>
    private static void TransposePlanes(Span<byte> pixels)
    {
        for (; pixels.Length > 0; pixels = pixels[(Side * Side)..])
        {
            for (var y = 1; y < Side; y++)
            {
                for (var x = 0; x < y; x++)
                    (pixels[(y * Side) + x], pixels[(x * Side) + y]) = (pixels[(x * Side) + y], pixels[(y * Side) + x]);
            }
        }
    }

    private static string Md5(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(MD5.HashData(file));
    }
}

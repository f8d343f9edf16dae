// SVHN (Netzer et al. 2011), format 2: 73,257 + 26,032 digits cropped from photographs of house numbers, 32×32 in colour.
// Source: ufldl.stanford.edu/housenumbers; MD5 as torchvision checks them, lengths as many downloaders do.

using System.Text.RegularExpressions;
using Hvae.Data.Downloads;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <summary>One of SVHN's files.</summary>
/// <param name="Published">The file to download.</param>
/// <param name="Count">Number of images that the published file has.</param>
internal sealed record SvhnFile(OfficialFile Published, int Count)
{
    private const string Address = "http://ufldl.stanford.edu/housenumbers/";

    /// <summary>The training images as published.</summary>
    public static SvhnFile Train { get; } =
        new(new(new($"{Address}train_32x32.mat"), "e26dedcc434d2e4c54c9b2d4a06d8373", 182_040_794), 73_257);

    /// <summary>The test images as published.</summary>
    public static SvhnFile Test { get; } =
        new(new(new($"{Address}test_32x32.mat"), "eb5a983be6a315427106f1b164d9cef3", 64_275_384), 26_032);
}

/// <param name="train">Checksum and count that the official training images must have.</param>
/// <param name="test">Checksum and count that the official test images must have.</param>
/// <param name="standIn">Stand-in that is used when the files are missing.</param>
internal sealed class SvhnSource(SvhnFile train, SvhnFile test, StandIn standIn) : IDataSource
{
    private const int Side = 32;
    private const int Channels = 3;
    private const int ClassCount = 10;
    private const string Remedy = "Put the published file, or a copy of its format, in its place.";

    public string Name => "svhn";

    public IReadOnlyList<OfficialFile> OfficialFiles { get; } = [train.Published, test.Published];

    public Regex Likeness { get; } = new("svhn|_32x32", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    public StandIn StandIn => standIn;

    public FoundFiles Locate(string folder)
    {
        string[] places = [Path.Combine(folder, Name), folder, Path.Combine(folder, "SVHN")];
        return FoundFiles.Best(places.Select(
            place => FoundFiles.In(place, OfficialFiles.Select(file => (file.FileName, new[] { file.FileName })))));
    }

    public DecodedData Read(FoundFiles files, int? first, Action<string> notice)
    {
        List<string> differences = [];
        var training = ReadSplit(files, train, differences);
        var testing = ReadSplit(files, test, differences);
        return new()
        {
            Content = new()
            {
                Name = Name,
                Shape = new(Channels, Side, Side),
                Classes = ClassCount,
                IsBinarised = false,
                TrainCount = training.Labels.Length,
                TestCount = testing.Labels.Length,
            },
            Quality = files.Judge(Name, differences, notice),
            Origin = files.Folder,
            Description = "SVHN: digits cropped from photographs of house numbers, 32x32 in colour",
            Train = training,
            Test = testing,
        };
    }

    private static DecodedSplit ReadSplit(FoundFiles files, SvhnFile file, List<string> differences)
    {
        var name = file.Published.FileName;
        var path = files.Paths[name];
        var variables = MatReader.Read(path, "X", "y");
        var count = CountImages(path, variables["X"]);
        var labels = Digits(path, variables["y"], count);
        var pixels = variables["X"].Values;
        TransposePlanes(pixels);
        if (count != file.Count)
            differences.Add($"{name} has {count} images instead of {file.Count}");
        else if (FoundFiles.Md5(path) is var md5 && md5 != file.Published.Md5)
            differences.Add($"{name} has MD5 {md5} instead of {file.Published.Md5}");
        return new(pixels, labels);
    }

    /// <summary>Returns N for an array of 32×32×3×N. MATLAB drops a last dimension of 1.</summary>
    private static int CountImages(string path, MatArray images)
    {
        var isImages = images.Sizes is [Side, Side, Channels] or [Side, Side, Channels, > 0];
        return isImages
            ? images.Values.Length / (Side * Side * Channels)
            : throw new DataFormatException(path, images.Offset, $"{Side}x{Side}x{Channels}xN values in X", images.SizesText, Remedy);
    }

    /// <summary>Returns the digits; the label 10 stands for the digit 0.</summary>
    private static byte[] Digits(string path, MatArray labels, int count)
    {
        if (labels.Values.Length != count)
        {
            throw new DataFormatException(
                path, labels.Offset, $"as many labels in y as there are images, {count}", labels.SizesText, Remedy);
        }

        var wrong = labels.Values.AsSpan().IndexOfAnyExceptInRange((byte)1, (byte)ClassCount);
        if (wrong >= 0)
        {
            throw new DataFormatException(
                path, labels.Offset, $"labels from 1 to {ClassCount} in y", $"{labels.Values[wrong]} for image {wrong}", Remedy);
        }

        return [.. labels.Values.Select(label => (byte)(label % ClassCount))];
    }

    /// <summary>Transposes each plane in place from W×H to H×W, because rows run fastest in MATLAB's order.</summary>
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
}

// MNIST (LeCun et al. 1998): 60,000 + 10,000 handwritten digits, 28×28; used binarised by rounding x/255 (Xiao23, HIT:train.py).
// Names, addresses, checksums and counts are those of PyTorch's mirror of yann.lecun.com/exdb/mnist.

using System.Text.RegularExpressions;
using Hvae.Data.Downloads;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <summary>One of MNIST's files.</summary>
/// <param name="Name">Official file name without <c>.gz</c>.</param>
/// <param name="PackedMd5">MD5 of the published <c>.gz</c> file.</param>
/// <param name="PackedLength">Length of the published <c>.gz</c> file, in bytes.</param>
/// <param name="Md5">MD5 of the unpacked file.</param>
/// <param name="Count">Number of images or labels.</param>
internal sealed record MnistFile(string Name, string PackedMd5, long PackedLength, string Md5, int Count)
{
    /// <summary>The file to download.</summary>
    public OfficialFile Official => new(new Uri($"https://ossci-datasets.s3.amazonaws.com/mnist/{Name}.gz"), PackedMd5, PackedLength);

    /// <summary>Names under which the file may be stored.</summary>
    public string[] UsualNames
    {
        get
        {
            var dotted = Name.Replace("-idx", ".idx", StringComparison.Ordinal);
            return [Name, $"{Name}.gz", dotted, $"{dotted}.gz"];
        }
    }
}

/// <summary>The four files together.</summary>
internal sealed record MnistFiles(MnistFile TrainImages, MnistFile TrainLabels, MnistFile TestImages, MnistFile TestLabels)
{
    /// <summary>The values of the published files.</summary>
    public static MnistFiles Official { get; } = new(
        new("train-images-idx3-ubyte", "f68b3c2dcbeaaa9fbdd348bbdeb94873", 9912422, "6bbc9ace898e44ae57da46a324031adb", 60_000),
        new("train-labels-idx1-ubyte", "d53e105ee54ea40749a09fcbcd1e9432", 28881, "a25bea736e30d166cdddb491f175f624", 60_000),
        new("t10k-images-idx3-ubyte", "9fb629c4189551a2d022fa330f9573f3", 1648877, "2646ac647ad5339dbf082846283269ea", 10_000),
        new("t10k-labels-idx1-ubyte", "ec29112dd5afa0611ce80d1b7f02629c", 4542, "27ae3e4e09519cfbb04c329615203637", 10_000));

    /// <summary>All four files.</summary>
    public IReadOnlyList<MnistFile> All => [TrainImages, TrainLabels, TestImages, TestLabels];
}

/// <param name="official">Checksums and counts that the official files must have.</param>
/// <param name="standIn">Stand-in that is used when the files are missing.</param>
internal sealed class MnistSource(MnistFiles official, StandIn standIn) : IDataSource
{
    private const int Side = 28;
    private const int ClassCount = 10;

    public string Name => "mnist";

    public IReadOnlyList<OfficialFile> OfficialFiles { get; } = [.. official.All.Select(file => file.Official)];

    public Regex Likeness { get; } = new("^mnist|^train-images|^train-labels|^t10k-", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    public StandIn StandIn => standIn;

    public FoundFiles Locate(string folder)
    {
        var raw = Path.Combine("MNIST", "raw");
        string[] places = [Path.Combine(folder, Name), folder, Path.Combine(folder, raw), Path.Combine(folder, Name, raw)];
        return FoundFiles.Best(places.Select(
            place => FoundFiles.In(place, official.All.Select(file => (file.Name, file.UsualNames)), name => $"{name}.gz")));
    }

    public DecodedData Read(FoundFiles files, int? first, Action<string> notice)
    {
        List<string> differences = [];
        var train = ReadSplit(files, official.TrainImages, official.TrainLabels, differences);
        var test = ReadSplit(files, official.TestImages, official.TestLabels, differences);
        return new()
        {
            Content = new()
            {
                Name = Name,
                Shape = new(1, Side, Side),
                Classes = ClassCount,
                IsBinarised = true,
                TrainCount = train.Labels.Length,
                TestCount = test.Labels.Length,
            },
            Quality = files.Judge(Name, differences, notice),
            Origin = files.Folder,
            Description = "MNIST: handwritten digits, 28x28 grey, binarised by rounding",
            Train = train,
            Test = test,
        };
    }

    private static DecodedSplit ReadSplit(FoundFiles files, MnistFile imageFile, MnistFile labelFile, List<string> differences)
    {
        var images = IdxReader.Read(files.Paths[imageFile.Name], Side, Side);
        var labels = IdxReader.Read(files.Paths[labelFile.Name]);
        CheckLabels(files.Paths[labelFile.Name], labels, images.Count);
        Compare(imageFile, images, "images", differences);
        Compare(labelFile, labels, "labels", differences);
        return new(images.Values, labels.Values);
    }

    private static void CheckLabels(string path, IdxArray labels, int imageCount)
    {
        if (labels.Count != imageCount)
        {
            throw new DataFormatException(
                path, 4, $"as many labels as there are images, {imageCount}", $"{labels.Count}",
                "Put image and label files of one and the same copy into the folder.");
        }

        var wrong = labels.Values.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(ClassCount - 1));
        if (wrong >= 0)
        {
            const int HeaderLength = 8;
            throw new DataFormatException(
                path, HeaderLength + wrong, $"a label from 0 to {ClassCount - 1}", $"{labels.Values[wrong]}",
                "Put a fresh copy of the file in its place.", unpacked: true);
        }
    }

    private static void Compare(MnistFile official, IdxArray found, string what, List<string> differences)
    {
        if (found.Count != official.Count)
            differences.Add($"{official.Name} has {found.Count} {what} instead of {official.Count}");
        else if (found.Md5 != official.Md5)
            differences.Add($"{official.Name} has MD5 {found.Md5} instead of {official.Md5} (unpacked)");
    }
}

// MNIST (LeCun et al. 1998): 60,000 + 10,000 handwritten digits, 28×28; used binarised by rounding x/255 (Xiao23, HIT:train.py).

using Hvae.Data.Downloads;
using Hvae.Data.Idx;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <param name="official">What counts as the official data set.</param>
/// <param name="standIn">What takes its place.</param>
internal sealed class MnistSource(MnistFiles official, StandIn standIn) : IDecodedSource
{
    private const int Side = 28;
    private const int ClassCount = 10;

    public string Name => "mnist";

    public IReadOnlyList<OfficialFile> OfficialFiles { get; } = [.. official.All.Select(file => file.Official)];

    public StandIn StandIn => standIn;

    public FoundFiles Locate(string folder)
    {
        string[] places = [Path.Combine(folder, Name), folder, Path.Combine(folder, "MNIST", "raw")];
        return FoundFiles.Best(places.Select(LocateIn));
    }

    public DecodedData Read(FoundFiles files, Action<string> notice)
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

    private FoundFiles LocateIn(string folder)
    {
        var paths = official.All
            .Select(file => (file.Name, path: file.UsualNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)))
            .Where(pair => pair.path is not null)
            .ToDictionary(pair => pair.Name, pair => pair.path!);
        var missing = official.All.Where(file => !paths.ContainsKey(file.Name)).ToList();
        return new(folder, paths, [.. missing.Select(file => file.Name)], [.. missing.Select(file => file.Official.FileName)]);
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
                path, 4, $"as many labels as there are images, {imageCount}", $"{labels.Count}", "Put image and label files of one and the same copy into the folder.");
        }

        var wrong = labels.Values.Span.IndexOfAnyExceptInRange((byte)0, (byte)(ClassCount - 1));
        if (wrong >= 0)
        {
            const int HeaderLength = 8;
            throw new DataFormatException(
                path, HeaderLength + wrong, $"a label from 0 to {ClassCount - 1}", $"{labels.Values.Span[wrong]}", "Put a fresh copy of the file in its place.", unpacked: true);
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

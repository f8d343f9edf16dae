// CIFAR-10 (Krizhevsky 2009): 50,000 + 10,000 photographs of ten kinds of things, 32×32 in colour.

using Hvae.Data.Cifar;
using Hvae.Data.Compression;
using Hvae.Data.Downloads;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <param name="official">What counts as the official data set: the batches' content, whether or not it comes in the archive.</param>
/// <param name="standIn">What takes its place.</param>
internal sealed class Cifar10Source(Cifar10Files official, StandIn standIn) : IDecodedSource
{
    private const int ClassCount = 10;

    private static readonly ImageShape Shape = new(3, 32, 32);

    public string Name => "cifar10";

    public IReadOnlyList<OfficialFile> OfficialFiles { get; } = [official.Archive];

    public StandIn StandIn => standIn;

    public FoundFiles Locate(string folder)
    {
        const string Unpacked = "cifar-10-batches-bin";
        string[] places = [Path.Combine(folder, Name), folder, Path.Combine(folder, Unpacked), Path.Combine(folder, Name, Unpacked)];
        return FoundFiles.Best(places.Select(LocateIn));
    }

    public DecodedData Read(FoundFiles files, Action<string> notice)
    {
        var images = new Images(official.Train.Count, official.BatchCount);
        var md5 = files.Paths.TryGetValue(official.Archive.FileName, out var archive) ? ReadArchive(archive, images) : ReadBatches(files, images);
        var differences = official.Batches
            .Where(batch => md5[batch.Name] != batch.Md5)
            .Select(batch => $"{batch.Name} has MD5 {md5[batch.Name]} instead of {batch.Md5} (unpacked)")
            .ToList();
        return new()
        {
            Content = new()
            {
                Name = Name,
                Shape = Shape,
                Classes = ClassCount,
                IsBinarised = false,
                TrainCount = images.Train.Labels.Length,
                TestCount = images.Test.Labels.Length,
            },
            Quality = files.Judge(Name, differences, notice),
            Origin = files.Folder,
            Description = "CIFAR-10: photographs of ten kinds of things, 32x32 in colour",
            Train = images.Train,
            Test = images.Test,
        };
    }

    private FoundFiles LocateIn(string folder)
    {
        var archive = official.Archive.FileName;
        if (Path.Combine(folder, archive) is var path && File.Exists(path))
            return new(folder, new Dictionary<string, string> { [archive] = path }, Missing: [], Wanted: []);
        var paths = official.Batches
            .Select(batch => (batch.Name, path: batch.UsualNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)))
            .Where(pair => pair.path is not null)
            .ToDictionary(pair => pair.Name, pair => pair.path!);
        var missing = official.Batches.Select(batch => batch.Name).Where(name => !paths.ContainsKey(name)).ToList();
        return new(folder, paths, paths.Count == 0 ? [archive] : missing, missing.Count == 0 ? [] : [archive]);
    }

    private Dictionary<string, string> ReadArchive(string path, Images images) =>
        BatchArchive.Read(
            path,
            official.Batches.Select(batch => batch.Name).ToList(),
            (long)official.BatchCount * (1 + Shape.Size),
            (content, name, number) => images.ReadBatch(content, name, number));

    private Dictionary<string, string> ReadBatches(FoundFiles files, Images images)
    {
        Dictionary<string, string> md5 = [];
        foreach (var (number, batch) in official.Batches.Index())
        {
            using var content = ContentReader.Open(files.Paths[batch.Name]);
            md5[batch.Name] = images.ReadBatch(content, batch.Name, number);
            if (!content.IsAtEnd())
                throw content.Error(content.Position - 1, $"the end of the content after {official.BatchCount} images", "more bytes");
        }

        return md5;
    }

    /// <summary>The memory of all images, into which each batch is read at its place: the test batch comes after the training batches.</summary>
    private sealed class Images(int trainBatches, int batchCount)
    {
        private readonly byte[] pixels = new byte[(trainBatches + 1) * batchCount * Shape.Size];
        private readonly byte[] labels = new byte[(trainBatches + 1) * batchCount];

        private int TrainCount => trainBatches * batchCount;

        public DecodedSplit Train => new(pixels.AsMemory(0, TrainCount * Shape.Size), labels.AsMemory(0, TrainCount));

        public DecodedSplit Test => new(pixels.AsMemory(TrainCount * Shape.Size), labels.AsMemory(TrainCount));

        /// <summary>Returns the MD5 of the batch.</summary>
        public string ReadBatch(ContentReader content, string name, int number) => LabelledRecords.Read(
            content,
            name,
            ClassCount,
            pixels.AsSpan(number * batchCount * Shape.Size, batchCount * Shape.Size),
            labels.AsSpan(number * batchCount, batchCount));
    }
}

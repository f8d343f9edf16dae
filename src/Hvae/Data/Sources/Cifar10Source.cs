// CIFAR-10 (Krizhevsky 2009): 50,000 + 10,000 photographs of ten kinds of things, 32×32 in colour; its binary version.
// Source: www.cs.toronto.edu/~kriz/cifar.html. The MD5 of the archive is from that page, its length from other downloaders, which check it.
// The page gives no checksums of batches. Ours are those that two unrelated public loaders check after unpacking the archive.
// We have not confirmed them by a download. The first download will: a wrong number ends in an error or a notice.

using System.Security.Cryptography;
using Hvae.Data.Downloads;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <summary>One batch: a file of records.</summary>
/// <param name="Name">Official file name.</param>
/// <param name="Md5">MD5 of the unpacked file.</param>
internal sealed record Cifar10Batch(string Name, string Md5);

/// <summary>Checksums and counts that the official files must have.</summary>
/// <param name="Archive">Archive of all batches.</param>
/// <param name="Batches">Batches in order; the last is the test batch.</param>
/// <param name="BatchCount">Number of images in each batch.</param>
internal sealed record Cifar10Files(OfficialFile Archive, IReadOnlyList<Cifar10Batch> Batches, int BatchCount)
{
    /// <summary>The values of the published files.</summary>
    public static Cifar10Files Official { get; } = new(
        new(new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), "c32a1d4ab5d03f1284b67883e8d87530", 170_052_171),
        [
            new("data_batch_1.bin", "5dd7e06a14cb22eb9f671a540d1b7c25"),
            new("data_batch_2.bin", "5ea93a67294ea407fff1d09f752e9692"),
            new("data_batch_3.bin", "942cd6a4bcdd0dd3c604fbe906cb4421"),
            new("data_batch_4.bin", "ae636b3ba5c66a11e91e8cb52e771fcb"),
            new("data_batch_5.bin", "53f37980c15c3d472c316c40844f3f0d"),
            new("test_batch.bin", "803d5f7f4d78ea53de84dbe85f74fb6d"),
        ],
        BatchCount: 10_000);
}

/// <param name="official">
/// Checksums and counts that the official files must have. Batches are compared by content, whether or not they are in the archive.
/// </param>
/// <param name="standIn">Stand-in that is used when the files are missing.</param>
internal sealed class Cifar10Source(Cifar10Files official, StandIn standIn) : IDataSource
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

    public DecodedData Read(FoundFiles files, int? first, Action<string> notice)
    {
        var batches = official.Batches.Select(_ => new Batch(official.BatchCount)).ToArray();
        if (files.Paths.TryGetValue(official.Archive.FileName, out var archive))
            ReadArchive(archive, batches);
        else
            ReadBatches(files, batches);
        var differences = official.Batches.Zip(batches)
            .Where(pair => pair.Second.Md5 != pair.First.Md5)
            .Select(pair => $"{pair.First.Name} has MD5 {pair.Second.Md5} instead of {pair.First.Md5} (unpacked)")
            .ToList();
        return new()
        {
            Content = new()
            {
                Name = Name,
                Shape = Shape,
                Classes = ClassCount,
                IsBinarised = false,
                TrainCount = (batches.Length - 1) * official.BatchCount,
                TestCount = official.BatchCount,
            },
            Quality = files.Judge(Name, differences, notice),
            Origin = files.Folder,
            Description = "CIFAR-10: photographs of ten kinds of things, 32x32 in colour",
            Train = Split(batches[..^1]),
            Test = Split(batches[^1..]),
        };

        static DecodedSplit Split(Batch[] batches) =>
            new(batches.Select(batch => (ReadOnlyMemory<byte>)batch.Pixels), batches.SelectMany(batch => batch.Labels).ToArray());
    }

    private FoundFiles LocateIn(string folder)
    {
        var archive = official.Archive.FileName;
        if (Path.Combine(folder, archive) is var path && File.Exists(path))
            return new(folder, new Dictionary<string, string> { [archive] = path }, Missing: [], Wanted: []);
        var names = official.Batches.Select(batch => (batch.Name, new[] { batch.Name, $"{batch.Name}.gz" }));
        var found = FoundFiles.In(folder, names, _ => archive);
        return found.Paths.Count == 0 ? found with { Missing = [archive] } : found;
    }

    private void ReadBatches(FoundFiles files, Batch[] batches)
    {
        for (var number = 0; number < batches.Length; number++)
        {
            var name = official.Batches[number].Name;
            using var content = ContentReader.Open(files.Paths[name]);
            batches[number].Read(content, name);
            content.RequireEnd($"{official.BatchCount} images");
        }
    }

    /// <summary>
    /// Finds each batch in the archive by its file name, in any order and folder, and reads the archive to its end, so
    /// that its checksum is checked.
    /// </summary>
    private void ReadArchive(string path, Batch[] batches)
    {
        const int OtherContent = 1 << 22; // Allowance for the other files of an archive, e.g. a page about the data.
        var batchLength = (long)official.BatchCount * (1 + Shape.Size);
        using var content = ContentReader.Open(path);
        var archive = new TarFiles(content, (batches.Length * batchLength) + OtherContent);
        HashSet<string> found = [];
        while (archive.Next() is { } file)
        {
            var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
            var number = official.Batches.Count - 1;
            while (number >= 0 && official.Batches[number].Name != name)
                number--;
            if (number < 0)
                continue;
            if (!found.Add(name))
                throw content.Error(file.HeaderOffset, $"{name} once in the archive", "it a second time");
            if (file.Length != batchLength)
                throw content.Error(file.HeaderOffset, $"{batchLength} bytes of {name}", $"{file.Length}");
            batches[number].Read(content, name);
        }

        if (official.Batches.FirstOrDefault(batch => !found.Contains(batch.Name)) is { } missing)
            throw content.Error(content.Position, $"{missing.Name} in the archive", "its end");
    }

    /// <summary>
    /// The images of one batch. A record is a label byte and the pixels: planes red, green and blue, each row by row.
    /// </summary>
    private sealed class Batch(int count)
    {
        public byte[] Pixels { get; } = new byte[count * Shape.Size];

        public byte[] Labels { get; } = new byte[count];

        /// <summary>MD5 of all records.</summary>
        public string Md5 { get; private set; } = "";

        public void Read(ContentReader content, string name)
        {
            using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            for (var i = 0; i < count; i++)
            {
                var start = content.Position;
                var label = Labels.AsSpan(i, 1);
                var image = Pixels.AsSpan(i * Shape.Size, Shape.Size);
                if (content.Fill(label) + content.Fill(image) < 1 + Shape.Size)
                {
                    throw content.Error(
                        content.Position, $"{count} images of 1 + {Shape.Size} bytes in {name}", $"the end of the content in image {i}");
                }

                if (label[0] >= ClassCount)
                    throw content.Error(start, $"a label from 0 to {ClassCount - 1} of image {i} in {name}", $"{label[0]}");
                md5.AppendData(label);
                md5.AppendData(image);
            }

            Md5 = Convert.ToHexStringLower(md5.GetHashAndReset());
        }
    }
}

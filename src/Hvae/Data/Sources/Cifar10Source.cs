// CIFAR-10 (Krizhevsky 2009): 50,000 + 10,000 photographs of ten kinds of things, 32×32 in colour; its binary version and that for Python,
// which has the same images in the same order and is checked by the same checksums.
// Source: www.cs.toronto.edu/~kriz/cifar.html. The archive's MD5 is the one on that page, its length the one that other downloaders check.
// The page gives no checksum of a batch; those here stand, alike, in two unrelated public loaders that check what they unpack from the
// archive. None of this has been confirmed by a download of our own. The first one does: a wrong number would be an error or a notice.

using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Hvae.Data.Downloads;
using Hvae.Data.StandIns;

namespace Hvae.Data.Sources;

/// <summary>One batch: a file of records.</summary>
/// <param name="Name">Official name in the binary version. That for Python has the same without <c>.bin</c>.</param>
/// <param name="Md5">MD5 of the file of the binary version, not packed.</param>
internal sealed record Cifar10Batch(string Name, string Md5)
{
    /// <summary>Official name in the version for Python.</summary>
    public string PythonName => Path.GetFileNameWithoutExtension(Name);
}

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
    private const string PythonArchive = "cifar-10-python.tar.gz";
    private const int ClassCount = 10;

    private static readonly ImageShape Shape = new(3, 32, 32);

    public string Name => "cifar10";

    public IReadOnlyList<OfficialFile> OfficialFiles { get; } = [official.Archive];

    public Regex Likeness { get; } = new("^cifar-?10(?!0)|^data_batch|^test_batch", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    public StandIn StandIn => standIn;

    public FoundFiles Locate(string folder)
    {
        string[] folders = ["", "cifar-10-batches-bin", "cifar-10-batches-py"];
        return FoundFiles.Best(new[] { Name, "" }.SelectMany(place => folders.Select(inner => Path.Combine(folder, place, inner)))
            .Select(LocateIn));
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
        var archives = FoundFiles.In(folder, [(archive, [archive, PythonArchive])]);
        if (archives.IsComplete)
            return archives;
        var names = official.Batches.Select(batch => (batch.Name, new[] { batch.Name, $"{batch.Name}.gz", batch.PythonName }));
        var found = FoundFiles.In(folder, names, _ => archive);
        return found.Paths.Count == 0 ? found with { Missing = [archive] } : found;
    }

    private void ReadBatches(FoundFiles files, Batch[] batches)
    {
        for (var number = 0; number < batches.Length; number++)
        {
            var batch = official.Batches[number];
            var path = files.Paths[batch.Name];
            using var content = ContentReader.Open(path);
            if (Path.GetFileName(path) == batch.PythonName)
                batches[number].ReadPickle(content, batch.PythonName, new FileInfo(path).Length);
            else
                batches[number].Read(content, batch.Name);
            content.RequireEnd($"{official.BatchCount} images");
        }
    }

    /// <summary>
    /// Finds each batch in the archive by its file name, in any order and folder, and reads the archive to its end, so
    /// that its checksum is checked.
    /// </summary>
    private void ReadArchive(string path, Batch[] batches)
    {
        const int OtherContent = 1 << 20; // Room for what else is in an archive: a page about the data, names of classes, padding.
        var batchLength = (long)official.BatchCount * (1 + Shape.Size);
        using var content = ContentReader.Open(path);
        var archive = new TarFiles(content, (batches.Length * Batch.LongestPickle(official.BatchCount)) + OtherContent);
        HashSet<string> found = [];
        while (archive.Next() is { } file)
        {
            var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
            var number = official.Batches.Count - 1;
            while (number >= 0 && official.Batches[number].Name != name && official.Batches[number].PythonName != name)
                number--;
            if (number < 0 || !VisibleFiles.IsVisible(file.Path))
                continue;
            if (!found.Add(official.Batches[number].Name))
                throw content.Error(file.HeaderOffset, $"{name} once in the archive", "it a second time");
            if (name == official.Batches[number].PythonName)
            {
                batches[number].ReadPickle(content, name, file.Length);
                continue;
            }

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

        /// <summary>MD5 of all records of the binary version.</summary>
        public string Md5 { get; private set; } = "";

        /// <summary>
        /// Returns the number of bytes above which no batch for Python is read: bytes that Python 3 saves as text take up to two each, and
        /// there are names of files.
        /// </summary>
        public static long LongestPickle(int count) => (1 << 16) + (count * 2L * (Shape.Size + 100));

        /// <summary>Reads a batch of the version for Python.</summary>
        public void ReadPickle(ContentReader content, string name, long length)
        {
            var start = content.Position;
            if (length > LongestPickle(count))
                throw content.Error(start, $"at most {LongestPickle(count)} bytes of {name}", $"{length}");
            var pickle = new Cifar10Pickle(
                new MemoryStream(content.Read(length, name)),
                (offset, expected, found) => content.Error(start + offset, $"{expected} in {name}", found));
            pickle.ReadBatch(Pixels, Labels, ClassCount);
            using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            for (var i = 0; i < count; i++)
            {
                md5.AppendData(Labels, i, 1);
                md5.AppendData(Pixels, i * Shape.Size, Shape.Size);
            }

            Md5 = Convert.ToHexStringLower(md5.GetHashAndReset());
        }

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

// Small batches in the format of CIFAR-10, loose or in an archive, and a source for which they are the official ones.

using System.Formats.Tar;
using System.Security.Cryptography;
using Hvae.Data;
using Hvae.Data.Sources;

namespace Hvae.Tests.Data;

internal static class SmallCifar10
{
    public const string ArchiveName = "cifar-10-binary.tar.gz";
    public const int BatchCount = 4;
    public const int RecordLength = 1 + (3 * 32 * 32);

    /// <summary>The six batches by official name.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files { get; } = Enumerable.Range(1, 5)
        .Select(number => ($"data_batch_{number}.bin", seed: number))
        .Append(("test_batch.bin", seed: 6))
        .ToDictionary(pair => pair.Item1, pair => Batch(pair.seed));

    /// <summary>The archive as it is published: batches in any order, in a folder, with other files.</summary>
    public static byte[] Archive { get; } = SmallMnist.Gzip(
        Tar(["data_batch_2.bin", "data_batch_1.bin", "test_batch.bin", "data_batch_5.bin", "data_batch_4.bin", "data_batch_3.bin"]));

    /// <summary>A source for which the content of <see cref="Files"/>, and only that, is official.</summary>
    public static Cifar10Files Official { get; } = new(
        new(new Uri($"https://www.cs.toronto.edu/~kriz/{ArchiveName}"), Md5(Archive), Archive.Length),
        [.. Files.Select(file => new Cifar10Batch(file.Key, Md5(file.Value)))],
        BatchCount);

    /// <summary>Returns records whose bytes differ by record, plane, row and column.</summary>
    public static byte[] Batch(int seed) => Batch(BatchCount, seed);

    public static byte[] Batch(int count, int seed)
    {
        var bytes = new byte[count * RecordLength];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = i % RecordLength == 0 ? (byte)((seed + (i / RecordLength)) % 10) : (byte)((seed * 41) + (i * 7) + (i / 1024 * 90));
        return bytes;
    }

    public static byte[] Tar(IEnumerable<string> names, Func<string, byte[]>? content = null)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Gnu, leaveOpen: true))
        {
            tar.WriteEntry(new GnuTarEntry(TarEntryType.Directory, "cifar-10-batches-bin/"));
            Add("cifar-10-batches-bin/batches.meta.txt", "airplane\n"u8.ToArray());
            Add($"cifar-10-batches-bin/{new string('x', 150)}", [1, 2, 3]);
            foreach (var name in names)
                Add($"cifar-10-batches-bin/{name}", content?.Invoke(name) ?? Files[name]);

            void Add(string path, byte[] bytes) =>
                tar.WriteEntry(new GnuTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(bytes) });
        }

        return stream.ToArray();
    }

    public static void Write(string folder, bool packed)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in Files)
            File.WriteAllBytes(Path.Combine(folder, packed ? $"{name}.gz" : name), packed ? SmallMnist.Gzip(bytes) : bytes);
    }

    public static void WriteArchive(string folder, byte[] archive)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, ArchiveName), archive);
    }

    public static DataCatalog Catalog(
        TemporaryFolder folder, List<string>? notices = null, bool offline = true, HttpMessageHandler? http = null) =>
        TemporaryCatalog.Of(new Cifar10Source(Official, TinyStandIn.Create()), folder, notices, offline, http);

    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
}

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

    /// <summary>A batch of the version for Python, as Python 2 and NumPy write it.</summary>
    /// <param name="records">The same batch of the binary version.</param>
    public static byte[] Pickle(byte[] records)
    {
        var all = records.Chunk(RecordLength).ToList();
        return
        [
            .. Latin("\u0080\u0002}q\u0001("), .. Text("batch_label"), .. Text("training batch 1 of 5"),
            .. Text("labels"), .. Latin("]q\u0002("), .. all.SelectMany(record => new[] { (byte)'K', record[0] }), (byte)'e',
            .. Text("data"),
            .. Latin("cnumpy.core.multiarray\n_reconstruct\nq\u0003cnumpy\nndarray\nq\u0004K\0\u0085U\u0001b\u0087Rq\u0005"),
            .. Latin("(K\u0001K"), (byte)all.Count, .. Latin("M\0\u000c\u0086cnumpy\ndtype\nq\u0006U\u0002u1K\0K\u0001\u0087Rq\u0007"),
            .. Latin("(K\u0003U\u0001|NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb\u0089T"),
            .. BitConverter.GetBytes(all.Count * (RecordLength - 1)), .. all.SelectMany(record => record[1..]),
            .. Latin("tb"), .. Text("filenames"), .. Latin("]("), .. all.SelectMany(_ => Text("automobile_s_000001.png")), .. Latin("eu."),
        ];

        static byte[] Text(string text) => [(byte)'U', (byte)text.Length, .. Latin(text)];
    }

    /// <summary>Bytes whose numbers are those of characters.</summary>
    public static byte[] Latin(string characters) => System.Text.Encoding.Latin1.GetBytes(characters);

    /// <summary>The archive for Python.</summary>
    public static byte[] PythonArchive() => SmallMnist.Gzip(
        Tar(Files.Keys.Reverse().Select(name => Path.GetFileNameWithoutExtension(name)), name => Pickle(Files[$"{name}.bin"])));

    public static byte[] Tar(IEnumerable<string> names, Func<string, byte[]>? content = null)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Gnu, leaveOpen: true))
        {
            tar.WriteEntry(new GnuTarEntry(TarEntryType.Directory, "cifar-10-batches-bin/"));
            foreach (var path in new[] { "._data_batch_1.bin", "__MACOSX/data_batch_2.bin", ".trash/data_batch_3.bin" })
                Add($"./cifar-10-batches-bin/{path}", [0, 5, 22, 7]);
            for (var time = 0; time < 2; time++)
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

    public static void WritePython(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in Files)
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileNameWithoutExtension(name)), Pickle(bytes));
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

// Small files in the formats of MNIST, and a catalog for which they are the official ones.

using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using Hvae.Data;
using Hvae.Data.Downloads;
using Hvae.Data.Sources;

namespace Hvae.Tests.Data;

internal static class SmallMnist
{
    public const int TrainCount = 20;
    public const int TestCount = 10;

    /// <summary>The four unpacked files by official name.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files { get; } = new Dictionary<string, byte[]>
    {
        ["train-images-idx3-ubyte"] = Images(TrainCount, seed: 1),
        ["train-labels-idx1-ubyte"] = Labels(TrainCount),
        ["t10k-images-idx3-ubyte"] = Images(TestCount, seed: 2),
        ["t10k-labels-idx1-ubyte"] = Labels(TestCount),
    };

    /// <summary>A source for which the content of <see cref="Files"/>, and only that, is official.</summary>
    public static MnistFiles Official { get; } = new(
        Describe("train-images-idx3-ubyte", TrainCount),
        Describe("train-labels-idx1-ubyte", TrainCount),
        Describe("t10k-images-idx3-ubyte", TestCount),
        Describe("t10k-labels-idx1-ubyte", TestCount));

    public static byte[] Images(int count, int seed) =>
        Idx([count, 28, 28], [.. Enumerable.Range(0, count * 784).Select(i => (byte)(i * 31 * seed % 251 < 200 ? 0 : i % 256))]);

    public static byte[] Labels(int count) => Idx([count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]);

    public static byte[] Idx(int[] sizes, byte[] values)
    {
        var bytes = new byte[4 + (4 * sizes.Length) + values.Length];
        bytes[2] = 8;
        bytes[3] = (byte)sizes.Length;
        for (var i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), sizes[i]);
        values.CopyTo(bytes, 4 + (4 * sizes.Length));
        return bytes;
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public static void Write(string folder, bool packed, Func<string, string>? rename = null)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in Files)
            File.WriteAllBytes(Path.Combine(folder, (rename?.Invoke(name) ?? name) + (packed ? ".gz" : "")), packed ? Gzip(bytes) : bytes);
    }

    public static DataCatalog Catalog(
        TemporaryFolder folder,
        List<string>? notices = null,
        bool offline = true,
        HttpMessageHandler? http = null,
        IProgress<DownloadProgress>? progress = null) =>
        TemporaryCatalog.Of(new MnistSource(Official, TinyStandIn.Create()), folder, notices, offline, http, progress);

    private static MnistFile Describe(string name, int count)
    {
        var packed = Gzip(Files[name]);
        return new(name, Md5(packed), packed.Length, Md5(Files[name]), count);
    }

    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
}

// The four files of MNIST: names, addresses, checksums and counts. Sources: PyTorch's mirror of yann.lecun.com/exdb/mnist.

using Hvae.Data.Downloads;

namespace Hvae.Data.Sources;

/// <summary>One of MNIST's files.</summary>
/// <param name="Name">Official name without <c>.gz</c>.</param>
/// <param name="PackedMd5">MD5 of the published <c>.gz</c> file.</param>
/// <param name="PackedLength">Length of the published <c>.gz</c> file, in bytes.</param>
/// <param name="Md5">MD5 of the unpacked file.</param>
/// <param name="Count">Number of images or labels.</param>
internal sealed record MnistFile(string Name, string PackedMd5, long PackedLength, string Md5, int Count)
{
    private const string Address = "https://ossci-datasets.s3.amazonaws.com/mnist/";

    /// <summary>What can be downloaded.</summary>
    public OfficialFile Official => new(new Uri($"{Address}{Name}.gz"), PackedMd5, PackedLength);

    /// <summary>The file names under which people keep it.</summary>
    public IReadOnlyList<string> UsualNames
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
    /// <summary>As published.</summary>
    public static MnistFiles Official { get; } = new(
        new("train-images-idx3-ubyte", "f68b3c2dcbeaaa9fbdd348bbdeb94873", 9912422, "6bbc9ace898e44ae57da46a324031adb", 60_000),
        new("train-labels-idx1-ubyte", "d53e105ee54ea40749a09fcbcd1e9432", 28881, "a25bea736e30d166cdddb491f175f624", 60_000),
        new("t10k-images-idx3-ubyte", "9fb629c4189551a2d022fa330f9573f3", 1648877, "2646ac647ad5339dbf082846283269ea", 10_000),
        new("t10k-labels-idx1-ubyte", "ec29112dd5afa0611ce80d1b7f02629c", 4542, "27ae3e4e09519cfbb04c329615203637", 10_000));

    /// <summary>All of them.</summary>
    public IReadOnlyList<MnistFile> All => [TrainImages, TrainLabels, TestImages, TestLabels];
}

// The two files of CelebA that are read: names, checksums and counts. Source: mmlab.ie.cuhk.edu.hk/projects/CelebA.html;
// MD5 as torchvision checks them.

namespace Hvae.Data.Sources;

/// <summary>What is published.</summary>
/// <param name="ArchiveMd5">MD5 of the archive of aligned images.</param>
/// <param name="PartitionMd5">MD5 of the list that says which image belongs to which part.</param>
/// <param name="TrainCount">Training images.</param>
/// <param name="TestCount">Test images.</param>
internal sealed record CelebAFiles(string ArchiveMd5, string PartitionMd5, int TrainCount, int TestCount)
{
    /// <summary>The archive of aligned images.</summary>
    public const string Archive = "img_align_celeba.zip";

    /// <summary>The folder that it unpacks to.</summary>
    public const string Unpacked = "img_align_celeba";

    /// <summary>Which image belongs to which part.</summary>
    public const string Partition = "list_eval_partition.txt";

    /// <summary>As published.</summary>
    public static CelebAFiles Official { get; } = new(
        "00d2c5bc6d35e252742224ab0c1e8fcb", "d32c9cbf5e040fd4025c592c306e6668", TrainCount: 162_770, TestCount: 19_962);
}

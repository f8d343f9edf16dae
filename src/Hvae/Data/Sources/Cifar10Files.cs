// The files of CIFAR-10's binary version: names, address, checksums and counts. Source: www.cs.toronto.edu/~kriz/cifar.html
// The archive's MD5 is the one on that page, its length the one that other downloaders check. The page gives no checksum of
// a batch; those here stand, alike, in two unrelated public loaders that check what they unpack from the archive. None of
// this has been confirmed by a download of our own. The first one does: a wrong number would be an error or a notice.

using Hvae.Data.Downloads;

namespace Hvae.Data.Sources;

/// <summary>One batch: a file of records.</summary>
/// <param name="Name">Official name.</param>
/// <param name="Md5">MD5 of the file, not packed.</param>
internal sealed record Cifar10Batch(string Name, string Md5)
{
    /// <summary>The file names under which people keep it.</summary>
    public IReadOnlyList<string> UsualNames => [Name, $"{Name}.gz"];
}

/// <summary>What is published.</summary>
/// <param name="Archive">All batches together.</param>
/// <param name="Train">Training batches in order.</param>
/// <param name="Test">Test batch.</param>
/// <param name="BatchCount">Images in each batch.</param>
internal sealed record Cifar10Files(OfficialFile Archive, IReadOnlyList<Cifar10Batch> Train, Cifar10Batch Test, int BatchCount)
{
    /// <summary>As published.</summary>
    public static Cifar10Files Official { get; } = new(
        new(new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), "c32a1d4ab5d03f1284b67883e8d87530", 170_052_171),
        [
            new("data_batch_1.bin", "5dd7e06a14cb22eb9f671a540d1b7c25"),
            new("data_batch_2.bin", "5ea93a67294ea407fff1d09f752e9692"),
            new("data_batch_3.bin", "942cd6a4bcdd0dd3c604fbe906cb4421"),
            new("data_batch_4.bin", "ae636b3ba5c66a11e91e8cb52e771fcb"),
            new("data_batch_5.bin", "53f37980c15c3d472c316c40844f3f0d"),
        ],
        new("test_batch.bin", "803d5f7f4d78ea53de84dbe85f74fb6d"),
        BatchCount: 10_000);

    /// <summary>All batches.</summary>
    public IReadOnlyList<Cifar10Batch> Batches => [.. Train, Test];
}

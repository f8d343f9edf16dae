// The two files of SVHN, format 2 (cropped digits): names, address, checksums and counts.
// Source: ufldl.stanford.edu/housenumbers; MD5 as torchvision checks them, lengths as many downloaders do.

using Hvae.Data.Downloads;

namespace Hvae.Data.Sources;

/// <summary>One of SVHN's files.</summary>
/// <param name="Name">Official name.</param>
/// <param name="Md5">MD5 of the file.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Count">Number of images.</param>
internal sealed record SvhnFile(string Name, string Md5, long Length, int Count)
{
    private const string Address = "http://ufldl.stanford.edu/housenumbers/";

    /// <summary>What can be downloaded.</summary>
    public OfficialFile Official => new(new Uri(Address + Name), Md5, Length);
}

/// <summary>Both files.</summary>
internal sealed record SvhnFiles(SvhnFile Train, SvhnFile Test)
{
    /// <summary>As published.</summary>
    public static SvhnFiles Official { get; } = new(
        new("train_32x32.mat", "e26dedcc434d2e4c54c9b2d4a06d8373", 182_040_794, 73_257),
        new("test_32x32.mat", "eb5a983be6a315427106f1b164d9cef3", 64_275_384, 26_032));

    /// <summary>All of them.</summary>
    public IReadOnlyList<SvhnFile> All => [Train, Test];
}

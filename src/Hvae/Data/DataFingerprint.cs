// The identity of a data set: SHA-256 of its content, not of the files that it came in.
// Content = header text, training pixels, training labels, test pixels, test labels.

using System.Security.Cryptography;
using System.Text;

namespace Hvae.Data;

/// <summary>
/// Computes fingerprints. They are equal for gz and plain files, and differ when a pixel, label, count, shape or name differs.
/// </summary>
internal static class DataFingerprint
{
    /// <summary>Returns a hash to which pixels and labels are appended in their order.</summary>
    public static IncrementalHash Begin(DataContent content)
    {
        var header = $"hvae data 1\nname {content.Name}\nshape {content.Shape}\nclasses {content.Classes}\n"
            + $"binarised {(content.IsBinarised ? "yes" : "no")}\ntrain {content.TrainCount}\ntest {content.TestCount}\n";
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(header));
        return hash;
    }

    /// <summary>Returns the fingerprint of everything that was appended: 64 lower-case hexadecimal digits.</summary>
    public static string End(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());

    /// <summary>Returns the fingerprint of content whose pixels and labels are stored in a file one after the other.</summary>
    public static string Of(DataContent content, string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return Of(content, file);
    }

    /// <summary>Returns the same of a stream, which is read from its start to its end.</summary>
    public static string Of(DataContent content, Stream stream)
    {
        stream.Position = 0;
        using var hash = Begin(content);
        var piece = new byte[1 << 20];
        while (stream.Read(piece) is > 0 and var count)
            hash.AppendData(piece, 0, count);
        return End(hash);
    }
}

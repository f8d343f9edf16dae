// The identity of a data set: SHA-256 over what it contains, not over the files that it came in.
// Content = header text, training pixels, training labels, test pixels, test labels.

using System.Security.Cryptography;
using System.Text;

namespace Hvae.Data;

/// <summary>Computes fingerprints: equal for gz and plain files, different for any other pixel, label, count, shape or name.</summary>
public static class DataFingerprint
{
    /// <summary>64 lower-case hexadecimal digits.</summary>
    public static string Of(DecodedData data)
    {
        using var hash = Begin(data.Content);
        foreach (var split in new[] { data.Train, data.Test })
        {
            hash.AppendData(split.Pixels.Span);
            hash.AppendData(split.Labels.Span);
        }

        return End(hash);
    }

    /// <summary>The fingerprint of content whose pixels and labels lie in memory one after the other.</summary>
    internal static unsafe string Of(DataContent content, byte* bytes, long count)
    {
        const int Chunk = 1 << 24;
        using var hash = Begin(content);
        for (long done = 0; done < count; done += Chunk)
            hash.AppendData(new ReadOnlySpan<byte>(bytes + done, (int)Math.Min(Chunk, count - done)));
        return End(hash);
    }

    /// <summary>A hash to which pixels and labels are appended in their order.</summary>
    internal static IncrementalHash Begin(DataContent content)
    {
        var header = $"hvae data 1\nname {content.Name}\nshape {content.Shape}\nclasses {content.Classes}\n"
            + $"binarised {(content.IsBinarised ? "yes" : "no")}\ntrain {content.TrainCount}\ntest {content.TestCount}\n";
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(header));
        return hash;
    }

    /// <summary>The fingerprint of all that was appended.</summary>
    internal static string End(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}

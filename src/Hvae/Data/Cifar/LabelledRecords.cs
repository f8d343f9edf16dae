// Reads the records of CIFAR's binary version: a label byte, then the pixels, planes red, green, blue, each row-major.

using System.Security.Cryptography;
using Hvae.Data.Compression;

namespace Hvae.Data.Cifar;

internal static class LabelledRecords
{
    /// <summary>Reads as many records as there are labels; the content is left just after them.</summary>
    /// <param name="content">Positioned at the first record.</param>
    /// <param name="name">Of the batch, for messages.</param>
    /// <param name="classCount">Labels are below it.</param>
    /// <param name="pixels">Receives N×C×H×W bytes.</param>
    /// <param name="labels">Receives N bytes.</param>
    /// <returns>MD5 of all records, 32 lower-case hexadecimal digits.</returns>
    /// <exception cref="DataFormatException">The content ends early, or a label is none.</exception>
    public static string Read(ContentReader content, string name, int classCount, Span<byte> pixels, Span<byte> labels)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var size = pixels.Length / labels.Length;
        for (var i = 0; i < labels.Length; i++)
        {
            var start = content.Position;
            var label = labels.Slice(i, 1);
            var image = pixels.Slice(i * size, size);
            if (content.Fill(label) + content.Fill(image) < 1 + size)
                throw content.Error(content.Position, $"{labels.Length} images of 1 + {size} bytes in {name}", $"the end of the content in image {i}");
            if (label[0] >= classCount)
                throw content.Error(start, $"a label from 0 to {classCount - 1} of image {i} in {name}", $"{label[0]}");
            md5.AppendData(label);
            md5.AppendData(image);
        }

        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }
}

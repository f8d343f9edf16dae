// Seeded random images in a memory-mapped file, read as a data set's are.

using System.IO.MemoryMappedFiles;
using Hvae.Data;

namespace Benchmarks.Steps;

internal static class NoisyImages
{
    /// <summary>More than the processor's caches hold.</summary>
    private const int Count = 16384;

    public static ImageSet Create(ImageShape shape)
    {
        var bytes = new byte[Count * shape.Size];
        new Random(1).NextBytes(bytes);
        using var file = MemoryMappedFile.CreateNew(null, bytes.Length);
        var view = file.CreateViewAccessor(0, bytes.Length);
        view.WriteArray(0, bytes, 0, bytes.Length);
        return new ImageSet("train", shape, new byte[Count], view);
    }
}

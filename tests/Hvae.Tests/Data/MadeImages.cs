// Makes a set of images from given pixels, mapped from a file as a data set's are.

using System.IO.MemoryMappedFiles;
using Hvae.Data;

namespace Hvae.Tests.Data;

internal static class MadeImages
{
    /// <summary>Writes the pixels to a temporary file and maps it. All labels are 0.</summary>
    /// <param name="shape">Shape of one image.</param>
    /// <param name="pixels">N·C·H·W bytes.</param>
    public static ImageSet Of(ImageShape shape, byte[] pixels)
    {
        var path = Path.Combine(Path.GetTempPath(), $"hvae-images-{Guid.NewGuid():N}");
        File.WriteAllBytes(path, pixels);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        using var map = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = map.CreateViewAccessor(0, pixels.Length, MemoryMappedFileAccess.Read);
        return new("test", shape, new byte[pixels.Length / shape.Size], path, 0, view);
    }

    /// <summary>Makes seeded random images.</summary>
    public static ImageSet Noise(ImageShape shape, int count) => Of(shape, RandomPixels(shape, count));

    /// <summary>Makes seeded random images, the brighter and of more contrast the later, so that no image can stand for another.</summary>
    public static ImageSet Brightening(ImageShape shape, int count)
    {
        var pixels = RandomPixels(shape, count);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(pixels[i] * (1 + (i / shape.Size)) / count);
        return Of(shape, pixels);
    }

    private static byte[] RandomPixels(ImageShape shape, int count)
    {
        var pixels = new byte[count * shape.Size];
        new Random(1).NextBytes(pixels);
        return pixels;
    }
}

// Makes a set of images from given pixels.

using Hvae.Data;
using static TorchSharp.torch;

namespace Hvae.Tests.Data;

internal static class MadeImages
{
    /// <summary>Returns a set of these images, whose labels are 0 to 9 in turn.</summary>
    /// <param name="shape">Shape of one image.</param>
    /// <param name="pixels">N·C·H·W bytes.</param>
    public static ImageSet Of(ImageShape shape, byte[] pixels)
    {
        var count = pixels.Length / shape.Size;
        var images = tensor(pixels, [count, shape.Channels, shape.Height, shape.Width]).DetachFromDisposeScope();
        return new("made", "test", shape, count, () => (images, [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]));
    }

    /// <summary>Returns seeded random images.</summary>
    public static ImageSet Noise(ImageShape shape, int count) => Of(shape, RandomPixels(shape, count));

    /// <summary>
    /// Returns seeded random images whose brightness and contrast rise from image to image, so that none can be taken for another.
    /// </summary>
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

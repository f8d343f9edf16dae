// The file of images that a job writes for figures.

using Repro.Figures;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs;

/// <summary>A file of pixels in a job's folder. The shape of the images is in the job's details.</summary>
internal static class PixelFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "pixels.bin";

    /// <summary>Writes images.</summary>
    /// <param name="folder">Folder of the job.</param>
    /// <param name="images">Images of shape (N, C, H, W) in the range [0, 1]. Values outside are clamped.</param>
    /// <returns>The shape, for the job's details.</returns>
    public static PixelShape Write(string folder, Tensor images)
    {
        using var scope = NewDisposeScope();
        var bytes = images.clamp(0, 1).mul(255).round().to(ScalarType.Byte).permute(0, 2, 3, 1).contiguous().cpu();
        File.WriteAllBytes(Path.Combine(folder, Name), bytes.data<byte>().ToArray());
        var shape = images.shape;
        return new((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3]);
    }

    /// <summary>Reads the images of a finished job, in their order.</summary>
    /// <exception cref="IOException">Thrown when the file is gone or too short.</exception>
    public static IReadOnlyList<RasterImage> Read(JobResult result)
    {
        var shape = Configuration.FromJson<PixelShape>(result.Details);
        using var file = File.OpenRead(Path.Combine(result.Folder, Name));
        return [.. Enumerable.Range(0, shape.Count).Select(_ =>
        {
            var image = new byte[shape.Height * shape.Width * shape.Channels];
            file.ReadExactly(image);
            return new RasterImage(shape.Height, shape.Width, image);
        })];
    }
}

/// <summary>Shape of the images in a <see cref="PixelFile"/>. They are stored one after the other as height × width × channels.</summary>
/// <param name="Count">Number of images that the file holds.</param>
/// <param name="Channels">Number of channels: 1 for grey, 3 for red, green and blue.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Width">Width in pixels.</param>
internal sealed record PixelShape(int Count, int Channels, int Height, int Width);

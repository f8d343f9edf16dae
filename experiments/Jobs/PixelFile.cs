// Images that a job leaves to be looked at: how they are kept, and how figures get them.

using Repro.Figures;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs;

/// <summary>One file of pixels in a job's folder; its shape stands in the job's details.</summary>
internal static class PixelFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "pixels.bin";

    /// <summary>Keeps images.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <param name="images">Shape (N, C, H, W), range [0, 1]; what lies outside is clamped.</param>
    /// <returns>For the job's details.</returns>
    public static PixelShape Write(string folder, Tensor images)
    {
        using var scope = NewDisposeScope();
        var bytes = images.clamp(0, 1).mul(255).round().to(ScalarType.Byte).permute(0, 2, 3, 1).contiguous().cpu();
        File.WriteAllBytes(Path.Combine(folder, Name), bytes.data<byte>().ToArray());
        var shape = images.shape;
        return new((int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3]);
    }

    /// <summary>The images of a finished job, in their order.</summary>
    /// <exception cref="IOException">The file is gone or too short.</exception>
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

/// <summary>Shape of the images in a <see cref="PixelFile"/>, which lie one after the other as height × width × channels.</summary>
/// <param name="Count">How many.</param>
/// <param name="Channels">1 for grey, 3 for red, green, blue.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Width">Pixels.</param>
internal sealed record PixelShape(int Count, int Channels, int Height, int Width);

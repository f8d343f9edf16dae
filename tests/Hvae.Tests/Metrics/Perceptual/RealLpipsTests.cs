// LPIPS with real weights on real images, where HVAE_DATA is a folder that has them.

using Hvae.Metrics.Perceptual;
using Hvae.Pretrained;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.Perceptual;

public sealed class RealLpipsTests
{
    /// <summary>The three images of the public code, with its network squeeze.</summary>
    [Theory]
    [InlineData("ex_p0.png", 0.390)]
    [InlineData("ex_p1.png", 0.196)]
    [InlineData("ex_ref.png", 0)]
    public void Distances_to_the_reference_image(string other, double expected)
    {
        using var scope = NewDisposeScope();
        var data = Environment.GetEnvironmentVariable("HVAE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "HVAE_DATA is not set: no weights of LPIPS to read.");
        var folder = new PretrainedFolder(data!);
        Assert.SkipUnless(LpipsNetwork.Squeeze.IsIn(folder), $"There are no weights of LPIPS (squeeze) in {folder.Path}.");
        Assert.SkipUnless(File.Exists(Path.Combine(folder.Path, other)), $"There is no {other} in {folder.Path}.");
        using var lpips = Lpips.Load(folder, LpipsNetwork.Squeeze, CPU);

        var distance = lpips.Distance(Image(Path.Combine(folder.Path, "ex_ref.png")), Image(Path.Combine(folder.Path, other)));

        Assert.Equal(expected, distance.item<float>(), 1e-3);
    }

    private static Tensor Image(string path)
    {
        var png = PngPixels.Read(path);
        return tensor(png.Bytes, dtype: ScalarType.Byte).reshape(1, -1, png.Width, png.Channels).permute(
            0, 3, 1, 2).to(ScalarType.Float32) / 255;
    }
}

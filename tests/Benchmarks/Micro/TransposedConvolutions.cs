// Transposed convolution by the door and by libtorch's own operator, forwards, for the layers of the two models.

using BenchmarkDotNet.Attributes;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace Benchmarks.Micro;

public class TransposedConvolutions
{
    private static readonly Operator Official = new("conv_transpose2d", "input");
    private static readonly long[] Stride = [2, 2];
    private static readonly long[] Padding = [1, 1];
    private static readonly long[] Zero = [0, 0];
    private static readonly long[] One = [1, 1];
    private Tensor images = null!;
    private Tensor weight = null!;

    /// <summary>The order of the images in memory: as libtorch's own operator wants it, or as convolutions hand them on.</summary>
    [Params(false, true)]
    public bool ChannelsLast { get; set; }

    /// <summary>Channels in, channels out, height and width.</summary>
    [Params("16 16 7", "16 1 14", "32 32 8", "32 3 16")]
    public string Layer { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        var sizes = Array.ConvertAll(Layer.Split(' '), text => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        using var scope = NewDisposeScope();
        images = randn(256, sizes[0], sizes[2], sizes[2]);
        if (ChannelsLast) images = images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        images.DetachFromDisposeScope();
        weight = randn(sizes[0], sizes[1], 4, 4).DetachFromDisposeScope();
    }

    [Benchmark(Baseline = true)]
    public void Libtorch() => Official.Call(images, weight, Argument.None, Stride, Padding, Zero, 1L, One).Dispose();

    [Benchmark]
    public void Ours() => Door.conv_transpose2d.Call(images, weight, Argument.None, Stride, Padding, Zero, 1L, One).Dispose();
}

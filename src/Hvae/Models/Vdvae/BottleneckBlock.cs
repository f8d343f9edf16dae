// The building stone of VDVAEs: four convolutions with few channels inside.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>
/// GELU before each of four convolutions, 1×1 (from → few), 3×3, 3×3, 1×1 (few → to); at resolutions up to 2 the 3×3 are 1×1.
/// </summary>
internal sealed class BottleneckBlock : Module<Tensor, Tensor>
{
    private const int LargestWithoutNeighbours = 2;
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Conv2d conv3;
    private readonly Conv2d conv4;

    public BottleneckBlock(long from, long few, long to, int resolution)
        : base(nameof(BottleneckBlock))
    {
        var (kernel, padding) = resolution > LargestWithoutNeighbours ? (3, 1) : (1, 0);
        conv1 = Conv2d(from, few, 1);
        conv2 = Conv2d(few, few, kernel, padding: padding);
        conv3 = Conv2d(few, few, kernel, padding: padding);
        conv4 = Conv2d(few, to, 1);
        RegisterComponents();
    }

    /// <summary>From an input after its GELU.</summary>
    public Conv2d First => conv1;

    /// <summary>From what <see cref="Inside"/> gives.</summary>
    public Conv2d Last => conv4;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return conv4.Run(Inside(ToFewChannels(Activation.Gelu(input), conv1.weight, conv1.bias!))).MoveToOuterDisposeScope();
    }

    /// <summary>From the first convolution's result to the last one's input.</summary>
    public Tensor Inside(Tensor first)
    {
        using var scope = NewDisposeScope();
        var second = ToFewChannels(Activation.Gelu(first), conv2.weight, conv2.bias!);
        var third = ToFewChannels(Activation.Gelu(second), conv3.weight, conv3.bias!);
        return Activation.Gelu(third).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// A convolution that keeps the resolution. The bias is added afterwards: its gradient is then a plain sum, for which a
    /// convolution's own backward pass takes a fifth of its time where channels are few.
    /// </summary>
    public static Tensor ToFewChannels(Tensor input, Tensor weight, Tensor bias) => Layers.Convolve(input, weight).add_(bias.reshape(1, -1, 1, 1));
}

// The bottom-up encoder of a VDVAE, the block that encoder and decoder are made of, and how they start (Child, 2021; VDVAE's public code).

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>
/// Four convolutions, each after a GELU: 1×1 (input → bottleneck), 3×3, 3×3, 1×1 (bottleneck → output). At resolutions up to 2 the 3×3
/// convolutions are 1×1.
/// </summary>
internal sealed class BottleneckBlock : Module<Tensor, Tensor>
{
    private const int LargestWithoutNeighbours = 2;
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Conv2d conv3;
    private readonly Conv2d conv4;

    public BottleneckBlock(long input, long bottleneck, long output, int resolution)
        : base(nameof(BottleneckBlock))
    {
        var (kernel, padding) = resolution > LargestWithoutNeighbours ? (3, 1) : (1, 0);
        conv1 = Conv2d(input, bottleneck, 1);
        conv2 = Conv2d(bottleneck, bottleneck, kernel, padding: padding);
        conv3 = Conv2d(bottleneck, bottleneck, kernel, padding: padding);
        conv4 = Conv2d(bottleneck, output, 1);
        RegisterComponents();
    }

    /// <summary>The last convolution, which some blocks initialise otherwise.</summary>
    public Conv2d Last => conv4;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return AfterGelu(Layers.Gelu(input)).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the block on inputs, joined by channels, to which the first GELU has been applied.</summary>
    /// <param name="activated">Each of shape (N, channels, H, W).</param>
    public Tensor AfterGelu(params ReadOnlySpan<Tensor?> activated)
    {
        using var scope = NewDisposeScope();
        // To fill up the kernels of a block takes much less time than to fill up each of its feature maps. GELU keeps zeros.
        var own = conv2.weight.shape[0];
        var inner = SafeConvolution.NeedsFilling(activated[0]!, conv2.weight) ? SafeConvolution.Filled(own) : own;
        // A convolution of joined channels is the sum of convolutions of its parts; this saves joining them.
        var sum = default(Tensor);
        var offset = 0L;
        foreach (var part in activated)
        {
            if (part is null) continue;
            var kernels = SafeConvolution.Fill(conv1.weight.narrow(1, offset, part.shape[1]), inner, part.shape[1]);
            var bias = sum is null ? SafeConvolution.Fill(conv1.bias!, inner) : null;
            var convolved = Layers.Convolve(part, kernels, bias);
            sum = sum is null ? convolved : sum.add_(convolved);
            offset += part.shape[1];
        }

        var last = Layers.Gelu(Run(conv3, Layers.Gelu(Run(conv2, Layers.Gelu(sum!), inner)), inner));
        return Run(conv4, last, conv4.weight.shape[0]).MoveToOuterDisposeScope();
    }

    private static Tensor Run(Conv2d layer, Tensor input, long outputs) => Layers.Convolve(
        input, SafeConvolution.Fill(layer.weight, outputs, input.shape[1]), SafeConvolution.Fill(layer.bias!, outputs), layer.stride,
        layer.padding);
}

/// <summary>A 3×3 convolution, then residual blocks, some of which end with an average over squares.</summary>
internal sealed class ImageEncoder : nn.Module, ICustomInitialisation
{
    private readonly Conv2d input;
    private readonly ModuleList<BottleneckBlock> blocks;
    private readonly IReadOnlyList<EncoderStep> steps;

    public ImageEncoder(VdvaeConfiguration c, long channels)
        : base(nameof(ImageEncoder))
    {
        steps = c.EncoderSteps();
        input = Conv2d(channels, c.Width, 3, padding: 1);
        blocks = new([.. steps.Select(step => new BottleneckBlock(c.Width, c.BottleneckWidth, c.Width, step.Resolution))]);
        RegisterComponents();
    }

    /// <summary>Returns GELU of the last feature map of each resolution, shape (N, width, resolution, resolution).</summary>
    /// <param name="images">Normalised images, shape (N, channels, H, W).</param>
    public IReadOnlyDictionary<int, Tensor> Activations(Tensor images)
    {
        var features = input.Run(images);
        var last = new Dictionary<int, Tensor> { [(int)features.shape[2]] = features };
        foreach (var (block, step) in blocks.Zip(steps))
        {
            features = Apply(block, step, features);
            if (last.Remove(step.OutputResolution, out var replaced)) replaced.Dispose();
            last[step.OutputResolution] = features;
        }

        return last.ToDictionary(entry => entry.Key, entry => Layers.Gelu(entry.Value));
    }

    /// <inheritdoc/>
    public void Initialise()
    {
        VdvaeInitialisation.ZeroBiases(this);
        foreach (var block in blocks) VdvaeInitialisation.ScaleDown(block.Last.weight, blocks.Count);
    }

    private static Tensor Apply(BottleneckBlock block, EncoderStep step, Tensor features)
    {
        using var scope = NewDisposeScope();
        var sum = block.call(features).add_(features);
        return (step.DownRate == 1 ? sum : functional.avg_pool2d(sum, step.DownRate)).MoveToOuterDisposeScope();
    }
}

/// <summary>Rules of initialisation in VDVAE's public code.</summary>
internal static class VdvaeInitialisation
{
    /// <summary>Sets the biases of all convolutions in <paramref name="module"/> to zero.</summary>
    public static void ZeroBiases(nn.Module module)
    {
        foreach (var convolution in module.InOrder().OfType<Convolution>()) convolution.bias!.zero_();
    }

    /// <summary>Multiplies weights by √(1/blocks), so that the sum over all blocks starts as large as one of them.</summary>
    public static void ScaleDown(Parameter weight, int blocks) => weight.mul_(Math.Sqrt(1.0 / blocks));
}

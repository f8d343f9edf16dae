// The bottom-up half of a VDVAE: feature maps of an image at every resolution.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Models;

/// <summary>A 3×3 convolution, then residual blocks, some of which end with an average over squares.</summary>
internal sealed class ImageEncoder : nn.Module, IOwnStart
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

    /// <summary>The last feature map of each resolution, shape (N, width, resolution, resolution).</summary>
    /// <param name="images">Normalised, shape (N, channels, H, W).</param>
    public IReadOnlyDictionary<int, Tensor> Activations(Tensor images)
    {
        var running = input.Run(images);
        var last = new Dictionary<int, Tensor> { [(int)running.shape[2]] = running };
        foreach (var (block, step) in blocks.Zip(steps))
        {
            running = Apply(block, step, running);
            if (last.Remove(step.OutputResolution, out var replaced)) replaced.Dispose();
            last[step.OutputResolution] = running;
        }

        return last;
    }

    /// <inheritdoc/>
    public void Start()
    {
        Starts.ZeroBiases(this);
        foreach (var block in blocks) Starts.Shrink(block.Last.weight, blocks.Count);
    }

    private static Tensor Apply(BottleneckBlock block, EncoderStep step, Tensor features)
    {
        using var scope = NewDisposeScope();
        var sum = block.call(features).add_(features);
        return (step.DownRate == 1 ? sum : functional.avg_pool2d(sum, step.DownRate)).MoveToOuterDisposeScope();
    }
}

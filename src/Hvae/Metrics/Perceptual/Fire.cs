// The building stone of SqueezeNet.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Metrics.Perceptual;

/// <summary>Few channels by a 1×1 convolution, then many by a 1×1 and a 3×3 convolution side by side (Iandola et al., 2016).</summary>
internal sealed class Fire : Module<Tensor, Tensor>
{
    // Named as in the published weights.
    private readonly Conv2d squeeze;
    private readonly Conv2d expand1x1;
    private readonly Conv2d expand3x3;

    public Fire(long from, long between, long each)
        : base(nameof(Fire))
    {
        squeeze = Conv2d(from, between, 1);
        expand1x1 = Conv2d(between, each, 1);
        expand3x3 = Conv2d(between, each, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var few = functional.relu(squeeze.call(input), inplace: true);
        return cat([expand1x1.call(few), expand3x3.call(few)], 1).relu_().MoveToOuterDisposeScope();
    }
}

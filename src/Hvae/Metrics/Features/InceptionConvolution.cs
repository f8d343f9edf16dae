// The building stone of Inception-v3: a convolution, a batch normalisation and a rectifier.

using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Metrics.Features;

/// <summary>relu(bn(conv(x))) in evaluation, where the normalisation is a fixed scale and shift that the convolution takes over.</summary>
internal sealed class InceptionConvolution : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-3;

    // Named as in the published weights.
    private readonly Conv2d conv;
    private readonly BatchNorm2d bn;

    private InceptionConvolution(long from, long to, (long Height, long Width) kernel, long stride, (long Height, long Width) padding)
        : base(nameof(InceptionConvolution))
    {
        conv = Conv2d(from, to, kernel, (stride, stride), padding, bias: false);
        bn = BatchNorm2d(to, eps: Epsilon);
        RegisterComponents();
    }

    /// <summary>Keeps height and width.</summary>
    public static InceptionConvolution Same(long from, long to, long height, long width) => new(from, to, (height, width), 1, (height / 2, width / 2));

    /// <summary>Without padding.</summary>
    public static InceptionConvolution Valid(long from, long to, long side, long stride) => new(from, to, (side, side), stride, (0, 0));

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var scale = bn.weight * (bn.running_var! + Epsilon).rsqrt();
        var shift = bn.bias! - (bn.running_mean! * scale);
        var weight = conv.weight * scale.reshape(-1, 1, 1, 1);
        return functional.conv2d(input, weight, shift, conv.stride, conv.padding).relu_().MoveToOuterDisposeScope();
    }
}

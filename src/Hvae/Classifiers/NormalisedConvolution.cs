// A convolution followed by batch normalisation: the building stone of the residual and dense networks.

using Hvae.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Classifiers;

/// <summary>norm(conv(x)), the convolution without a bias, as the normalisation has one.</summary>
internal sealed class NormalisedConvolution : Module<Tensor, Tensor>
{
    private readonly Conv2d convolution;
    private readonly BatchNorm2d norm;

    public NormalisedConvolution(long from, long to, long kernel, long stride = 1, long padding = 0)
        : base(nameof(NormalisedConvolution))
    {
        convolution = Conv2d(from, to, kernel, stride, padding, bias: false);
        norm = BatchNorm2d(to);
        RegisterComponents();
    }

    /// <summary>
    /// In evaluation the normalisation is a fixed scale and shift of each channel, so the convolution's weights take it
    /// over: the same numbers up to rounding, without another pass over the images.
    /// </summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        if (training) return norm.call(convolution.Run(input)).MoveToOuterDisposeScope();

        var scale = norm.weight * (norm.running_var! + norm.eps).rsqrt();
        var shift = norm.bias! - (norm.running_mean! * scale);
        var weight = convolution.weight * scale.reshape(-1, 1, 1, 1);
        return functional.conv2d(input, weight, shift, convolution.stride, convolution.padding).MoveToOuterDisposeScope();
    }
}

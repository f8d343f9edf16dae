// A network's layers as the paper's tables print them.

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Models;

/// <summary>Writes layers in the notation of Xiao23 Tables 2 and 3, read off the modules themselves.</summary>
public static class LayerText
{
    /// <summary>The layers with parameters in order of use, e.g. <c>C(1,16,4,2,1) C(16,16,4,2,1)</c>: (in, out, kernel, stride, padding).</summary>
    public static string Of(nn.Module part) => string.Join(' ', part.InOrder().Select(Layer).Where(text => text is not null));

    /// <summary>Number of trainable numbers.</summary>
    public static long Parameters(nn.Module part) => part.parameters().Sum(parameter => parameter.numel());

    private static string? Layer(nn.Module module) => module switch
    {
        Convolution c => $"{(c.transposed ? "CT" : "C")}({c.in_channels},{c.out_channels},{c.kernel_size[0]},{c.stride[0]},{c.padding![0]})",
        Linear l => $"FC({l.in_features},{l.out_features})",
        _ => null,
    };
}

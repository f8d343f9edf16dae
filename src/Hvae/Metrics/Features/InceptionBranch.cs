// One path through an Inception block.

using static TorchSharp.torch;

namespace Hvae.Metrics.Features;

/// <summary>Perhaps a pooling, then convolutions one after another, perhaps at last two side by side.</summary>
/// <param name="Name">As the published weights name it: a convolution of several is numbered, <c>_1</c>, <c>_2</c>, and of two side by side lettered, <c>_2a</c>, <c>_2b</c>.</param>
/// <param name="Convolutions">One after another.</param>
internal sealed record InceptionBranch(string Name, params InceptionConvolution[] Convolutions)
{
    /// <summary>Comes first.</summary>
    public Func<Tensor, Tensor>? Pooling { get; init; }

    /// <summary>Come last, both on the same input; their channels follow one another.</summary>
    public InceptionConvolution[] Fork { get; init; } = [];

    /// <summary>The convolutions under their names.</summary>
    public IEnumerable<(string Name, InceptionConvolution Convolution)> Named()
    {
        if (Convolutions.Length + Fork.Length == 1) return [(Name, Convolutions[0])];
        return
        [
            .. Convolutions.Select((convolution, index) => ($"{Name}_{index + 1}", convolution)),
            .. Fork.Select((convolution, index) => ($"{Name}_{Convolutions.Length + 1}{"ab"[index]}", convolution)),
        ];
    }

    /// <summary>What the branch makes of the block's input.</summary>
    public IEnumerable<Tensor> Apply(Tensor input)
    {
        var features = Pooling?.Invoke(input) ?? input;
        foreach (var convolution in Convolutions) features = convolution.call(features);
        return Fork.Length == 0 ? [features] : Fork.Select(convolution => convolution.call(features));
    }
}

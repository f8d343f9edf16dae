// Which features dropout hides: a random mask from the model's own generator, a given mask, or none.

using static TorchSharp.torch;

namespace Hvae.Classifiers;

/// <summary>
/// Hides features with a probability and scales the others to keep their mean (Srivastava et al., 2014). Called once per
/// dropout layer, in order. libtorch's own dropout draws from the global generator, which is no part of a checkpoint:
/// with it an interrupted training would not go on bit for bit.
/// </summary>
/// <param name="features">Any shape, the first dimension being images.</param>
/// <param name="probability">Of a feature to be hidden, at least 0 and less than 1.</param>
/// <returns>A tensor of the features' shape.</returns>
public delegate Tensor DropoutRule(Tensor features, double probability);

/// <summary>The rules that training, evaluation and tests use.</summary>
public static class DropoutRules
{
    /// <summary>Nothing is hidden: evaluation.</summary>
    public static DropoutRule Off { get; } = static (features, _) => features;

    /// <summary>Each feature is hidden by a draw of its own from <paramref name="generator"/>, which lives on the features' device: training.</summary>
    public static DropoutRule Sampled(Generator generator) => (features, probability) =>
        Keep(features, zeros_like(features).bernoulli_(1 - probability, generator), probability);

    /// <summary>The given masks, layer by layer: 1 keeps a feature, 0 hides it.</summary>
    /// <exception cref="InvalidOperationException">There are fewer masks than layers.</exception>
    public static DropoutRule WithMasks(params Tensor[] masks)
    {
        var rest = new Queue<Tensor>(masks);
        return (features, probability) => Keep(features, rest.Dequeue(), probability);
    }

    private static Tensor Keep(Tensor features, Tensor mask, double probability) => features * (mask / (1 - probability));
}

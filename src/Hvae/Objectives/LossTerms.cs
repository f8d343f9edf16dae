// What an objective hands to the trainer: the loss, and the numbers that the training log keeps.

using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>The loss of one batch and its parts.</summary>
/// <param name="Loss">Scalar, differentiable.</param>
/// <param name="Terms">Named scalars (batch means), e.g. distortion and rates in nats.</param>
public sealed record LossTerms(Tensor Loss, IReadOnlyList<(string Name, Tensor Value)> Terms)
{
    /// <summary>Further entries of the log that are known without the model.</summary>
    public IReadOnlyList<(string Name, double Value)> Numbers { get; init; } = [];

    /// <summary>Scalar: by how much the batch exceeds the bound of a constrained objective; null where there is no bound.</summary>
    public Tensor? Violation { get; init; }
}

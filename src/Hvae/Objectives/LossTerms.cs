// What an objective hands to the trainer: the loss, and the numbers that the training log keeps.

using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>The loss of one batch and its parts.</summary>
/// <param name="Loss">Scalar, differentiable.</param>
/// <param name="Terms">Named scalars (batch means), e.g. distortion and rates in nats.</param>
public sealed record LossTerms(Tensor Loss, IReadOnlyList<(string Name, Tensor Value)> Terms);

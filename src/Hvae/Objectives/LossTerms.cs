// What an objective hands to the trainer: the loss, and the numbers that the training log keeps.

using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>The loss of one batch and its parts.</summary>
/// <param name="Loss">Scalar, differentiable.</param>
/// <param name="Terms">Named scalars (batch means), e.g. distortion and rates in nats.</param>
public sealed record LossTerms(Tensor Loss, IReadOnlyList<(string Name, Tensor Value)> Terms);

/// <summary>Computes the loss of a batch.</summary>
/// <param name="images">Shape (N, C, H, W), range [0, 1].</param>
/// <param name="noise">The model's own source of noise.</param>
public delegate LossTerms Objective(Tensor images, Generator noise);

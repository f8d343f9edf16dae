// The interface between objectives and the trainer: a batch goes in, the loss and the numbers of the training log come out.

using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>One batch of a training run.</summary>
/// <param name="Images">Images, shape (N, C, H, W), float32, range [0, 1].</param>
/// <param name="Labels">Labels, shape (N), int64, 0 … classes − 1, on the images' device.</param>
/// <param name="Moment">Position in the training before this batch.</param>
public sealed record TrainingBatch(Tensor Images, Tensor Labels, TrainingMoment Moment);

/// <summary>A position in a training run.</summary>
/// <param name="Epoch">Current epoch, counted from 0.</param>
/// <param name="Batch">Current batch of that epoch, counted from 0.</param>
/// <param name="Epochs">Number of epochs of the training.</param>
public readonly record struct TrainingMoment(int Epoch, int Batch, int Epochs);

/// <summary>Computes the loss of a batch.</summary>
/// <param name="batch">The batch that the model learns from.</param>
/// <param name="noise">The model's own generator of noise.</param>
public delegate LossTerms Objective(TrainingBatch batch, Generator noise);

/// <summary>The loss of one batch and its parts.</summary>
/// <param name="Loss">The loss, a differentiable scalar.</param>
/// <param name="Terms">Named scalars (batch means), e.g. distortion and rates in nats.</param>
public sealed record LossTerms(Tensor Loss, IReadOnlyList<(string Name, Tensor Value)> Terms)
{
    /// <summary>Further entries of the training log, which need no computation by the model.</summary>
    public IReadOnlyList<(string Name, double Value)> Numbers { get; init; } = [];

    /// <summary>Scalar, by how much the batch exceeds the bound of a constrained objective; null when there is no bound.</summary>
    public Tensor? Violation { get; init; }
}

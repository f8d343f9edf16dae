// What an objective is given at a step: images, labels, and where the training stands.

using static TorchSharp.torch;

namespace Hvae.Objectives;

/// <summary>One batch of a training run.</summary>
/// <param name="Images">Shape (N, C, H, W), float32, range [0, 1].</param>
/// <param name="Labels">Shape (N), int64, 0 … classes − 1, on the images' device.</param>
/// <param name="Moment">Where the training stands before this batch.</param>
public sealed record TrainingBatch(Tensor Images, Tensor Labels, TrainingMoment Moment);

/// <summary>A place in a training run.</summary>
/// <param name="Epoch">Running epoch, from 0.</param>
/// <param name="Batch">Running batch of that epoch, from 0.</param>
/// <param name="Epochs">Epochs in all.</param>
public readonly record struct TrainingMoment(int Epoch, int Batch, int Epochs);

/// <summary>Computes the loss of a batch.</summary>
/// <param name="batch">What there is to learn from.</param>
/// <param name="noise">The model's own source of noise.</param>
public delegate LossTerms Objective(TrainingBatch batch, Generator noise);

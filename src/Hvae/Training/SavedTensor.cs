// One tensor of a training run's state: how it is read for a checkpoint, and put back from it.

using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>A part of a training run's state.</summary>
/// <param name="Name">In the checkpoint.</param>
/// <param name="Read">Its present value.</param>
/// <param name="Write">Puts a value back.</param>
/// <param name="Fits">Whether a value can be put back.</param>
internal sealed record SavedTensor(string Name, Func<Tensor> Read, Action<Tensor> Write, Func<Tensor, bool> Fits)
{
    /// <summary>A tensor that keeps its shape.</summary>
    public static SavedTensor Of(string name, Tensor own) => new(name, () => own, saved => own.copy_(saved), saved => saved.shape.SequenceEqual(own.shape));

    /// <summary>The state of a generator.</summary>
    public static SavedTensor Of(string name, Generator generator) =>
        new(name, generator.get_state, generator.set_state, saved => GeneratorState.IsValid(saved, generator));

    /// <summary>All that an optimiser remembers of a parameter.</summary>
    /// <exception cref="NotSupportedException">The optimiser is not one of <see cref="Optimiser"/>.</exception>
    public static IEnumerable<SavedTensor> Of(string parameterName, Parameter parameter, OptimizerState state) => state switch
    {
        Adam.State adam =>
        [
            Of($"adam.exp_avg.{parameterName}", adam.exp_avg),
            Of($"adam.exp_avg_sq.{parameterName}", adam.exp_avg_sq),
            Number($"adam.step.{parameterName}", () => adam.step, saved => adam.step = saved),
        ],
        AdamW.State adam =>
        [
            Of($"adamw.exp_avg.{parameterName}", adam.exp_avg),
            Of($"adamw.exp_avg_sq.{parameterName}", adam.exp_avg_sq),
            Number($"adamw.step.{parameterName}", () => adam.step, saved => adam.step = saved),
        ],
        SGD.State sgd => [Momentum($"sgd.momentum_buffer.{parameterName}", parameter, sgd)],
        Adadelta.State adadelta =>
        [
            Of($"adadelta.square_avg.{parameterName}", adadelta.square_avg),
            Of($"adadelta.acc_delta.{parameterName}", adadelta.acc_delta),
            Number($"adadelta.step.{parameterName}", () => adadelta.step, saved => adadelta.step = saved),
        ],
        _ => throw new NotSupportedException($"No checkpoint is known for {state.GetType()}; add it to {nameof(SavedTensor)}."),
    };


    private static SavedTensor Number(string name, Func<long> read, Action<long> write) =>
        new(name, () => tensor(read()), saved => write(saved.item<long>()), saved => saved.dtype == ScalarType.Int64 && saved.shape.Length == 0);

    /// <summary>An empty tensor stands for the buffer before its first step, which makes it; without momentum there never is one.</summary>
    private static SavedTensor Momentum(string name, Parameter parameter, SGD.State state)
    {
        return new(name, () => state.momentum_buffer ?? zeros(0), Write, saved => saved.shape.SequenceEqual(parameter.shape) || saved.shape is [0]);

        void Write(Tensor saved)
        {
            state.momentum_buffer?.Dispose();
            state.momentum_buffer = saved.shape is [0] ? null : empty_like(parameter).copy_(saved).DetachFromDisposeScope();
        }
    }
}

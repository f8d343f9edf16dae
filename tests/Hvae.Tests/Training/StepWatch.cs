// Tells a test of every step of a training.

using Hvae.Training;

namespace Hvae.Tests.Training;

internal sealed class StepWatch(Action<long> watch) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => watch(value.Step);
}

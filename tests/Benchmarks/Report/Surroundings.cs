// What surrounds the steps: reading batches, and evaluating a trained model.

using Benchmarks.Steps;
using Hvae.Tests.Data;
using Hvae.Training;
using static TorchSharp.torch;

namespace Benchmarks.Report;

internal static class Surroundings
{
    private const int Rounds = 30;
    private const int EvaluationImages = 10_000;

    /// <summary>Milliseconds of processor time to select a shuffled batch and make numbers of it.</summary>
    public static double BatchMilliseconds(BenchModel model)
    {
        set_num_threads(1);
        using var images = MadeImages.Noise(model.Image, BenchModel.Images);
        using var batches = new ImageBatches(images, null, model.IsBinary, CPU);
        return Median.Of(Enumerable.Range(0, Rounds)
            .Select(_ => Time(() => batches.Select(randperm(images.Count, dtype: ScalarType.Int64).narrow(0, 0, model.BatchSize)))));
    }

    /// <summary>Seconds of processor time for rates, distortion and PSNR of 10,000 images; null where no evaluation is measured.</summary>
    public static double? EvaluationSeconds(BenchModel model)
    {
        set_num_threads(1);
        using var images = MadeImages.Noise(model.Image, BenchModel.Images);
        using var batches = new ImageBatches(images, EvaluationImages, model.IsBinary, CPU);
        using var training = model.Make();
        if (training.Evaluate is not { } evaluate) return null;
        using var generator = new Generator(1);
        return Median.Of(Enumerable.Range(0, 3).Select(_ => Time(() => evaluate(batches, generator)))) / 1e3;
    }

    private static double Time(Action action)
    {
        using var scope = NewDisposeScope();
        var start = ProcessorTime.Now;
        action();
        return ProcessorTime.Now - start;
    }
}

// What surrounds the steps: reading batches, and evaluating a trained model.

using Benchmarks.Steps;
using Hvae.Metrics;
using Hvae.Models;
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
        using var images = NoisyImages.Create(model.Configuration.Image);
        using var batches = new ImageBatches(images, null, model.Configuration.Likelihood.MeanIsProbability, CPU);
        return Median.Of(Enumerable.Range(0, Rounds).Select(_ => Time(() => batches.Select(randperm(images.Count, dtype: ScalarType.Int64).narrow(0, 0, BenchModel.BatchSize)))));
    }

    /// <summary>Seconds of processor time for rates, distortion and PSNR of 10,000 images.</summary>
    public static double EvaluationSeconds(BenchModel model)
    {
        set_num_threads(1);
        using var images = NoisyImages.Create(model.Configuration.Image);
        using var batches = new ImageBatches(images, EvaluationImages, model.Configuration.Likelihood.MeanIsProbability, CPU);
        using var network = new Ghvae(model.Configuration);
        using var generator = new Generator(1);
        return Median.Of(Enumerable.Range(0, 3).Select(_ => Time(() => TwoLayerEvaluation.Run(network, batches, BenchModel.BatchSize, generator)))) / 1e3;
    }

    private static double Time(Action action)
    {
        using var scope = NewDisposeScope();
        var start = ProcessorTime.Now;
        action();
        return ProcessorTime.Now - start;
    }
}

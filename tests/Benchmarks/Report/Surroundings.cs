// Measures what comes before and after the training steps: reading batches, and evaluating a trained model.

using Benchmarks.Steps;
using Hvae.Tests.Data;
using Hvae.Training;
using static TorchSharp.torch;

namespace Benchmarks.Report;

internal static class Surroundings
{
    private const int Rounds = 30;
    private const int EvaluationImages = 10_000;

    /// <summary>Returns the processor time of selecting a shuffled batch and converting it to numbers, in milliseconds.</summary>
    public static double BatchMilliseconds(BenchModel model)
    {
        set_num_threads(1);
        using var images = MadeImages.Noise(model.Image, BenchModel.Images);
        using var batches = new ImageBatches(images, null, model.IsBinary, CPU);
        return Measure.Median(Enumerable.Range(0, Rounds).Select(_ => Measure.Time(
            () => batches.Select(randperm(images.Count, dtype: ScalarType.Int64).narrow(0, 0, model.BatchSize)))));
    }

    /// <summary>
    /// Returns the processor time of rates, distortion and PSNR of 10,000 images in seconds; null for models whose evaluation is not
    /// measured.
    /// </summary>
    public static double? EvaluationSeconds(BenchModel model)
    {
        set_num_threads(1);
        using var images = MadeImages.Noise(model.Image, BenchModel.Images);
        using var batches = new ImageBatches(images, EvaluationImages, model.IsBinary, CPU);
        using var training = model.Make();
        if (training.Evaluate is not { } evaluate) return null;
        using var generator = new Generator(1);
        return Measure.Median(Enumerable.Range(0, 3).Select(_ => Measure.Time(() => evaluate(batches, generator)))) / 1e3;
    }
}

// Constrained training on data with a known rate-distortion function meets the constraint at the best value of the other term.

using Hvae.Data;
using Hvae.Metrics.RateDistortion;
using Hvae.Objectives;
using Hvae.Tests.Data;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Objectives;

public sealed class ConstrainedTrainingTests
{
    private const double Rate = 0.2;
    private static readonly double[] Variances = [.. Enumerable.Range(1, 8).Select(i => 0.3 * Math.Pow(i, -1.5))];
    private static readonly GaussianRateDistortion Source = new(Variances);
    private static readonly double Slope = (Source.DistortionAt(Rate - 1e-4) - Source.DistortionAt(Rate + 1e-4)) / 2e-4;

    /// <summary>The realised rate is within 5 % of the target, and the distortion at most 3 % above the optimum δ*(τ).</summary>
    [Fact]
    public void A_rate_targeted_training_ends_on_the_rate_distortion_function()
    {
        var (rate, distortion, multiplier) =
            Train(new(BoundedTerm.Rate, Rate) { Multiplier = LagrangeSettings.ForShortRuns(Slope, Rate) });

        Assert.InRange(rate, 0.95 * Rate, 1.05 * Rate);
        Assert.InRange(distortion / Source.DistortionAt(rate), 0.9999, 1.03);
        Assert.InRange(multiplier / Slope, 0.9, 1.1);
    }

    /// <summary>
    /// The realised distortion is at most 2 % above the target, from an initial multiplier of 1 that does not depend on the data.
    /// </summary>
    [Fact]
    public void A_distortion_targeted_training_ends_on_the_rate_distortion_function()
    {
        var target = Source.DistortionAt(Rate);

        var (rate, distortion, multiplier) =
            Train(new(BoundedTerm.Distortion, target) { Multiplier = LagrangeSettings.ForShortRuns(1, target) });

        Assert.InRange(distortion / target, 0.95, 1.02);
        Assert.InRange(distortion / Source.DistortionAt(rate), 0.9999, 1.01);
        Assert.InRange(multiplier * Slope, 0.9, 1.1);
    }

    /// <summary>A target that costs nothing: the multiplier falls to its lowest value.</summary>
    [Fact]
    public void A_constraint_that_does_not_bind_loses_its_multiplier()
    {
        var (rate, distortion, multiplier) =
            Train(new(BoundedTerm.Distortion, 2 * Source.Variance) { Multiplier = LagrangeSettings.ForShortRuns(1, Source.Variance) });

        Assert.Equal(0.001, multiplier, 1e-4);
        Assert.InRange(rate, 0, 0.01);
        Assert.True(distortion < 2 * Source.Variance);
    }

    private static (double Rate, double Distortion, double Multiplier) Train(ConstrainedObjective objective)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var data = new DataCatalog(new DataOptions { Folder = folder.Path, CacheFolder = folder.Path, Offline = true })
            .Open("mnist-standin");
        using var images = new ImageBatches(data.Train, 1280, binarised: false, CPU);
        using var model = new LinearVae(Variances);
        var multiplier = objective.StartMultiplier();
        var settings = new TrainingSettings(Epochs: 300, BatchSize: 128, LearningRate: 3e-3, Seed: 1) { AverageDecay = 0.99 };

        var log = new Trainer(model, objective.For((batch, noise) => model.Pass(batch.Images.shape[0], noise), multiplier), images,
            settings, CPU)
        { Multiplier = multiplier }.Run();

        var (rate, distortion) = model.Expected();
        Assert.Equal(objective.Target, log[^1].Terms["target"], 1e-9);
        return (rate, distortion, log.TakeLast(30).Average(epoch => epoch.Terms["multiplier"]));
    }
}

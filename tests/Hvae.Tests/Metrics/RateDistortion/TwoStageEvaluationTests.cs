// The evaluation of two stages: the bound is that of the objective for any batches, and the error is that of the first stage.

using Hvae.Data;
using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Tests.Data;
using Hvae.Tests.Models;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.RateDistortion;

public sealed class TwoStageEvaluationTests : IDisposable
{
    private const int Count = 5;
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();
    private readonly ImageSet drawn = MadeImages.Brightening(SmallVdvae.Configuration.Image, Count);
    private readonly ImageBatches images;
    private readonly TwoStageVdvae model = Model();

    public TwoStageEvaluationTests() => images = new(drawn, Count, binarised: false, CPU);

    public void Dispose()
    {
        model.Dispose();
        images.Dispose();
        drawn.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void The_bound_is_the_joint_objective_in_bits()
    {
        using var nothing = no_grad();
        using var one = new Generator(4, CPU);
        using var other = new Generator(4, CPU);

        var scores = TwoStageEvaluation.Run(model, images, Count, one);
        var pass = model.Pass(images.Range(0, Count), LatentRules.Sampled(other));
        var loss = TwoStageObjective.Evaluate(pass, model, images.Range(0, Count)).Loss.item<float>();

        Assert.Equal(loss / Math.Log(2), scores.BitsPerDimension().Average(), 1e-5);
        var expected = (pass.First.Output - model.First.Targets(images.Range(0, Count))).square().mean().item<float>();
        Assert.Equal(expected, scores.First.SquaredErrors.Average(), 1e-5);
    }

    /// <summary>The last batch is smaller than the others.</summary>
    [Fact]
    public void Every_number_is_that_of_its_image_in_passes_over_the_same_batches()
    {
        using var nothing = no_grad();
        using var one = new Generator(4, CPU);
        using var other = new Generator(4, CPU);

        var scores = TwoStageEvaluation.Run(model, images, batchSize: 2, one);

        Tensor[] batches = [images.Range(0, 2), images.Range(2, 2), images.Range(4, 1)];
        var passes = batches.Select(batch => (Images: batch, Pass: model.Pass(batch, LatentRules.Sampled(other)))).ToList();
        var dimensions = SmallVdvae.Configuration.Image.Size;
        AssertPerImage(scores.FirstRates, passes.Select(batch => batch.Pass.First.Rate() / dimensions));
        AssertPerImage(scores.SecondRates, passes.Select(batch => batch.Pass.Second.Rate() / dimensions));
        AssertPerImage(scores.Distortions, passes.Select(
            batch => model.Second.Head.Distortion(batch.Pass.Second.Output, model.Second.Targets(batch.Images)) / dimensions));
        AssertPerImage(scores.First.SquaredErrors,
            passes.Select(batch => (batch.Pass.First.Output - model.First.Targets(batch.Images)).square().mean([1L, 2L, 3L])));
    }

    /// <summary>A single image is its own mean.</summary>
    [Fact]
    public void Rates_of_the_blocks_of_both_stages_come_in_the_order_of_generation_and_add_up()
    {
        using var nothing = no_grad();
        using var noise = new Generator(4, CPU);
        using var partial = Model(latents: 4);
        using var single = new ImageBatches(drawn, 1, binarised: false, CPU);

        var scores = TwoStageEvaluation.Run(partial, images, batchSize: 2, noise);
        noise.manual_seed(4);
        var ofSingle = TwoStageEvaluation.Run(partial, single, batchSize: 2, noise);

        Assert.Equal(scores.FirstRates.Average(), scores.FirstBlocks.Sum(), 1e-6);
        Assert.Equal(scores.SecondRates.Average(), scores.SecondBlocks.Sum(), 1e-6);
        var cumulative = scores.Cumulative();
        Assert.Equal(4 + 9, cumulative.Count);
        Assert.Equal([.. scores.FirstBlocks, .. scores.SecondBlocks], cumulative.Blocks);
        Assert.Empty(cumulative.Falls(tolerance: 1e-6));
        noise.manual_seed(4);
        var rates = partial.Pass(single.Range(0, 1), LatentRules.Sampled(noise)).Second.Rates();
        Assert.Equal(rates.Select(rate => rate.item<float>() / (3.0 * 32 * 32)), ofSingle.SecondBlocks, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    private static TwoStageVdvae Model(int? latents = null) => SmallVdvae.Shaken(new TwoStageVdvae(
        SmallVdvae.Configuration with { Mixtures = 0, LatentBlocks = latents }, SmallVdvae.Configuration with { IsConditional = true }));

    /// <summary>Numbers of two images differ by much more than rounding, so none can be taken for another.</summary>
    private static void AssertPerImage(IReadOnlyList<double> actual, IEnumerable<Tensor> expected)
    {
        const double rounding = 1e-6;
        var numbers = cat([.. expected], 0).to(ScalarType.Float64).data<double>().ToArray();
        Assert.Equal(Count, actual.Count);
        foreach (var (one, other) in numbers.Zip(actual)) Assert.Equal(one, other, rounding * one);
        var ordered = numbers.Order().ToArray();
        foreach (var (smaller, larger) in ordered.Zip(ordered.Skip(1)))
            Assert.True(larger - smaller > 10 * rounding * larger, $"{smaller} and {larger} are too close.");
    }
}

// Samples are scored by the paper's protocol: means of p(x|z1), unchanged, in order, batch by batch.

using Hvae.Classifiers;
using Hvae.Metrics;
using Hvae.Models;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics;

public sealed class SampleEvaluationTests : IDisposable
{
    private static readonly SampleSettings Few = new(Samples: 10, Batch: 4, Splits: 2);

    private readonly Ghvae model = new(GhvaeConfiguration.Binary28);
    private readonly ImageClassifier classifier = ClassifierNetwork.Create("small-cnn", GhvaeConfiguration.Binary28.Image, 10);

    public SampleEvaluationTests()
    {
        using var generator = new Generator(3, CPU);
        Initialisation.Draw(model, generator);
        Initialisation.Draw(classifier, generator);
    }

    public void Dispose()
    {
        model.Dispose();
        classifier.Dispose();
    }

    [Fact]
    public void The_score_is_that_of_the_models_samples_as_they_are()
    {
        var score = Judge(seed: 6);

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var noise = new Generator(6, CPU);
        var probabilities = new double[10, 10];
        var row = 0;
        foreach (var count in new[] { 4, 4, 2 })
        {
            var images = model.Sample(count, noise);
            Assert.True(images.gt(0).bitwise_and(images.lt(1)).all().item<bool>(), "means of binary pixels are not rounded");
            var values = classifier.LogProbabilities(images, DropoutRules.Off).to(ScalarType.Float64).exp();
            for (var i = 0; i < count; i++, row++)
            {
                for (var y = 0; y < 10; y++) probabilities[row, y] = values[i, y].item<double>();
            }
        }

        Assert.Equal(InceptionScore.Of(probabilities, 2).Splits, score.Splits);
        Assert.True(score.Score > 1);
    }

    [Fact]
    public void The_same_noise_gives_the_same_score_and_other_noise_another()
    {
        Assert.Equal(Judge(seed: 6).Splits, Judge(seed: 6).Splits);
        Assert.NotEqual(Judge(seed: 6).Splits, Judge(seed: 7).Splits);
    }

    [Fact]
    public void Both_networks_are_judged_in_evaluation_mode_and_left_as_they_were()
    {
        model.train();
        classifier.train();
        var before = classifier.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());

        Judge(seed: 6);

        Assert.False(model.training);
        Assert.False(classifier.training);
        Assert.All(classifier.state_dict(), entry => Assert.True(entry.Value.eq(before[entry.Key]).all().item<bool>(), entry.Key));
        foreach (var tensor in before.Values) tensor.Dispose();
    }

    [Fact]
    public void Progress_counts_samples_and_cancelling_stops_between_two_batches()
    {
        using var stop = new CancellationTokenSource();
        var done = new List<int>();
        var progress = new SampleWatch(count =>
        {
            done.Add(count);
            if (count == 8) stop.Cancel();
        });

        Judge(seed: 6, new SampleWatch(done.Add));
        Assert.Equal([4, 8, 10], done);
        done.Clear();
        Assert.Throws<OperationCanceledException>(() => Judge(seed: 6, progress, stop.Token));
        Assert.Equal([4, 8], done);
    }

    [Fact]
    public void A_classifier_of_other_images_is_refused()
    {
        using var colour = ClassifierNetwork.Create("small-cnn", GhvaeConfiguration.Colour32.Image, 10);
        using var noise = new Generator(6, CPU);
        var error = Assert.Throws<ArgumentException>(() => SampleEvaluation.Run(model, colour, Few, noise));
        Assert.Contains("1x28x28", error.Message, StringComparison.Ordinal);
    }

    private InceptionScore Judge(ulong seed, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        using var noise = new Generator(seed, CPU);
        return SampleEvaluation.Run(model, classifier, Few, noise, progress, cancellation);
    }

    private sealed class SampleWatch(Action<int> watch) : IProgress<int>
    {
        public void Report(int value) => watch(value);
    }
}

// Classifiers learn from images drawn for the purpose, and an interrupted training goes on bit for bit.

using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Models;
using Hvae.Tests.Training;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Classifiers;

public sealed class ClassificationObjectiveTests : IDisposable
{
    private const long Seed = 4;
    private readonly string folder = Directory.CreateTempSubdirectory("hvae-objective-").FullName;
    private readonly DataSet data;

    public ClassificationObjectiveTests() =>
        data = new DataCatalog(new DataOptions { Folder = folder, CacheFolder = folder, Offline = true }).Open("mnist-standin");

    public void Dispose()
    {
        data.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_small_network_learns_to_tell_digits_apart()
    {
        using var train = new ImageBatches(data.Train, 2000, data.IsBinarised, CPU);
        using var test = new ImageBatches(data.Test, 500, data.IsBinarised, CPU);
        using var classifier = Drawn(new SmallCnn(data.Shape, data.Classes));
        var settings = new TrainingSettings(Epochs: 3, BatchSize: 50, LearningRate: 3e-3, Seed);
        var before = ClassifierEvaluation.Run(classifier, test, 200);

        var log = new Trainer(classifier, new ClassificationObjective(Augmentation.None).For(classifier), train, settings, CPU).Run();

        var after = ClassifierEvaluation.Run(classifier, test, 200);
        Assert.True(before.Accuracy < 0.3, $"{before}");
        Assert.True(after.Accuracy > 0.8, $"{after}");
        Assert.True(after.NegativeLogLikelihood < before.NegativeLogLikelihood / 2, $"{before} {after}");
        Assert.True(log[^1].Terms["accuracy"] > log[0].Terms["accuracy"]);
    }

    [Fact]
    public void Evaluation_counts_every_image_once_whatever_the_batches()
    {
        using var test = new ImageBatches(data.Test, 50, data.IsBinarised, CPU);
        using var classifier = Drawn(new SmallCnn(data.Shape, data.Classes));

        var (whole, parts) = (ClassifierEvaluation.Run(classifier, test, 50), ClassifierEvaluation.Run(classifier, test, 16));

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var likeliest = classifier.LogProbabilities(test.Range(0, 50), DropoutRules.Off).argmax(1);
        Assert.Equal(likeliest.eq(test.Labels(0, 50)).sum().item<long>() / 50.0, whole.Accuracy, 1e-12);
        Assert.Equal(whole.Accuracy, parts.Accuracy, 1e-12);
        Assert.Equal(whole.NegativeLogLikelihood, parts.NegativeLogLikelihood, 1e-5);
        Assert.Equal((50, 50), (whole.Count, parts.Count));
    }

    [Fact]
    public void Interrupted_after_any_step_and_resumed_gives_the_same_bits()
    {
        using var images = new ImageBatches(data.Train, 40, data.IsBinarised, CPU);
        var recipe = ClassifierRecipe.Cifar10 with { Epochs = 2, BatchSize = 16 };
        var settings = recipe.Settings(Seed);
        using var whole = Drawn(new ToyClassifier());
        Trainer(whole, null, null).Run();

        for (var after = 1; after < settings.Epochs * settings.StepsPerEpoch(images.Count); after++)
        {
            var checkpoint = new CheckpointPlan(Path.Combine(folder, $"checkpoint-{after}"), "toy", TimeSpan.MaxValue, TimeProvider.System);
            using var stop = new CancellationTokenSource();
            using (var interrupted = Drawn(new ToyClassifier()))
            {
                var last = after;
                Assert.Throws<OperationCanceledException>(
                    () => Trainer(interrupted, checkpoint, new StepWatch(step => { if (step == last) stop.Cancel(); })).Run(stop.Token));
            }

            using var resumed = Drawn(new ToyClassifier());
            Trainer(resumed, checkpoint, null).Run();
            Assert.Equal(Bits(whole), Bits(resumed));
        }

        Trainer Trainer(ImageClassifier classifier, CheckpointPlan? checkpoints, StepWatch? progress) =>
            new(classifier, new ClassificationObjective(recipe.Augmentation).For(classifier), images, settings,
                CPU)
            { Checkpoints = checkpoints, Progress = progress };
    }

    private static T Drawn<T>(T classifier)
        where T : ImageClassifier
    {
        using var initialisation = new Randomness(Seed).For("initialisation", CPU);
        Initialisation.Draw(classifier, initialisation);
        return classifier;
    }

    /// <summary>All parameters and running statistics.</summary>
    private static byte[] Bits(ImageClassifier classifier) =>
        [.. classifier.state_dict().Values.SelectMany(tensor => tensor.detach().contiguous().bytes.ToArray())];
}

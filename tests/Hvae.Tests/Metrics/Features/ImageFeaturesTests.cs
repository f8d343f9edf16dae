// The features that need no FID weights: the rule that chooses them, their names, and their computation.

using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Metrics.Features;
using Hvae.Metrics.Perceptual;
using Hvae.Models;
using Hvae.Pretrained;
using Hvae.Tests.Data;
using Hvae.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.Features;

public sealed class ImageFeaturesTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Without_any_weights_a_labelled_set_has_its_classifier_and_another_random_features()
    {
        using var labelled = Best(() => new SmallCnn(new ImageShape(3, 32, 32)));
        using var unlabelled = Best(classifier: null);

        Assert.Equal("Fréchet distance of classifier features", labelled.DistanceName);
        Assert.Equal("Fréchet distance of random features", unlabelled.DistanceName);
    }

    [Fact]
    public void SqueezeNets_weights_go_before_random_ones()
    {
        var network = LpipsNetwork.Squeeze.Make();
        Pattern.Fill(network);
        Directory.CreateDirectory(folder["weights"]);
        new SafetensorsFile(network.state_dict(), new Dictionary<string, string>())
            .Write(folder["weights", LpipsNetwork.Squeeze.Features.FileNames[1]]);

        using var features = Best(classifier: null);

        Assert.Equal("Fréchet distance of SqueezeNet features (unofficial weights)", features.DistanceName);
        var images = Pattern.Images(1, 1, 3, 64, 64).to(ScalarType.Float32);
        var expected = network.Layers(ImageNetScaling.Of(images))[^1].mean([2L, 3L]);
        Assert.Equal(expected.data<float>().ToArray(), features.Of(images).data<float>().ToArray());
    }

    [Fact]
    public void Random_features_are_the_same_each_time_and_of_a_size_that_depth_does_not_shrink()
    {
        var images = Pattern.Images(1, 2, 3, 64, 64).to(ScalarType.Float32);
        using var one = SqueezeNetFeatures.Random(CPU);
        using var two = SqueezeNetFeatures.Random(CPU);

        var features = one.Of(images);

        Assert.Equal([2L, one.Dimensions], features.shape);
        Assert.Equal(features.data<float>().ToArray(), two.Of(images).data<float>().ToArray());
        Assert.InRange(features.std().item<float>(), 0.01, 10);
    }

    [Theory]
    [InlineData("mnist-cnn", 1, 28, 128)]
    [InlineData("resnet18", 3, 32, 512)]
    [InlineData("resnet18-narrow", 3, 32, 128)]
    [InlineData("densenet121", 3, 32, 1024)]
    [InlineData("small-cnn", 3, 32, 1024)]
    [InlineData("small-cnn", 1, 28, 576)]
    public void A_classifiers_features_are_what_its_last_layer_sees(string network, int channels, int side, int dimensions)
    {
        var classifier = ClassifierNetwork.Create(network, new ImageShape(channels, side, side), 10);
        using (var generator = new Generator(1, CPU)) Initialisation.Draw(classifier, generator);
        using var features = new ClassifierFeatures(classifier);
        var images = Pattern.Images(1, 2, channels, side, side).to(ScalarType.Float32);

        var seen = features.Of(images);

        var (weight, bias) = classifier.parameters().TakeLast(2)
            .ToArray() is [var w, var b] ? (w, b) : throw new InvalidOperationException();
        Assert.Equal(dimensions, features.Dimensions);
        Assert.Equal([2L, dimensions], seen.shape);
        var logits = seen.matmul(weight.t()) + bias;
        var expected = classifier.LogProbabilities(images, DropoutRules.Off);
        Assert.True(nn.functional.log_softmax(logits, 1).sub(expected).abs().max().item<float>() < 1e-5);
    }

    private IImageFeatures Best(Func<ImageClassifier>? classifier)
    {
        var weights = new PretrainedFolder(folder.Path);
        return ImageFeatures.Load(ImageFeatures.Choose(weights, classifier is not null), weights, classifier, CPU);
    }
}

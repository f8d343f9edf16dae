// The networks have the sizes of the published ones, are found by name, and are initialised as in PyTorch.

using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Models;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Classifiers;

public sealed class ClassifierNetworkTests
{
    private static readonly ImageShape Grey = new(1, 28, 28);
    private static readonly ImageShape Colour = new(3, 32, 32);

    [Fact]
    public void The_MNIST_network_has_1199882_parameters()
    {
        Assert.Equal(1_199_882, Convolution(1, 32, 3) + 32 + Convolution(32, 64, 3) + 64 + Linear(64 * 12 * 12, 128) + Linear(128, 10));
        AssertParameters(1_199_882, "mnist-cnn", Grey);
    }

    [Theory]
    [InlineData("resnet18", 64, 11_173_962)]
    [InlineData("resnet18-narrow", 16, 701_466)]
    public void ResNet_18_has_the_parameters_of_its_width(string name, int width, int parameters)
    {
        var expected = Convolution(3, width, 3) + Norm(width) + Linear(8 * width, 10);
        foreach (var (from, to) in new[] { (1, 1), (1, 1), (1, 2), (2, 2), (2, 4), (4, 4), (4, 8), (8, 8) }
            .Select(block => (block.Item1 * width, block.Item2 * width)))
        {
            expected += Convolution(from, to, 3) + Norm(to) + Convolution(to, to, 3) + Norm(to);
            if (from != to) expected += Convolution(from, to, 1) + Norm(to);
        }

        Assert.Equal(parameters, expected);
        AssertParameters(parameters, name, Colour);
    }

    [Fact]
    public void DenseNet_121_has_6956298_parameters()
    {
        var (expected, channels) = (Convolution(3, 64, 3), 64);
        foreach (var layers in new[] { 6, 12, 24, 16 })
        {
            if (channels > 64)
            {
                expected += Norm(channels) + Convolution(channels, channels / 2, 1);
                channels /= 2;
            }

            for (var layer = 0; layer < layers; layer++, channels += 32)
                expected += Norm(channels) + Convolution(channels, 128, 1) + Norm(128) + Convolution(128, 32, 3);
        }

        Assert.Equal(6_956_298, expected + Norm(channels) + Linear(channels, 10));
        AssertParameters(6_956_298, "densenet121", Colour);
    }

    [Fact]
    public void The_small_network_has_the_parameters_that_it_says()
    {
        AssertParameters(47_210, "small-cnn", Grey);
        AssertParameters(52_202, "small-cnn", Colour);
    }

    [Theory]
    [InlineData("mnist-cnn", 1, 28)]
    [InlineData("resnet18", 3, 32)]
    [InlineData("resnet18-narrow", 3, 32)]
    [InlineData("densenet121", 3, 32)]
    [InlineData("small-cnn", 1, 28)]
    [InlineData("small-cnn", 3, 32)]
    public void Every_image_gets_a_distribution_over_the_classes(string name, int channels, int side)
    {
        using var scope = NewDisposeScope();
        using var classifier = Initialised(name, new ImageShape(channels, side, side), 7);
        classifier.eval();
        using var generator = new Generator(1, CPU);

        var probabilities = classifier.LogProbabilities(rand([2, channels, side, side], generator: generator), DropoutRules.Off).exp();

        Assert.Equal([2L, 7L], probabilities.shape);
        Assert.All(probabilities.sum(1).data<float>().ToArray(), sum => Assert.Equal(1, sum, 1e-5f));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_names_that_there_are()
    {
        var nearby = Assert.Throws<UnknownClassifierException>(() => ClassifierNetwork.Create("resnet-18", Colour, 10));
        Assert.Contains("'resnet18'", nearby.Message, StringComparison.Ordinal);
        var far = Assert.Throws<UnknownClassifierException>(() => ClassifierNetwork.Create("transformer", Colour, 10));
        Assert.All(ClassifierNetwork.All, network => Assert.Contains(network.Name, far.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Images_of_a_wrong_shape_are_answered_with_the_networks_that_take_them()
    {
        var error = Assert.Throws<UnknownClassifierException>(() => ClassifierNetwork.Create("densenet121", Grey, 10));
        Assert.Contains("not of 1x28x28; for these use mnist-cnn or small-cnn", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalisations_start_by_changing_nothing_and_convolutions_within_their_bound()
    {
        using var classifier = Initialised("small-cnn", Colour, 10);
        foreach (var (name, parameter) in classifier.named_parameters())
        {
            var values = parameter.detach().contiguous().data<float>().ToArray();
            if (parameter.Dimensions > 1)
                Assert.All(values, value => Assert.True(Math.Abs(value) <= Math.Sqrt((double)parameter.shape[0] / parameter.numel())));
            else if (name.Contains("norm.weight", StringComparison.Ordinal)) Assert.All(values, value => Assert.Equal(1, value));
            else if (name.Contains("norm.bias", StringComparison.Ordinal)) Assert.All(values, value => Assert.Equal(0, value));
        }

        foreach (var norm in classifier.modules().OfType<BatchNorm2d>())
        {
            Assert.All(norm.running_mean!.data<float>().ToArray(), value => Assert.Equal(0, value));
            Assert.All(norm.running_var!.data<float>().ToArray(), value => Assert.Equal(1, value));
        }
    }

    [Fact]
    public void Initialisation_puts_statistics_of_a_used_network_back()
    {
        using var scope = NewDisposeScope();
        using var classifier = Initialised("small-cnn", Colour, 10);
        var fresh = classifier.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        classifier.train();
        classifier.LogProbabilities(ones(4, 3, 32, 32), DropoutRules.Off);
        using var generator = new Generator(5, CPU);
        Initialisation.Draw(classifier, generator);

        Assert.All(classifier.state_dict(), entry => Assert.True(entry.Value.eq(fresh[entry.Key]).all().item<bool>(), entry.Key));
    }

    private static ImageClassifier Initialised(string name, ImageShape image, int classes)
    {
        var classifier = ClassifierNetwork.Create(name, image, classes);
        using var generator = new Generator(5, CPU);
        Initialisation.Draw(classifier, generator);
        return classifier;
    }

    private static void AssertParameters(long expected, string name, ImageShape image)
    {
        using var classifier = ClassifierNetwork.Create(name, image, 10);
        Assert.Equal(expected, LayerText.Parameters(classifier));
    }

    private static int Convolution(int from, int to, int kernel) => from * to * kernel * kernel;

    private static int Norm(int channels) => 2 * channels;

    private static int Linear(int from, int to) => (from + 1) * to;
}

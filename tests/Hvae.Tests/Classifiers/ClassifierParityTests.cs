// Our classifiers compute every number that PyTorch computes, from the same parameters, images and dropout masks.

using Hvae.Classifiers;
using Hvae.Models;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Classifiers;

public sealed class ClassifierParityTests
{
    private const double ValueTolerance = 1e-9;
    private const double GradientTolerance = 1e-7;

    public static TheoryData<int, string> Cases()
    {
        var data = new TheoryData<int, string>();
        foreach (var (index, reference) in ClassifierReference.Load().Index())
            data.Add(index, $"{reference.Network} {string.Join('x', reference.Image)}");
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Log_probabilities_in_evaluation_are_PyTorchs(int index, string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var reference = ClassifierReference.Load()[index];
        using var classifier = reference.Classifier();
        classifier.eval();

        AssertClose(reference.LogProbabilitiesInEvaluation, classifier.LogProbabilities(reference.ImagesTensor(), DropoutRules.Off), name);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_gradients_and_running_statistics_in_training_are_PyTorchs(int index, string name)
    {
        using var scope = NewDisposeScope();
        var reference = ClassifierReference.Load()[index];
        using var classifier = reference.Classifier();
        classifier.train();

        var logProbabilities = classifier.LogProbabilities(reference.ImagesTensor(), ClassifierReference.Dropout());
        var loss = nn.functional.nll_loss(logProbabilities, ClassifierReference.Labels());
        loss.backward();

        AssertClose(reference.LogProbabilitiesInTraining, logProbabilities, name);
        AssertClose(reference.Loss, loss.item<double>(), ValueTolerance, $"{name} loss");
        AssertClose(reference.RunningMeanNorm, NormOfBuffers(classifier, "running_mean"), ValueTolerance, $"{name} running means");
        AssertClose(reference.RunningVarNorm, NormOfBuffers(classifier, "running_var"), ValueTolerance, $"{name} running variances");
        Assert.Equal(reference.Parameters, LayerText.Parameters(classifier));
        Assert.Equal(reference.GradientNormAndFirst.Length, classifier.named_parameters().Count());
        foreach (var ((parameterName, parameter), expected) in classifier.named_parameters().Zip(reference.GradientNormAndFirst))
        {
            AssertClose(expected[0], parameter.grad!.square().sum().sqrt().item<double>(), GradientTolerance,
                $"{name} norm of the gradient of {parameterName}");
            AssertClose(expected[1], parameter.grad!.flatten()[0].item<double>(), GradientTolerance,
                $"{name} first gradient of {parameterName}", atLeast: 1e-3 * expected[0]);
        }
    }

    private static double NormOfBuffers(ImageClassifier classifier, string ending) =>
        Math.Sqrt(classifier.named_buffers().Where(entry => entry.name.EndsWith(ending, StringComparison.Ordinal))
            .Sum(entry => entry.buffer.square().sum().item<double>()));

    private static void AssertClose(double[][] expected, Tensor actual, string what)
    {
        Assert.Equal([expected.Length, expected[0].Length], actual.shape);
        foreach (var ((e, a), i) in expected.SelectMany(row => row).Zip(actual.detach().contiguous().data<double>().ToArray())
            .Zip(Enumerable.Range(0, 1000)))
            AssertClose(e, a, ValueTolerance, $"{what} log-probability {i}");
    }

    private static void AssertClose(double expected, double actual, double relative, string what, double atLeast = 0)
    {
        var allowed = relative * Math.Max(Math.Abs(expected), atLeast);
        Assert.True(Math.Abs(expected - actual) <= allowed,
            $"{what}: PyTorch {expected:R}, ours {actual:R}, allowed difference {allowed:R}");
    }
}

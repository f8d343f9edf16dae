// The accuracy and the likelihood of a classifier on a set of images.

using Hvae.Classifiers;
using Hvae.Models;
using Hvae.Tests.Data;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Classifiers;

public sealed class ClassifierEvaluationTests
{
    [Fact]
    public void Evaluation_counts_every_image_once_whatever_the_batches()
    {
        using var test = StandInDigits.Test(50);
        using var classifier = new SmallCnn(StandInDigits.Data.Shape);
        using (var initialisation = new Generator(4, CPU)) Initialisation.Draw(classifier, initialisation);

        var (whole, parts) = (ClassifierEvaluation.Run(classifier, test, 50), ClassifierEvaluation.Run(classifier, test, 16));

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var likeliest = classifier.LogProbabilities(test.Range(0, 50), DropoutRules.Off).argmax(1);
        Assert.Equal(likeliest.eq(test.Labels(0, 50)).sum().item<long>() / 50.0, whole.Accuracy, 1e-12);
        Assert.Equal(whole.Accuracy, parts.Accuracy, 1e-12);
        Assert.Equal(whole.NegativeLogLikelihood, parts.NegativeLogLikelihood, 1e-5);
        Assert.Equal((50, 50), (whole.Count, parts.Count));
    }
}

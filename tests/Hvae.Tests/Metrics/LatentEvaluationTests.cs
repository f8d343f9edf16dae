// The whole evaluation of latents on small sets: its parts fit together, and nothing else affects it.

using Hvae.Metrics;
using Hvae.Metrics.Latents;
using Hvae.Models;
using Hvae.Tests.Data;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics;

public sealed class LatentEvaluationTests : IDisposable
{
    private const int Images = 183;
    private readonly ImageBatches images = StandInDigits.Test(Images);
    private readonly Ghvae model = new(GhvaeConfiguration.Binary28);

    public LatentEvaluationTests()
    {
        using var initialisation = new Generator(3, CPU);
        Initialisation.Draw(model, initialisation);
    }

    private long[] Labels => images.Labels(0, Images).data<long>().ToArray();

    public void Dispose()
    {
        model.Dispose();
        images.Dispose();
    }

    [Fact]
    public void Measures_the_latents_of_the_model()
    {
        var scores = Run();

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var sameNoise = new Generator(4, CPU);
        var y = images.Labels(0, Images);
        var sampled = LatentRules.Sampled(sameNoise);
        var pass = model.Pass(images.Range(0, Images), sampled);
        var sample = sampled(pass.PosteriorZ2);
        var (information, leaveOneOut) = MutualInformation.Estimate(pass.PosteriorZ2, sample, y);
        Assert.Equal(information.Nats, scores.MutualInformation.Nats, 1e-5);
        Assert.Equal(information.StandardError, scores.MutualInformation.StandardError, 1e-5);
        Assert.Equal(AccuracyBound.FromMutualInformation(scores.MutualInformation.Nats, Counts()), scores.AccuracyBound);
        Assert.Equal(leaveOneOut.Nats, scores.LeaveOneOut.Nats, 1e-5);
        Assert.Equal(
            AccuracyBound.FromMutualInformation(Math.Max(0, scores.LeaveOneOut.Nats), Counts()), scores.AccuracyBoundLeaveOneOut);
        Assert.Equal(
            AccuracyBound.FromMutualInformation(pass.RateZ2().mean().item<float>(), Counts()), scores.AccuracyBoundOfRate, 1e-5);
        Assert.Equal(36, scores.TestImages);
        AssertAccuracies(scores.Z2, pass.PosteriorZ2.Mean, y);
        AssertAccuracies(scores.Z1, pass.PosteriorZ1.Mean.flatten(1), y);
        var (x, labels, unseen, tested) = Parts(sample, y);
        Assert.Equal(Share(NearestNeighbours.Predict(x, labels, unseen), tested), scores.SampleZ2.NearestNeighbours);
        Assert.Equal(
            Share(SupportVectorMachine.Fit(x, labels, SvmKernel.Rbf(SvmKernel.ScaleGamma(x))).Predict(unseen), tested),
            scores.SampleZ2.RbfSvm);
    }

    [Fact]
    public void Has_the_same_result_again() => Assert.Equal(Run(), Run());

    [Fact]
    public void Tells_its_progress_and_stops_when_asked_to()
    {
        List<double> shares = [];
        Run(shares.Add);
        Assert.Equal(shares.Order(), shares);
        Assert.Equal(1, shares[^1], 1e-12);

        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run(_ => cancellation.Cancel(), cancellation.Token));
    }

    [Fact]
    public void Labels_have_to_fit()
    {
        using var noise = new Generator(4, CPU);

        Assert.Throws<ArgumentException>(() => LatentEvaluation.Run(model, images, 5, new(), noise));
    }

    [Fact]
    public void A_class_is_lacking_when_no_image_that_trains_the_classifiers_has_it()
    {
        using var scope = NewDisposeScope();
        long[] training = [.. LatentSplit.Of(Images).Train.data<long>()];

        Assert.Empty(LatentEvaluation.LackedClasses(images, 10));
        Assert.Equal([10, 11], LatentEvaluation.LackedClasses(images, 12));
        Assert.Equal(
            Enumerable.Range(0, 10).Except(training[..4].Select(index => (int)Labels[index])),
            images.LackedClasses(10, tensor(training[..4])));
    }

    [Fact]
    public void A_model_whose_latents_are_not_finite_is_refused()
    {
        using (no_grad()) model.parameters().First().fill_(double.NaN);

        Assert.Throws<ArithmeticException>(() => Run());
    }

    [Fact]
    public void No_two_deviations_share_an_id() =>
        Assert.Equal(Deviations.All.Count, Deviations.All.Select(deviation => deviation.Id).Distinct().Count());

    private LatentScores Run(Action<double>? progress = null, CancellationToken cancellation = default)
    {
        using var noise = new Generator(4, CPU);
        return LatentEvaluation.Run(model, images, 10, new(), noise, progress, cancellation);
    }

    private long[] Counts() => [.. Enumerable.Range(0, 10).Select(label => (long)Labels.Count(own => own == label))];

    private static void AssertAccuracies(ClassifierAccuracies accuracies, Tensor features, Tensor labels)
    {
        var (x, y, unseen, tested) = Parts(features, labels);
        Assert.Equal(Share(NearestNeighbours.Predict(x, y, unseen), tested), accuracies.NearestNeighbours);
        Assert.Equal(Share(LogisticRegression.Fit(x, y).Predict(unseen), tested), accuracies.LogisticRegression);
        Assert.Equal(Share(SupportVectorMachine.Fit(x, y, SvmKernel.Linear).Predict(unseen), tested), accuracies.LinearSvm);
        Assert.Equal(
            Share(SupportVectorMachine.Fit(x, y, SvmKernel.Rbf(SvmKernel.ScaleGamma(x))).Predict(unseen), tested), accuracies.RbfSvm);
    }

    /// <summary>Returns features and labels of the training images, and then of the test images.</summary>
    private static (Tensor X, Tensor Y, Tensor Unseen, Tensor Tested) Parts(Tensor features, Tensor labels)
    {
        var (train, test) = LatentSplit.Of(Images);
        var all = features.to(ScalarType.Float64);
        return (all.index_select(0, train), labels.index_select(0, train), all.index_select(0, test), labels.index_select(0, test));
    }

    private static double Share(Tensor predicted, Tensor labels) =>
        predicted.data<long>().ToArray().Zip(labels.data<long>().ToArray()).Average(pair => pair.First == pair.Second ? 1.0 : 0);
}

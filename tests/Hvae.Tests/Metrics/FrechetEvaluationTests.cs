// The distance between sets of images: 0 for equal ones, known for a shift, named after its features.

using Hvae.Metrics;
using Hvae.Metrics.Features;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics;

public sealed class FrechetEvaluationTests : IDisposable
{
    private const int Count = 40;

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly MeanColour features = new("mean colour");
    private readonly Tensor images;

    public FrechetEvaluationTests()
    {
        using var generator = new Generator(8, CPU);
        images = rand([Count, 3, 4, 4], generator: generator);
    }

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Equal_sets_have_no_distance()
    {
        var score = FrechetEvaluation.Between(features, Statistics(images, 16), Statistics(images, 7));

        Assert.Equal(0, score.Distance, 1e-9);
        Assert.Equal(("toy distance", "mean colour", (long)Count, (long)Count),
            (score.Name, score.Features, score.References, score.Samples));
        Assert.Empty(score.Notes);
    }

    [Fact]
    public void A_shift_of_every_feature_costs_its_square()
    {
        var score = FrechetEvaluation.Between(features, Statistics(images, 16), Statistics(images + 0.25, 16));

        Assert.Equal(3 * 0.0625, score.Distance, 1e-6);
    }

    [Fact]
    public void Each_sample_is_asked_for_once()
    {
        var asked = new List<int>();

        FrechetEvaluation.Statistics(features, 10, 4, count =>
        {
            asked.Add(count);
            return images.narrow(0, 0, count);
        });

        Assert.Equal([4, 4, 2], asked);
    }

    [Fact]
    public void Too_few_images_are_noted()
    {
        var few = Statistics(images.narrow(0, 0, 3), 2);

        var note = Assert.Single(FrechetEvaluation.Between(features, Statistics(images, 16), few).Notes);

        Assert.Contains("only 3 samples for 3 features", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Sets_that_other_features_saw_are_refused()
    {
        using var others = new MeanColour("median colour");
        var (own, foreign) = (Statistics(images, 16), FrechetEvaluation.Statistics(others, Count, Count, _ => images));

        Assert.Equal("references", Assert.Throws<ArgumentException>(() => FrechetEvaluation.Between(features, foreign, own)).ParamName);
        var error = Assert.Throws<ArgumentException>(() => FrechetEvaluation.Between(features, own, foreign));
        Assert.Equal("samples", error.ParamName);
        Assert.Contains("median colour, not of mean colour", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FrechetEvaluation.Between(features, own, FeatureStatistics.Of(images.mean([2L, 3L]))));
    }

    private FeatureStatistics Statistics(Tensor set, int batch)
    {
        var start = 0;
        return FrechetEvaluation.Statistics(features, (int)set.shape[0], batch, count => set.narrow(0, (start += count) - count, count));
    }

    private sealed class MeanColour(string name) : IImageFeatures
    {
        public string Name => name;

        public string DistanceName => "toy distance";

        public int Dimensions => 3;

        public Tensor Of(Tensor images) => images.mean([2L, 3L]);

        public void Dispose()
        {
        }
    }
}

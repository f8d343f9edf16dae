// Evaluations of a model and of decoders of its latents, compared with passes over the same batches with the same noise.

using Hvae.Data;
using Hvae.Metrics.Perceptual;
using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Tests.Data;
using Hvae.Tests.Models;
using Hvae.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.RateDistortion;

public sealed class CodingEvaluationTests : IDisposable
{
    private const int Count = 5;
    private const int BatchSize = 2;
    private const int Latents = 3;
    private const ulong Seed = 4;
    private static readonly ImageShape Shape = SmallVdvae.Configuration.Image;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly ImageSet drawn = MadeImages.Brightening(Shape, Count);
    private readonly ImageBatches images;
    private readonly Generator noise = new(Seed, CPU);
    private readonly Generator sameNoise = new(Seed, CPU);

    public CodingEvaluationTests() => images = new(drawn, Count, binarised: false, CPU);

    /// <summary>Batches of images, of which the last is smaller than the others.</summary>
    private IEnumerable<Tensor> Batches => [images.Range(0, BatchSize), images.Range(BatchSize, BatchSize), images.Range(2 * BatchSize, 1)];

    public void Dispose()
    {
        noise.Dispose();
        sameNoise.Dispose();
        images.Dispose();
        drawn.Dispose();
        scope.Dispose();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public void Rates_and_distortions_are_means_over_images_whatever_the_batches(int mixtures)
    {
        using var noGradient = no_grad();
        using var model = SmallVdvae.Trained(SmallVdvae.Configuration with { Mixtures = mixtures });

        var scores = CodingEvaluation.Run(model, images, BatchSize, noise);

        var passes = Batches.Select(batch => (Targets: model.Targets(batch), Pass: model.Pass(batch, LatentRules.Sampled(sameNoise))))
            .ToList();
        var rates = cat([.. passes.Select(one => stack([.. one.Pass.Rates()], 1))], 0).to(ScalarType.Float64) / Shape.Size;
        AssertClose(rates.mean([0L]), scores.Rates, 1e-12);
        AssertClose(rates.cumsum(1).var(0L).sqrt() / Math.Sqrt(Count), scores.CumulativeErrors, 1e-9);
        var distortions = cat([.. passes.Select(one => model.Head.Distortion(one.Pass.Output, one.Targets))], 0).to(
            ScalarType.Float64) / Shape.Size;
        Assert.Equal(distortions.mean().item<double>(), scores.Distortion, 1e-9);
        var means = cat([.. passes.Select(one => model.Head.Mean(one.Pass.Output))], 0);
        AssertClose((means - cat([.. passes.Select(one => one.Targets)], 0)).square().mean([1L, 2L, 3L]),
            scores.Reconstruction.SquaredErrors, 1e-6);
        Assert.Equal(Count, scores.Reconstruction.DetailShares.Count);
        Assert.All(scores.CumulativeErrors, error => Assert.True(error > 0));
        Assert.Equal(scores.Rates.Sum(), scores.Cumulative()[model.LatentShapes.Count], 1e-12);
    }

    [Fact]
    public void One_image_has_no_spread()
    {
        using var model = SmallVdvae.Trained(SmallVdvae.Configuration);
        using var one = new ImageBatches(drawn, 1, binarised: false, CPU);

        var scores = CodingEvaluation.Run(model, one, BatchSize, noise);

        Assert.Equal(Enumerable.Repeat(0.0, model.LatentShapes.Count), scores.CumulativeErrors);
        Assert.Single(scores.Reconstruction.SquaredErrors);
    }

    [Fact]
    public void A_decoder_is_judged_by_what_it_is_fitted_to()
    {
        using var noGradient = no_grad();
        using var model = SmallVdvae.Trained(SmallVdvae.Configuration);
        using var decoder = Decoder(model);

        var reconstruction = DecoderEvaluation.Run(decoder, model, images, BatchSize, noise);

        var fit = DecoderFit.Of(decoder, model);
        var distortion = Batches.Sum(batch => batch.shape[0] * fit.Distortion(batch, sameNoise).item<float>()) / Count;
        Assert.Equal(Count, reconstruction.SquaredErrors.Count);
        Assert.Equal(distortion, reconstruction.SquaredErrors.Average(), 1e-6);
    }

    [Fact]
    public void Both_distances_of_an_image_are_those_of_one_reconstruction()
    {
        using var noGradient = no_grad();
        using var model = SmallVdvae.Trained(SmallVdvae.Configuration);
        using var decoder = Decoder(model);
        using var lpips = PatternedLpips();

        var scores = PerceptualEvaluation.Run(decoder, model, lpips, images, BatchSize, noise);

        var outputs = cat([.. Batches.Select(batch => decoder.Decode(model.Encode(batch, LatentRules.Sampled(sameNoise), Latents)))], 0);
        var all = images.Range(0, Count);
        Assert.True(outputs.abs().max().item<float>() > 1); // Some outputs are above 1, so clamping matters.
        AssertClose((outputs - ((all * 2) - 1)).square().mean([1L, 2L, 3L]), scores.SquaredErrors, 1e-6);
        AssertClose(lpips.Distance(all, ((outputs + 1) / 2).clamp(0, 1)), scores.PerceptualDistances, 1e-6);
        Assert.Equal(lpips.Name, scores.Name);

        using var again = new Generator(Seed, CPU);
        Assert.Equal(DecoderEvaluation.Run(decoder, model, images, BatchSize, again).SquaredErrors, scores.SquaredErrors);
    }

    [Fact]
    public void Detail_is_what_is_left_of_squared_differences()
    {
        var targets = (images.Range(0, 3) * 2) - 1;
        var factors = tensor([1f, 0.5f, 0]).reshape(3, 1, 1, 1);

        var shares = Reconstruction.Of((targets * factors) + 0.1, targets).DetailShares;

        AssertClose(tensor([1, 0.25, 0]), shares, 1e-5);
    }

    [Fact]
    public void Detail_is_counted_along_rows_and_columns()
    {
        var stripes = arange(8, dtype: ScalarType.Float32).remainder(2);
        var (lying, standing) = (stripes.reshape(1, 1, 8, 1).expand(1, 3, 8, 8), stripes.reshape(1, 1, 1, 8).expand(1, 3, 8, 8));

        Assert.Equal(0.5, Reconstruction.Of(lying, lying + standing).DetailShares[0], 1e-6);
        Assert.Equal(0.5, Reconstruction.Of(standing, lying + standing).DetailShares[0], 1e-6);
    }

    [Fact]
    public void Where_there_is_no_detail_all_of_it_is_left()
    {
        var noisy = images.Range(0, 1);

        Assert.Equal([1], Reconstruction.Of(zeros_like(noisy), zeros_like(noisy)).DetailShares);
        Assert.Equal([1], Reconstruction.Of(noisy, zeros_like(noisy)).DetailShares);
    }

    private static LatentDecoder Decoder(Vdvae model) => SmallVdvae.Shaken(new LatentDecoder(model.Configuration, Latents));

    private static Lpips PatternedLpips()
    {
        var network = LpipsNetwork.Squeeze;
        var stack = network.Make();
        Pattern.Fill(stack);
        return new(network, isOfficial: false, stack, network.Channels.Select(channels => ones(1, channels, 1, 1)));
    }

    private static void AssertClose(Tensor expected, IReadOnlyList<double> actual, double tolerance)
    {
        Assert.Equal(expected.numel(), actual.Count);
        foreach (var (one, other) in expected.to(ScalarType.Float64).data<double>().ToArray().Zip(actual))
            Assert.Equal(one, other, tolerance);
    }
}

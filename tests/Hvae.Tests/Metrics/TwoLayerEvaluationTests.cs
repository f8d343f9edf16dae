// The evaluation protocol, number by number: samples for rates and distortion, modes for PSNR, and a small last batch that counts like the
// others.

using Hvae.Metrics;
using Hvae.Models;
using Hvae.Tests.Data;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics;

public sealed class TwoLayerEvaluationTests
{
    private const int Images = 5;
    private const int BatchSize = 2;

    [Fact]
    public void Follows_the_papers_protocol()
    {
        using var images = StandInDigits.Test(Images);
        using var model = new Ghvae(GhvaeConfiguration.Binary28);
        using (var initialisation = new Generator(3, CPU)) Initialisation.Draw(model, initialisation);

        using var noise = new Generator(4, CPU);
        var scores = TwoLayerEvaluation.Run(model, images, BatchSize, noise);

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var sameNoise = new Generator(4, CPU);
        List<double> z2 = [], z1 = [], distortion = [];
        double squares = 0;
        foreach (var (start, length) in new[] { (0, 2), (2, 2), (4, 1) })
        {
            var batch = images.Range(start, length);
            var pass = model.Pass(batch, LatentRules.Sampled(sameNoise));
            z2.Add(pass.RateZ2().mean().item<float>());
            z1.Add(pass.RateZ1().mean().item<float>());
            distortion.Add(model.Likelihood.Distortion(batch, pass.Mean).mean().item<float>());
            squares += (batch - model.Pass(batch, LatentRules.Mode).Mean).square().sum().item<float>();
        }

        Assert.Equal(z2.Average(), scores.RateZ2.Value, 1e-5 * z2.Average());
        Assert.Equal(z1.Average(), scores.RateZ1.Value, 1e-5 * z1.Average());
        Assert.Equal(z2.Average() + z1.Average(), scores.Rate.Value, 1e-5 * scores.Rate.Value);
        Assert.Equal(distortion.Average(), scores.Distortion.Value, 1e-5 * distortion.Average());
        Assert.Equal(squares / (Images * 784), scores.MeanSquaredError, 1e-6);
        Assert.Equal(-10 * Math.Log10(scores.MeanSquaredError), scores.Psnr, 1e-9);
        Assert.Equal(Images, scores.Rate.Count);
    }

    /// <summary>Eq. 6: the analytic rates are the means of log ratios of densities, of both families.</summary>
    [Theory]
    [InlineData("GHVAE")]
    [InlineData("LVAE")]
    public void Rates_of_samples_are_the_analytic_rates_within_their_standard_errors(string family)
    {
        var sizes = GhvaeConfiguration.Binary28;
        using TwoLayerVae model = family == "GHVAE"
            ? new Ghvae(sizes) : new Lvae(new(sizes.Image, sizes.Channels, sizes.Z2Size, sizes.Likelihood));
        using (var initialisation = new Generator(3, CPU)) Initialisation.Draw(model, initialisation);
        using var images = StandInDigits.Test(256);
        using var noise = new Generator(4, CPU);

        var scores = TwoLayerEvaluation.Run(model, images, 64, noise);

        foreach (var (sampled, analytic) in new[] { (scores.RateZ2MonteCarlo, scores.RateZ2), (scores.RateZ1MonteCarlo, scores.RateZ1) })
        {
            Assert.InRange(sampled.StandardErrorOfDifference!.Value, 1e-5, 0.5 * analytic.Value);
            Assert.InRange((sampled.Value - analytic.Value) / sampled.StandardErrorOfDifference.Value, -3, 3);
        }
    }
}

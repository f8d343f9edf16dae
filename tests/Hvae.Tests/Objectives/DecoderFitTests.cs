// A decoder is fitted to a frozen encoder: only the decoder changes, and in the linear case it ends at the least squares.

using Hvae.Models;
using Hvae.Objectives;
using Hvae.Tests.Data;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Objectives;

public sealed class DecoderFitTests : IDisposable
{
    private const int Images = 32;
    private const int Pixels = 784;
    private const int Latents = 4;
    private const double Std = 0.5;
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();
    private readonly ImageBatches images = new(StandInDigits.Data.Train, Images, binarised: false, CPU);
    private readonly TorchSharp.Modules.Linear encoder = nn.Linear(Pixels, Latents);
    private readonly TorchSharp.Modules.Linear decoder = nn.Linear(Latents, Pixels);

    public DecoderFitTests()
    {
        using var initialisation = new Randomness(1).For("initialisation");
        Initialisation.Draw(encoder, initialisation);
        Initialisation.Draw(decoder, initialisation);
        using var nothing = no_grad();
        encoder.weight.mul_(4); // Latents are about as large as their noise.
    }

    public void Dispose()
    {
        decoder.Dispose();
        encoder.Dispose();
        images.Dispose();
        scope.Dispose();
    }

    /// <summary>D = tr(C − C Aᵀ (A C Aᵀ + s² I)⁻¹ A C)/d for z = A x + s ε and C the images' covariance.</summary>
    [Fact]
    public void The_fitted_distortion_is_the_analytic_one_and_the_frozen_parameters_stay()
    {
        var before = encoder.weight.detach().clone();
        var settings = new TrainingSettings(
            Epochs: 400, BatchSize: Images, LearningRate: 0.02, Seed: 1)
        { Optimisation = Optimisation.Adam.Cosine() };

        var log = new Trainer(decoder, Fit().For(encoder), images, settings, CPU).Run();

        Assert.True(encoder.weight.Equals(before));
        Assert.Null(encoder.weight.grad);
        Assert.False(encoder.training);
        var (best, fitted) = (LeastSquares(), Distortion());
        Assert.InRange(fitted / best, 1, 1.002);
        Assert.True(log[0].Loss > 1.2 * best);
    }

    [Fact]
    public void The_latents_carry_no_gradient()
    {
        using var noise = new Generator(2, CPU);
        FrozenModel.Freeze(decoder);

        Assert.False(Fit().Distortion(images.Range(0, 4), noise).requires_grad);
    }

    private DecoderFit<Tensor> Fit() => new(
        (batch, noise) => LatentRules.Sampled(noise)(
            new DiagonalGaussian(encoder.call(batch.flatten(1)), full([batch.shape[0], Latents], Std, ScalarType.Float32))),
        decoder.call,
        batch => batch.flatten(1));

    private Tensor Covariance => images.Range(0, Images).flatten(1).to(ScalarType.Float64).t().cov(correction: 0);

    private double LeastSquares()
    {
        var (c, a) = (Covariance, encoder.weight.detach().to(ScalarType.Float64));
        var ofLatents = a.matmul(c).matmul(a.t()) + (eye(Latents, dtype: ScalarType.Float64) * Std * Std);
        return (c - c.matmul(a.t()).matmul(ofLatents.inverse()).matmul(a).matmul(c)).trace().item<double>() / Pixels;
    }

    /// <summary>Returns the error of the current decoder over all noise: E‖x − W z − b‖²/d.</summary>
    private double Distortion()
    {
        using var nothing = no_grad();
        var x = images.Range(0, Images).flatten(1);
        var ofMeans = (x - decoder.call(encoder.call(x))).to(ScalarType.Float64).square().mean().item<double>();
        return ofMeans + (Std * Std * decoder.weight.to(ScalarType.Float64).square().sum().item<double>() / Pixels);
    }
}

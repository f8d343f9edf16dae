// Our VDVAE computes every number that the public code computes, from the same parameters, images and noise.

using Hvae.Models;
using Hvae.Objectives;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class VdvaeParityTests
{
    private const double ValueTolerance = 1e-9;
    private const double GradientTolerance = 1e-7;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, VdvaeReferenceCase.Load().Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Elbo_rates_and_gradients_are_the_public_codes(int index)
    {
        using var scope = NewDisposeScope();
        var reference = VdvaeReferenceCase.Load()[index];
        using var model = ModelOf(reference);
        var images = reference.ImagesTensor();
        var noise = Pattern.Given([.. model.LatentShapes.Select((shape, block) => reference.Noise(block, shape))]);

        var pass = model.Pass(images, noise);
        var terms = ElboObjective.Evaluate(pass, model, images);
        var values = terms.Terms.ToDictionary(term => term.Name, term => term.Value.item<double>());

        AssertClose(reference.PxZMean, pass.Features.mean().item<double>(), ValueTolerance, "mean of the last feature map");
        AssertClose(reference.Elbo, terms.Loss.item<double>(), ValueTolerance, "loss");
        AssertClose(reference.Distortion, values["distortion"], ValueTolerance, "distortion");
        AssertClose(reference.Rate, values["rate"], ValueTolerance, "rate");
        var dimensions = model.Configuration.Image.Size;
        foreach (var (block, (expected, rate)) in reference.KlPerBlock.Zip(pass.Rates()).Index())
            AssertClose(expected, rate.mean().item<double>() / dimensions, ValueTolerance, $"rate of block {block}");

        terms.Loss.backward();
        foreach (var ((_, parameter), theirName) in model.named_parameters().Zip(reference.ParameterNames))
            AssertClose(reference.GradNorm[theirName], parameter.grad!.square().sum().sqrt().item<double>(), GradientTolerance,
                $"norm of the gradient of {theirName}");
    }

    [Fact]
    public void The_reference_has_a_rate_for_every_latent() => Assert.All(
        VdvaeReferenceCase.Load(),
        reference => Assert.Equal(reference.Configuration.BlocksUpTo(32), reference.KlPerBlock.Length));

    private static Vdvae ModelOf(VdvaeReferenceCase reference)
    {
        var model = new Vdvae(reference.Configuration);
        model.to(ScalarType.Float64);
        using var noGradient = no_grad();
        Assert.Equal(reference.Params.Length, model.named_parameters().Count());
        foreach (var (k, (name, parameter)) in model.named_parameters().Index())
        {
            Assert.True(
                parameter.shape.SequenceEqual(reference.ParameterShapes[k]),
                $"{name} has shape ({string.Join(", ", parameter.shape)}), the public code's {reference.ParameterNames[k]} "
                    + $"({string.Join(", ", reference.ParameterShapes[k])})");
            parameter.copy_(reference.Parameter(k));
        }

        Assert.Equal(reference.TotalParams, LayerText.Parameters(model));
        return model;
    }

    private static void AssertClose(double expected, double actual, double relative, string what) =>
        Assert.True(Math.Abs(expected - actual) <= relative * Math.Abs(expected),
            $"{what}: public code {expected:R}, ours {actual:R}, allowed relative difference {relative:R}");
}

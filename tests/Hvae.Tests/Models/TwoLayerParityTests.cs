// Our two-layer VAEs compute every number that the papers' public code computes, from the same parameters, images and noise.

using Hvae.Models;
using Hvae.Objectives;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class TwoLayerParityTests
{
    private const double ValueTolerance = 1e-9;
    private const double GradientTolerance = 1e-7;

    public static TheoryData<int, string> Cases()
    {
        var data = new TheoryData<int, string>();
        foreach (var (index, reference) in ReferenceCase.Load().Index())
            data.Add(index, $"{reference.Kind} {reference.Dataset} seed {reference.Seed} betas {reference.Beta2} {reference.Beta1}");
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loss_rates_likelihood_and_gradients_are_the_public_codes(int index, string name)
    {
        using var scope = NewDisposeScope();
        var reference = ReferenceCase.Load()[index];
        using var model = ModelOf(reference);
        var images = reference.ImagesTensor();

        var pass = model.Pass(images, Pattern.Given(reference.NoiseZ2(), reference.NoiseZ1()));
        var terms = new LayerwiseObjective(reference.Beta2, reference.Beta1).Evaluate(pass, model, images);
        var values = terms.Terms.ToDictionary(term => term.Name, term => term.Value.item<double>());

        AssertClose(reference.Loss, terms.Loss.item<double>(), ValueTolerance, $"{name} loss");
        AssertClose(-reference.LogLikelihood, values["distortion"], ValueTolerance, $"{name} distortion");
        AssertClose(reference.KlZ2, values["rate_z2"], ValueTolerance, $"{name} R(z2)");
        AssertClose(reference.KlZ1, values["rate_z1"], ValueTolerance, $"{name} R(z1|z2)");

        terms.Loss.backward();
        foreach (var ((_, parameter), theirName) in model.named_parameters().Zip(reference.ParameterNames))
        {
            var (norm, first) = (reference.GradNormAndFirst[theirName][0], reference.GradNormAndFirst[theirName][1]);
            AssertClose(norm, parameter.grad!.square().sum().sqrt().item<double>(), GradientTolerance,
                $"{name} norm of the gradient of {theirName}");
            AssertClose(first, parameter.grad!.flatten()[0].item<double>(), GradientTolerance, $"{name} first gradient of {theirName}",
                atLeast: 1e-6 * norm);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reconstruction_by_modes_is_the_public_codes(int index, string name)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var reference = ReferenceCase.Load()[index];
        using var model = ModelOf(reference);
        var images = reference.ImagesTensor();

        var mean = model.Pass(images, LatentRules.Mode).Mean;

        AssertClose(reference.ReconMean, mean.mean().item<double>(), ValueTolerance, $"{name} mean", atLeast: 1e-3);
        AssertClose(reference.ReconMse, (mean - images).square().mean().item<double>(), ValueTolerance, $"{name} MSE");
        foreach (var (expected, actual) in reference.ReconFirst.Zip(mean.flatten().data<double>().ToArray()))
            AssertClose(expected, actual, ValueTolerance, $"{name} first pixels", atLeast: 1e-3);
    }

    [Fact]
    public void Every_family_and_size_of_the_paper_has_reference_cases()
    {
        Assert.Equal(
            ["GHVAE BinaryMNIST", "GHVAE SVHN", "LVAE SVHN"],
            ReferenceCase.Load().Select(reference => $"{reference.Kind} {reference.Dataset}").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Parameters_number_what_the_paper_says()
    {
        using var binary = new Ghvae(GhvaeConfiguration.Binary28);
        using var colour = new Ghvae(GhvaeConfiguration.Colour32);
        using var ladder = new Lvae(LvaeConfiguration.Colour32);

        Assert.Equal(122_713, LayerText.Parameters(binary));
        Assert.Equal(475_811, LayerText.Parameters(colour));
        Assert.Equal(408_131, LayerText.Parameters(ladder));
    }

    private static TwoLayerVae ModelOf(ReferenceCase reference)
    {
        var model = reference.NewModel();
        model.to(ScalarType.Float64);
        using var noGradient = no_grad();
        foreach (var (k, (parameterName, parameter)) in model.named_parameters().Index())
        {
            Assert.True(
                parameter.shape.SequenceEqual(reference.ParameterShapes[k]),
                $"{parameterName} has shape ({string.Join(", ", parameter.shape)}), the public code's {reference.ParameterNames[k]} "
                    + $"({string.Join(", ", reference.ParameterShapes[k])})");
            parameter.copy_(reference.Parameter(k));
        }

        Assert.Equal(reference.TotalParams, LayerText.Parameters(model));
        return model;
    }

    private static void AssertClose(double expected, double actual, double relative, string what, double atLeast = 0)
    {
        var allowed = relative * Math.Max(Math.Abs(expected), atLeast);
        Assert.True(Math.Abs(expected - actual) <= allowed,
            $"{what}: public code {expected:R}, ours {actual:R}, allowed difference {allowed:R}");
    }
}

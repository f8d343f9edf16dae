// The initial VDVAE and its feature maps depend on the seed alone, with standard normal priors, and with biases up to a resolution
// (published models have none above 64 pixels).

using Hvae.Models;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class VdvaeStartTests
{
    private const int Count = 3;
    private const string Biases = "decoder.biases.at";
    private static readonly VdvaeConfiguration Dmol = SmallVdvae.Configuration;

    [Fact]
    public void At_the_start_priors_are_standard_normal_and_add_nothing()
    {
        using var scope = NewDisposeScope();
        using var model = new Vdvae(Dmol);
        using var generator = new Generator(1, CPU);
        Initialisation.Draw(model, generator);

        var pass = model.Pass(SmallVdvae.Images(Count, generator), LatentRules.Sampled(generator));

        Assert.All(pass.Priors, prior =>
            Assert.True(prior.Mean.allclose(zeros_like(prior.Mean)) && prior.LogStd.allclose(zeros_like(prior.LogStd))));
        Assert.All(pass.Posteriors.Zip(pass.Rates()),
            both => Assert.True(both.Second.allclose(both.First.ByStd().KlToStandardNormal(), 1e-4, 1e-4)));
        foreach (var (name, parameter) in model.named_parameters())
            if (name.EndsWith("bias", StringComparison.Ordinal)) Assert.Equal(0, parameter.abs().max().item<float>());
        AssertLargest(Math.Sqrt(1.0 / 9 / 4), "encoder.blocks.3.conv4.weight");
        AssertLargest(Math.Sqrt(1.0 / 9 / 4), "decoder.blocks.3.residual.conv4.weight");
        AssertLargest(Math.Sqrt(1.0 / 9 / 3), "decoder.blocks.3.latent.projection.weight");
        AssertLargest(Math.Sqrt(1.0 / 4), "decoder.blocks.3.latent.posterior.conv4.weight");

        void AssertLargest(double bound, string name)
        {
            var largest = model.get_parameter(name)!.abs().max().item<float>();
            Assert.InRange(largest, 0.7 * bound, bound);
        }
    }

    [Fact]
    public void The_same_seed_makes_the_same_model()
    {
        using var first = SmallVdvae.Trained(Dmol);
        using var second = SmallVdvae.Trained(Dmol);

        Assert.All(first.parameters().Zip(second.parameters()), both => Assert.True(both.First.allclose(both.Second, 0, 0)));
    }

    public static TheoryData<int, int[]> Limits { get; } = new() { { 64, [1, 4, 8, 16, 32] }, { 8, [1, 4, 8] }, { 0, [] } };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Resolutions_up_to_the_limit_have_a_bias(int limit, int[] resolutions)
    {
        using var model = new Vdvae(SmallVdvae.Configuration with { NoBiasAbove = limit });

        var biases = model.named_parameters().Where(entry => entry.name.StartsWith(Biases, StringComparison.Ordinal))
            .ToDictionary(entry => entry.name, entry => entry.parameter.shape);

        Assert.Equal(resolutions.Select(resolution => $"{Biases}{resolution}"), biases.Keys);
        Assert.All(resolutions, resolution =>
            Assert.Equal([1, SmallVdvae.Configuration.Width, resolution, resolution], biases[$"{Biases}{resolution}"]));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(0)]
    public void No_bias_is_a_bias_of_0(int limit)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var generator = new Generator(2, CPU);
        using var with = SmallVdvae.Trained(SmallVdvae.Configuration with { Mixtures = 0 });
        using var without = new Vdvae(with.Configuration with { NoBiasAbove = limit });
        foreach (var (name, parameter) in without.named_parameters()) parameter.copy_(with.get_parameter(name)!);
        var images = SmallVdvae.Images(Count, generator);
        Assert.False(Output(with).allclose(Output(without), 1e-3, 1e-3));

        foreach (var (name, parameter) in with.named_parameters())
            if (without.get_parameter(name) is null) parameter.zero_();

        Assert.True(Output(with).allclose(Output(without), 1e-4, 1e-5));
        Assert.True(Sample(with).allclose(Sample(without), 1e-4, 1e-5));

        Tensor Output(Vdvae model) => model.Pass(images, LatentRules.Mode).Output;
    }

    private static Tensor Sample(Vdvae model)
    {
        using var noise = new Generator(6, CPU);
        return model.Sample(Count, noise);
    }
}

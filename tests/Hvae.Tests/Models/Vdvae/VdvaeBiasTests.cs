// A VDVAE whose larger feature maps do not begin with a bias of their own, as published ones have none above 64 pixels.

using Hvae.Models;
using Hvae.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class VdvaeBiasTests
{
    private const int Count = 3;
    private const string Biases = "decoder.biases.at";

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

    /// <summary>Without any bias the first feature map is 0, so nothing is learnt of how the first prior reads it.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(0, "decoder.blocks.0.latent.prior.conv1.weight")]
    public void Every_other_parameter_takes_part(int limit, params string[] idle)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(SmallVdvae.Configuration with { NoBiasAbove = limit });
        var images = SmallVdvae.Images(Count, generator);

        ElboObjective.Evaluate(model.Pass(images, LatentRules.Sampled(generator)), model, images).Loss.backward();

        Assert.Equal(idle, model.named_parameters().Where(entry => !(entry.parameter.grad?.abs().max().item<float>() > 0))
            .Select(entry => entry.name));
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

    [Theory]
    [InlineData(8)]
    [InlineData(0)]
    public void With_all_latents_given_a_sample_is_the_reconstruction(int limit)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(SmallVdvae.Configuration with { Mixtures = 0, NoBiasAbove = limit });
        var pass = model.Pass(SmallVdvae.Images(Count, generator), LatentRules.Sampled(generator));

        var sample = model.Sample(Count, generator, given: pass.Latents);

        Assert.Equal([Count, 3, 32, 32], sample.shape);
        Assert.True(sample.allclose(model.Reconstruct(pass), 1e-4, 1e-5));
        Assert.False(Sample(model).allclose(sample, 1e-2, 1e-2));
    }

    private static Tensor Sample(Vdvae model)
    {
        using var noise = new Generator(6, CPU);
        return model.Sample(Count, noise);
    }
}

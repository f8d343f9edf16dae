// A separate decoder of the first latents depends on them alone, and its fit does not change the model.

using Hvae.Models;
using Hvae.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class LatentDecoderTests
{
    private const int Latents = 3;
    private const int Count = 4;

    [Fact]
    public void It_decodes_the_first_latents_and_no_others()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(SmallVdvae.Configuration);
        using var decoder = SmallVdvae.Shaken(new LatentDecoder(model.Configuration, Latents));
        var z = model.Encode(SmallVdvae.Images(Count, generator), LatentRules.Mode, Latents + 1);

        var output = decoder.Decode(z);

        Assert.Equal([Count, 3, 32, 32], output.shape);
        Assert.True(output.allclose(decoder.Decode([.. z.Take(Latents)]), 0, 0));
        for (var changed = 0; changed < Latents; changed++)
            Assert.False(
                output.allclose(decoder.Decode([.. z.Select((value, index) => index == changed ? value + 1 : value)]), 1e-4, 1e-4));
        Assert.Throws<ArgumentException>(() => decoder.Decode([.. z.Take(Latents - 1)]));
    }

    [Fact]
    public void It_has_no_distributions_and_no_idle_parameters()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var model = SmallVdvae.Trained(SmallVdvae.Configuration);
        using var decoder = SmallVdvae.Shaken(new LatentDecoder(model.Configuration, Latents));

        DecoderFit.Of(decoder, model).For(model)(
            new(SmallVdvae.Images(Count, generator), zeros(Count), default), generator).Loss.backward();

        Assert.All(decoder.named_parameters(),
            entry => Assert.True(entry.parameter.grad?.abs().max().item<float>() > 0, $"{entry.name} has no gradient."));
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
        Assert.DoesNotContain(decoder.named_parameters(),
            entry => entry.name.Contains("prior", StringComparison.Ordinal) || entry.name.Contains("posterior", StringComparison.Ordinal));
        Assert.Equal(Latents, decoder.named_parameters()
            .Count(entry => entry.name.EndsWith("projection.weight", StringComparison.Ordinal)));
    }

    [Fact]
    public void Squared_errors_are_on_the_larger_scale()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var head = new LinearHead(4, 3);
        var (images, others) = (SmallVdvae.Images(Count, generator), SmallVdvae.Images(Count, generator));

        var error = head.Distortion((others * 2) - 1, (images * 2) - 1);

        Assert.True((error / SquaredError.ScaleRatio).allclose((others - images).square().flatten(1).sum(1)));
        Assert.True(head.Image((others * 2) - 1).allclose(others, 1e-5, 1e-6));
        Assert.True(head.Image(full([1, 3, 1, 1], 1.5)).allclose(full([1, 3, 1, 1], 1.25)));
    }
}

// Sizes of VDVAEs: the published ones, the paper's rule for K, and what is refused.

using System.Text.Json;
using Hvae.Models;
using Xunit;

namespace Hvae.Tests.Models;

public sealed class VdvaeConfigurationTests
{
    private static readonly VdvaeConfiguration ImageNet64 = new()
    {
        Image = new(3, 64, 64),
        EncoderBlocks = "64x11,64d2,32x20,32d2,16x9,16d2,8x8,8d2,4x7,4d4,1x5",
        DecoderBlocks = "1x2,4m1,4x3,8m4,8x7,16m8,16x15,32m16,32x31,64m32,64x12",
        Width = 512,
        ZDim = 16,
        InputShift = 115.92961967,
        InputScale = 1 / 69.37404,
    };

    private static Dictionary<string, VdvaeConfiguration> Published { get; } = new(StringComparer.Ordinal)
    {
        ["cifar10"] = VdvaeConfiguration.Cifar10,
        ["imagenet32"] = ImageNet64 with
        {
            Image = new(3, 32, 32),
            EncoderBlocks = "32x15,32d2,16x9,16d2,8x8,8d2,4x6,4d4,1x6",
            DecoderBlocks = "1x2,4m1,4x4,8m4,8x9,16m8,16x19,32m16,32x40",
        },
        ["imagenet64"] = ImageNet64,
        ["ffhq256"] = ImageNet64 with
        {
            Image = new(3, 256, 256),
            EncoderBlocks = "256x3,256d2,128x8,128d2,64x12,64d2,32x17,32d2,16x7,16d2,8x5,8d2,4x5,4d4,1x4",
            DecoderBlocks = "1x2,4m1,4x3,8m4,8x4,16m8,16x9,32m16,32x21,64m32,64x13,128m64,128x7,256m128",
        },
    };

    [Theory]
    [InlineData("cifar10", 39_145_700, 33, 43)]
    [InlineData("imagenet32", 119_280_868, 48, 78)]
    [InlineData("imagenet64", 125_005_860, 65, 75)]
    [InlineData("ffhq256", 114_874_852, 68, 66)]
    public void Published_sizes_have_the_published_numbers_of_parameters(string name, long parameters, int encoderBlocks, int decoderBlocks)
    {
        var configuration = Published[name];
        using var model = new Vdvae(configuration);

        Assert.Equal(parameters, LayerText.Parameters(model));
        Assert.Equal(encoderBlocks, BlockString.ParseEncoder(configuration.EncoderBlocks, configuration.Image.Height).Count);
        Assert.Equal(decoderBlocks, model.LatentShapes.Count);
    }

    /// <summary>The paper's K is that of an eighth of the side: 4 at 32 pixels, 8 at 64.</summary>
    [Theory]
    [InlineData("cifar10", 4, 4, 784)]
    [InlineData("cifar10", 8, 10, 6928)]
    [InlineData("imagenet32", 4, 7, 1312)]
    [InlineData("imagenet32", 8, 17, 11552)]
    [InlineData("imagenet64", 4, 6, 1056)]
    [InlineData("imagenet64", 8, 14, 9248)]
    [InlineData("ffhq256", 4, 6, 1056)]
    [InlineData("ffhq256", 8, 11, 6176)]
    public void K_counts_the_latents_up_to_a_resolution(string name, int resolution, int blocks, int dimensions)
    {
        var configuration = Published[name];

        Assert.Equal(blocks, configuration.BlocksUpTo(resolution));
        Assert.Equal(dimensions, configuration.LatentSteps().Take(blocks)
            .Sum(step => step.Resolution * step.Resolution * configuration.ZDim));
        Assert.Equal(Math.Min(3, blocks), (configuration with { LatentBlocks = 3 }).BlocksUpTo(resolution));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void More_latents_than_blocks_or_none_are_refused(int latents) =>
        Assert.Throws<VdvaeConfigurationException>(() => new Vdvae(SmallVdvae.Configuration with { LatentBlocks = latents }));

    [Theory]
    [InlineData("32x1,32d2,16d2,8x1", "8x1,16m8,32m16", null)]
    [InlineData("32x1,32d2,16d4,4x1", "4x1,8m4,16m8,32m16", "8 pixels")]
    [InlineData("32x1,32d2,16d2,8x1", "16x1,32m16", "ends at 8")]
    public void Every_latent_has_a_feature_map_and_no_block_is_idle(string encoder, string decoder, string? refusal)
    {
        var configuration = SmallVdvae.Configuration with { EncoderBlocks = encoder, DecoderBlocks = decoder };
        if (refusal is null)
            new Vdvae(configuration).Dispose();
        else
            Assert.Contains(refusal, Assert.Throws<BlockStringException>(() => new Vdvae(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_are_square_and_a_mixture_of_logistics_has_three_colours()
    {
        Assert.Throws<VdvaeConfigurationException>(() => new Vdvae(SmallVdvae.Configuration with { Image = new(3, 32, 16) }));
        Assert.Throws<VdvaeConfigurationException>(() => new Vdvae(SmallVdvae.Configuration with { Image = new(1, 32, 32) }));
        new Vdvae(SmallVdvae.Configuration with { Image = new(1, 32, 32), Mixtures = 0 }).Dispose();
    }

    [Fact]
    public void A_configuration_survives_json() => Assert.All(
        Published.Values.Append(SmallVdvae.Configuration with { LatentBlocks = 3, IsConditional = true, Mixtures = 0 }),
        configuration =>
            Assert.Equal(configuration, JsonSerializer.Deserialize<VdvaeConfiguration>(JsonSerializer.Serialize(configuration))));
}

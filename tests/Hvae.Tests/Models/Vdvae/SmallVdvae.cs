// A VDVAE that is small enough for tests, with seeded parameters.

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

internal static class SmallVdvae
{
    public static VdvaeConfiguration Configuration { get; } = new()
    {
        Image = new(3, 32, 32),
        EncoderBlocks = "32x1,32d2,16x1,16d2,8x1,8d2,4x1,4d4,1x1",
        DecoderBlocks = "1x1,4m1,4x1,8m4,8x1,16m8,16x1,32m16,32x1",
        Width = 16,
        ZDim = 3,
        Mixtures = 2,
    };

    /// <summary>Sizes of the smallest VDVAE that has every kind of block.</summary>
    public static VdvaeConfiguration Tiny { get; } = new()
    {
        Image = new(3, 8, 8),
        EncoderBlocks = "8x1,8d2,4x1,4d4,1x1",
        DecoderBlocks = "1x1,4m1,4x1,8m4,8x1",
        Width = 8,
        ZDim = 2,
        Mixtures = 2,
    };

    /// <summary>Returns a model with random numbers added to its parameters, so that no part has zeros only.</summary>
    public static Vdvae Trained(VdvaeConfiguration configuration) => Shaken(new Vdvae(configuration));

    public static T Shaken<T>(T model)
        where T : nn.Module
    {
        using var generator = new Generator(3, CPU);
        Initialisation.Draw(model, generator);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in model.parameters()) parameter.add_(randn(parameter.shape, generator: generator), 0.05);
        return model;
    }

    public static Tensor Images(int count, Generator generator, VdvaeConfiguration? configuration = null)
    {
        var image = (configuration ?? Configuration).Image;
        return rand([count, image.Channels, image.Height, image.Width], generator: generator).mul_(255).round_().div_(255);
    }
}

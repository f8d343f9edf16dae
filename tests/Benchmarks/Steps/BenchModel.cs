// The models whose training steps are measured: the paper's GHVAE for MNIST and for 32×32 colour images, and two VDVAEs.

using Benchmarks.Plain;
using Hvae.Data;
using Hvae.Metrics;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using static TorchSharp.torch;

namespace Benchmarks.Steps;

/// <summary>A model whose training steps are measured.</summary>
/// <param name="Name">Name in results and on the command line.</param>
/// <param name="Image">Shape of one image.</param>
/// <param name="BatchSize">Number of images in a step.</param>
/// <param name="MegaflopPerImage">Millions of multiplications and additions of one training step per image, forwards and backwards.</param>
/// <param name="Make">Creates the model and its objective.</param>
/// <param name="MakePlain">Creates the same model as a user of TorchSharp would write it.</param>
internal sealed record BenchModel(
    string Name, ImageShape Image, int BatchSize, double MegaflopPerImage, Func<BenchTraining> Make, Func<PlainModel> MakePlain)
{
    /// <summary>Number of random images that a model trains on: more than the processor's caches hold.</summary>
    public const int Images = 16384;

    /// <summary>Whether images are rounded to 0 and 1.</summary>
    public bool IsBinary { get; init; }

    /// <summary>Number of steps that are measured.</summary>
    public Turns Turns { get; init; } = new(WarmUp: 10, Rounds: 21, Steps: 3);

    public static IReadOnlyList<BenchModel> All { get; } =
    [
        OfGhvae("mnist", GhvaeConfiguration.Binary28, 7.2),
        OfGhvae("color32", GhvaeConfiguration.Colour32, 35.9),
        OfVdvae("vdvae32", 32, "32x3,32d2,16x3,16d2,8x3,8d2,4x3,4d4,1x2", "1x1,4m1,4x2,8m4,8x3,16m8,16x4,32m16,32x4", 4347),
        OfVdvae("vdvae64", 64, "64x2,64d2,32x3,32d2,16x3,16d2,8x3,8d2,4x3,4d4,1x2", "1x1,4m1,4x2,8m4,8x4,16m8,16x4,32m16,32x4,64m32,64x2",
            12832),
    ];

    public static BenchModel Named(string name) =>
        All.FirstOrDefault(model => model.Name == name) ?? throw new ArgumentException(
            $"There is no model '{name}'; there are {string.Join(", ", All.Select(model => model.Name))}.", nameof(name));

    private static BenchModel OfGhvae(string name, GhvaeConfiguration configuration, double megaflop) =>
        new(name, configuration.Image, 256, megaflop, () =>
        {
            var model = new Ghvae(configuration);
            return new(model, new LayerwiseObjective(1, 0.5).For(model))
            {
                Evaluate = (images, noise) => TwoLayerEvaluation.Run(model, images, 256, noise),
            };
        }, () => new PlainGhvae(configuration))
        {
            IsBinary = configuration.Likelihood.MeanIsProbability,
        };

    /// <summary>Sizes between those of the presets "reference" and "paper". training_steps.py has the same.</summary>
    private static BenchModel OfVdvae(string name, int side, string encoder, string decoder, double megaflop)
    {
        var image = new ImageShape(3, side, side);
        var configuration =
            new VdvaeConfiguration { Image = image, EncoderBlocks = encoder, DecoderBlocks = decoder, Width = 128, ZDim = 16 };
        return new(name, image, 16, megaflop, () =>
        {
            var model = new Vdvae(configuration);
            return new(model, ElboObjective.For(model));
        }, () => new PlainVdvae(configuration))
        {
            Turns = new(WarmUp: 3, Rounds: 9, Steps: 1),
        };
    }
}

/// <summary>Number of steps that are measured.</summary>
/// <param name="WarmUp">Number of steps before the measured ones.</param>
/// <param name="Rounds">Number of rounds; in each of them every program has a turn.</param>
/// <param name="Steps">Number of steps in a turn.</param>
internal sealed record Turns(int WarmUp, int Rounds, int Steps);

/// <summary>A model and the objective that it is trained by.</summary>
internal sealed record BenchTraining(nn.Module Model, Objective Objective) : IDisposable
{
    /// <summary>Evaluates the model; null for models whose evaluation is not measured.</summary>
    public Action<ImageBatches, Generator>? Evaluate { get; init; }

    public void Dispose() => Model.Dispose();
}

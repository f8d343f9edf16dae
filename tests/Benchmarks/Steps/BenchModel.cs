// The two models whose training steps are measured: the paper's GHVAE for MNIST and for 32×32 colour images.

using Hvae.Models;

namespace Benchmarks.Steps;

/// <param name="Name">As it stands in results.</param>
/// <param name="Configuration">Of the model.</param>
/// <param name="MegaflopPerImage">Multiplications and additions of one training step, forwards and backwards.</param>
internal sealed record BenchModel(string Name, GhvaeConfiguration Configuration, double MegaflopPerImage)
{
    /// <summary>The paper's batch size.</summary>
    public const int BatchSize = 256;

    public static IReadOnlyList<BenchModel> All { get; } =
        [new("mnist", GhvaeConfiguration.Binary28, 7.2), new("color32", GhvaeConfiguration.Colour32, 35.9)];

    public static BenchModel Named(string name) =>
        All.FirstOrDefault(model => model.Name == name) ?? throw new ArgumentException($"There is no model '{name}'; there are {string.Join(", ", All.Select(model => model.Name))}.", nameof(name));
}

// One case of reference/xiao23-models.json, and the deterministic tensors that it was computed with.

using System.Text.Json;
using Hvae.Data;
using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed record ReferenceCase(
    string Kind, string Dataset, int Seed, double Beta2, double Beta1, int Channels, int Z2Dims, double Sigma, JsonElement[][] Params,
    long TotalParams,
    double Loss, double LogLikelihood, double KlZ2, double KlZ1, double ReconMean, double ReconMse, double[] ReconFirst,
    Dictionary<string, double[]> GradNormAndFirst)
{
    private const int Images = 4;
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IReadOnlyList<ReferenceCase> Load() =>
        JsonSerializer.Deserialize<ReferenceCase[]>(File.ReadAllText(ReferenceFolder.File("xiao23-models.json")), Options)!;

    public bool IsBinary => string.Equals(Dataset, "BinaryMNIST", StringComparison.Ordinal);

    public IReadOnlyList<string> ParameterNames => [.. Params.Select(entry => entry[0].GetString()!)];

    public IReadOnlyList<long[]> ParameterShapes =>
        [.. Params.Select(entry => entry[1].EnumerateArray().Select(size => size.GetInt64()).ToArray())];

    public TwoLayerVae NewModel() => Kind switch
    {
        "GHVAE" => new Ghvae(new(Image, Channels, Z2Dims, Likelihood)),
        "LVAE" => new Lvae(new(Image, Channels, Z2Dims, Likelihood)),
        _ => throw new NotSupportedException($"There is no family '{Kind}'."),
    };

    private ImageShape Image => IsBinary ? new(1, 28, 28) : new(3, 32, 32);

    private Likelihood Likelihood => IsBinary ? new BernoulliLikelihood() : new GaussianLikelihood(Sigma);

    public Tensor ImagesTensor()
    {
        var images = Pattern.Sine([Images, Image.Channels, Image.Height, Image.Width], 0.031 + (0.001 * Seed), 0.2 * Seed, 0.5) + 0.5;
        return IsBinary ? images.round() : images;
    }

    public Tensor NoiseZ2() => Pattern.Sine([Images, Z2Dims], 1.27, 0.5 + Seed, 1);

    public Tensor NoiseZ1() => Pattern.Sine([Images, Channels * 16], 1.44, 1.0 + Seed, 1);

    public Tensor Parameter(int k)
    {
        var shape = ParameterShapes[k];
        var scale = shape.Length < 2 ? 0.05 : 0.8 / Math.Sqrt(shape.Skip(1).Aggregate(1.0, (product, size) => product * size));
        return Pattern.Sine(shape, 0.7 + (0.013 * k) + (0.1 * Seed), (0.3 * k) + Seed, scale);
    }
}

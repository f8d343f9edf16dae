// One case of reference/vdvae-small.json, and the deterministic tensors that it was computed with.

using System.Text.Json;
using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed record VdvaeReferenceCase(
    int Seed, int Width, int Zdim, double Bottleneck, int NumMixtures, string Enc, string Dec, JsonElement[][] Params, long TotalParams,
    double Elbo, double Distortion, double Rate, double[] KlPerBlock, double PxZMean, Dictionary<string, double> GradNorm)
{
    private const int Images = 2;
    private const int Side = 32;
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IReadOnlyList<VdvaeReferenceCase> Load() =>
        JsonSerializer.Deserialize<VdvaeReferenceCase[]>(File.ReadAllText(ReferenceFolder.File("vdvae-small.json")), Options)!;

    /// <summary>Input and target are the same in the reference, so the input is normalised like targets.</summary>
    public VdvaeConfiguration Configuration => new()
    {
        Image = new(3, Side, Side),
        EncoderBlocks = Enc,
        DecoderBlocks = Dec,
        Width = Width,
        ZDim = Zdim,
        Bottleneck = Bottleneck,
        Mixtures = NumMixtures,
    };

    public IReadOnlyList<string> ParameterNames => [.. Params.Select(entry => entry[0].GetString()!)];

    public IReadOnlyList<long[]> ParameterShapes =>
        [.. Params.Select(entry => entry[1].EnumerateArray().Select(size => size.GetInt64()).ToArray())];

    /// <summary>Images on the [0, 1] scale.</summary>
    public Tensor ImagesTensor() =>
        (Pattern.Sine([Images, Side, Side, 3], 0.031 + (0.001 * Seed), 0.2 * Seed, 1).permute(0, 3, 1, 2) + 1) / 2;

    public Tensor Noise(int block, long[] shape) => Pattern.Sine([Images, .. shape], 1.27 + (0.05 * block), 0.5 + (0.3 * block), 1);

    public Tensor Parameter(int k)
    {
        var shape = ParameterShapes[k];
        var scale = shape.Length < 2 ? 0.05 : 0.6 / Math.Sqrt(shape.Skip(1).Aggregate(1.0, (product, size) => product * size));
        return Pattern.Sine(shape, 0.7 + (0.013 * k) + (0.1 * Seed), (0.3 * k) + Seed, scale);
    }
}

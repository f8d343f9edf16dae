// One case of reference/classifiers.json, and the deterministic tensors that it was computed with.

using System.Text.Json;
using Hvae.Classifiers;
using Hvae.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Hvae.Tests.Classifiers;

public sealed record ClassifierReference(
    string Network, int[] Image, int Seed, long Parameters, double[][] LogProbabilitiesInEvaluation, double[][] LogProbabilitiesInTraining,
    double Loss, double RunningMeanNorm, double RunningVarNorm, double[][] GradientNormAndFirst)
{
    private const int Images = 4;
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IReadOnlyList<ClassifierReference> Load() =>
        JsonDocument.Parse(File.ReadAllText(ReferenceFolder.File("classifiers.json"))).RootElement.GetProperty("cases").Deserialize<ClassifierReference[]>(Options)!;

    /// <summary>The network in double precision with this case's parameters and running statistics.</summary>
    public ImageClassifier Classifier()
    {
        var classifier = ClassifierNetwork.Create(Network, new ImageShape(Image[0], Image[1], Image[2]), 10);
        classifier.to(ScalarType.Float64);
        using var noGradient = no_grad();
        var buffers = classifier.named_buffers().Where(buffer => buffer.buffer.Dimensions == 1).Select(buffer => (buffer.name, buffer.buffer));
        foreach (var (k, (name, tensor)) in classifier.named_parameters().Select(parameter => (parameter.name, (Tensor)parameter.parameter)).Concat(buffers).Index())
            tensor.copy_(Values(k, name, tensor.shape));
        return classifier;
    }

    public Tensor ImagesTensor() => FromIndex([Images, .. Image.Select(size => (long)size)], i => 0.5 + (0.5 * Math.Sin(1e-5 * (i + (100 * Seed)) * (i + (100 * Seed)))));

    public static Tensor Labels() => tensor(new long[] { 1, 4, 7, 0 });

    public static Tensor DropoutMask(int k, params long[] shape) => FromIndex(shape, i => Math.Sin(((1.27 + (0.17 * k)) * i) + 0.5) > -0.5 ? 1 : 0);

    private Tensor Values(int k, string name, long[] shape)
    {
        if (shape.Length > 1) return Mix(k, shape, Math.Sqrt(6 / shape.Skip(1).Aggregate(1.0, (product, size) => product * size)));
        var isScale = name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal);
        return isScale ? Mix(k, shape, 0.2) + 1 : Mix(k, shape, 0.05);
    }

    private Tensor Mix(int k, long[] shape, double scale) => FromIndex(shape, i =>
    {
        var n = i + (211 * k) + (17 * Seed);
        return scale * ((2 * (double)(n * n % 65521) / 65521) - 1);
    });

    private static Tensor FromIndex(long[] shape, Func<long, double> value)
    {
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++) values[i] = value(i);
        return tensor(values, dtype: ScalarType.Float64).reshape(shape);
    }
}

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
        JsonDocument.Parse(File.ReadAllText(ReferenceFolder.File("classifiers.json"))).RootElement.GetProperty(
            "cases").Deserialize<ClassifierReference[]>(Options)!;

    /// <summary>The network in double precision with this case's parameters and running statistics.</summary>
    public ImageClassifier Classifier()
    {
        var classifier = ClassifierNetwork.Create(Network, new ImageShape(Image[0], Image[1], Image[2]), 10);
        classifier.to(ScalarType.Float64);
        using var noGradient = no_grad();
        var buffers = classifier.named_buffers().Where(buffer => buffer.buffer.Dimensions == 1)
            .Select(buffer => (buffer.name, buffer.buffer));
        foreach (var (k, (name, tensor)) in classifier.named_parameters().Select(parameter => (parameter.name, (Tensor)parameter.parameter))
            .Concat(buffers).Index())
            tensor.copy_(Pattern.Parameter(k, name, tensor.shape, Seed));
        return classifier;
    }

    public Tensor ImagesTensor() => Pattern.Images(Seed, [Images, .. Image.Select(size => (long)size)]);

    public static Tensor Labels() => tensor(new long[] { 1, 4, 7, 0 });

    /// <summary>The k-th dropout layer hides the features where sin((1.27 + 0.17 k) i + 0.5) is at most −0.5.</summary>
    public static DropoutRule Dropout()
    {
        var k = 0;
        return (features, probability) =>
        {
            var frequency = 1.27 + (0.17 * k++);
            return features * Pattern.FromIndex(features.shape, i => Math.Sin((frequency * i) + 0.5) > -0.5 ? 1 / (1 - probability) : 0);
        };
    }
}

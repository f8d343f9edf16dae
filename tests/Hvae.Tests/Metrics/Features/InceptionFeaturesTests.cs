// The FID network compared with PyTorch's on deterministic weights, its tensors' names with the published file's, and the metric's names.

using System.Security.Cryptography;
using System.Text;
using Hvae.Data;
using Hvae.Metrics.Features;
using Hvae.Pretrained;
using Hvae.Tests.Data;
using Hvae.Tests.Metrics.Perceptual;
using Hvae.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.Features;

public sealed class InceptionFeaturesTests : IDisposable
{
    private const int LastLayer = (2048 * 1008) + 1008;

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Names_and_shapes_are_those_of_the_published_weights()
    {
        var reference = PerceptualReference.Section("inception");
        using var network = InceptionFeatures.Network();
        var state = network.state_dict();
        var lines = state.Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            .Select(entry => $"{entry.Key} ({string.Join(", ", entry.Value.shape)})\n").Order(StringComparer.Ordinal);

        Assert.Equal(reference.GetProperty("state_sha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines)))));
        Assert.Equal(reference.GetProperty("entries").GetInt32(), state.Count + 2);
        Assert.Equal(reference.GetProperty("parameters").GetInt64(), network.parameters().Sum(parameter => parameter.numel()) + LastLayer);
    }

    [Fact]
    public void Features_are_PyTorchs()
    {
        var reference = PerceptualReference.Section("inception").GetProperty("cases").EnumerateArray().First();
        var network = InceptionFeatures.Network();
        network.to(ScalarType.Float64);
        Pattern.Fill(network);
        using var features = new InceptionFeatures(network, isOfficial: false);

        var pooled = features.Of(Pattern.Images(3, 2, 3, 32, 32));

        Assert.Equal([2L, features.Dimensions], pooled.shape);
        foreach (var image in new[] { 0, 1 })
        {
            AssertClose(reference.Rows("first")[image], pooled[image].narrow(0, 0, 8));
            AssertClose([reference.Numbers("mean")[image]], pooled[image].mean());
            AssertClose([reference.Numbers("norm")[image]], pooled[image].norm());
            AssertClose([reference.Numbers("largest")[image]], pooled[image].max());
            Assert.Equal(reference.Numbers("argmax")[image], pooled[image].argmax().item<long>());
        }
    }

    [Fact]
    public void Input_is_resized_and_scaled_as_by_PyTorch()
    {
        var references = PerceptualReference.Section("inception_input").EnumerateArray()
            .Where(reference => reference.GetProperty("input").GetString() == InceptionInput.Name).ToList();
        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            var input = InceptionInput.Of(Pattern.Images(4, [.. reference.Numbers("shape").Select(size => (long)size)]));

            Assert.Equal([1L, 3L, 299L, 299L], input.shape);
            Assert.Equal(reference.GetProperty("mean").GetDouble(), input.mean().item<double>(), 1e-11);
            foreach (var at in reference.Rows("at")) Assert.Equal(at[2], input[0, 2, (long)at[0], (long)at[1]].item<double>(), 1e-11);
        }
    }

    [Fact]
    public void Only_the_published_file_makes_an_FID()
    {
        using var network = InceptionFeatures.Network();
        Directory.CreateDirectory(folder["weights"]);
        new SafetensorsFile(network.state_dict(), new Dictionary<string, string>())
            .Write(folder["weights", InceptionFeatures.Weights.FileNames[^1]]);

        using var features = InceptionFeatures.Load(new PretrainedFolder(folder.Path), CPU);
        using var official = new InceptionFeatures(InceptionFeatures.Network(), isOfficial: true);

        Assert.Equal("Fréchet distance of Inception features (unofficial weights)", features.DistanceName);
        Assert.Contains("unofficial weights, pytorch-fid input", features.Name, StringComparison.Ordinal);
        Assert.Equal("FID", official.DistanceName);
    }

    [Fact]
    public void Weights_that_lack_a_layer_are_refused_by_its_name()
    {
        using var network = InceptionFeatures.Network();
        Directory.CreateDirectory(folder["weights"]);
        var state = network.state_dict().Where(entry => entry.Key != "Mixed_7c.branch3x3_2b.bn.running_var").ToDictionary();
        new SafetensorsFile(state, new Dictionary<string, string>()).Write(folder["weights", InceptionFeatures.Weights.FileNames[^1]]);

        var error = Assert.Throws<DataFormatException>(() => InceptionFeatures.Load(new PretrainedFolder(folder.Path), CPU));

        Assert.Contains("Mixed_7c.branch3x3_2b.bn.running_var of shape (384)", error.Expected, StringComparison.Ordinal);
    }

    private static void AssertClose(double[] expected, Tensor actual)
    {
        foreach (var (e, a) in expected.Zip(actual.reshape(-1).data<double>().ToArray()))
            Assert.Equal(e, a, 1e-9 * Math.Max(1, Math.Abs(e)));
    }
}

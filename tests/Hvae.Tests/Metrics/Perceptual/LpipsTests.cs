// LPIPS compared with PyTorch on deterministic weights, and its properties. The real weights are tested where they are available.

using Hvae.Data;
using Hvae.Metrics.Perceptual;
using Hvae.Pretrained;
using Hvae.Tests.Data;
using Hvae.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.Perceptual;

public sealed class LpipsTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Networks() => [.. LpipsNetwork.All.Select(network => network.Name)];

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Distances_are_PyTorchs(string name)
    {
        var reference = PerceptualReference.Section("lpips").EnumerateArray()
            .Single(entry => entry.GetProperty("network").GetString() == name);
        using var lpips = Made(Named(name), out var parameters);

        var distance = lpips.Distance(Pattern.Images(1, 2, 3, 48, 40), Pattern.Images(2, 2, 3, 48, 40));

        Assert.Equal(reference.GetProperty("parameters").GetInt64(), parameters);
        Assert.Equal([2L], distance.shape);
        foreach (var (expected, actual) in reference.Numbers("distances").Zip(distance.data<double>().ToArray()))
            Assert.Equal(expected, actual, 1e-10);
    }

    [Fact]
    public void Equal_images_have_no_distance_and_order_does_not_matter()
    {
        using var lpips = Made(LpipsNetwork.Squeeze, out _);
        var (a, b) = (Pattern.Images(1, 1, 3, 32, 32), Pattern.Images(2, 1, 3, 32, 32));

        Assert.Equal(0, lpips.Distance(a, a).item<double>());
        Assert.Equal(lpips.Distance(a, b).item<double>(), lpips.Distance(b, a).item<double>(), 1e-12);
        Assert.True(lpips.Distance(a, b).item<double>() > 0);
    }

    [Fact]
    public void A_pairs_distance_does_not_depend_on_the_other_pairs()
    {
        using var lpips = Made(LpipsNetwork.Squeeze, out _);
        var (a, b) = (Pattern.Images(1, 3, 3, 32, 32), Pattern.Images(2, 3, 3, 32, 32));

        var together = lpips.Distance(a, b);

        for (var pair = 0; pair < 3; pair++)
            Assert.Equal(lpips.Distance(a.narrow(0, pair, 1), b.narrow(0, pair, 1)).item<double>(), together[pair].item<double>(), 1e-12);
    }

    [Fact]
    public void Images_of_another_shape_or_too_small_are_refused()
    {
        using var lpips = Made(LpipsNetwork.Squeeze, out _);

        Assert.Throws<ArgumentException>(() => lpips.Distance(zeros(1, 3, 32, 32), zeros(2, 3, 32, 32)));
        Assert.Throws<ArgumentException>(() => lpips.Distance(zeros(1, 1, 32, 32), zeros(1, 1, 32, 32)));
        Assert.Throws<ArgumentException>(() => lpips.Distance(zeros(1, 3, 31, 32), zeros(1, 3, 31, 32)));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Weights_from_files_give_the_same_distances_and_are_called_unofficial(string name)
    {
        var network = Named(name);
        var stack = network.Make();
        Pattern.Fill(stack);
        Write(network.Features.FileNames[1], stack.state_dict());
        Write(network.Linear.FileNames[1],
            Linear(network).Index().ToDictionary(pair => $"lin{pair.Index}.model.1.weight", pair => pair.Item.to(ScalarType.Float32)));
        using var made = Made(network, out _);

        using var lpips = Lpips.Load(new PretrainedFolder(folder.Path), network, CPU);

        var (a, b) = (Pattern.Images(1, 1, 3, 32, 32), Pattern.Images(2, 1, 3, 32, 32));
        Assert.Equal(made.Distance(a, b).item<double>(), lpips.Distance(a.to(ScalarType.Float32), b.to(ScalarType.Float32)).item<float>(),
            1e-5);
        Assert.Equal($"LPIPS ({name}, unofficial weights)", lpips.Name);
    }

    [Fact]
    public void Missing_weights_are_named()
    {
        var error = Assert.Throws<WeightsMissingException>(() => Lpips.Load(new PretrainedFolder(folder.Path), LpipsNetwork.Vgg, CPU));

        Assert.Contains("vgg16-397923af.pth or vgg16-features.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder["weights"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_of_another_network_are_refused_with_the_shape_that_is_needed()
    {
        var stack = LpipsNetwork.Alex.Make();
        Write(LpipsNetwork.Squeeze.Features.FileNames[1], stack.state_dict());
        Write(LpipsNetwork.Squeeze.Linear.FileNames[1], new Dictionary<string, Tensor> { ["lin0.model.1.weight"] = zeros(1, 64, 1, 1) });

        var error = Assert.Throws<DataFormatException>(() => Lpips.Load(new PretrainedFolder(folder.Path), LpipsNetwork.Squeeze, CPU));

        Assert.Contains("features.0.weight of shape (64, 3, 3, 3)", error.Expected, StringComparison.Ordinal);
    }

    private static LpipsNetwork Named(string name) => LpipsNetwork.All.Single(network => network.Name == name);

    private static IEnumerable<Tensor> Linear(LpipsNetwork network) =>
        network.Channels.Select((channels, layer) => Pattern.Mix(100 + layer, [1, channels, 1, 1], 0.5) + 0.5);

    private static Lpips Made(LpipsNetwork network, out long parameters)
    {
        var stack = network.Make();
        stack.to(ScalarType.Float64);
        Pattern.Fill(stack);
        parameters = stack.parameters().Sum(parameter => parameter.numel());
        return new(network, isOfficial: false, stack, Linear(network));
    }

    private void Write(string name, IReadOnlyDictionary<string, Tensor> tensors)
    {
        Directory.CreateDirectory(folder["weights"]);
        new SafetensorsFile(tensors, new Dictionary<string, string>()).Write(Path.Combine(folder["weights"], name));
    }
}

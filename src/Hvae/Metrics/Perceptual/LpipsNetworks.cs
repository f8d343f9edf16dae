// The three networks that LPIPS is published for, SqueezeNet 1.1, AlexNet and VGG-16, and the files of their weights.

using Hvae.Pretrained;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Metrics.Perceptual;

/// <summary>A network whose layers LPIPS compares. Addresses and hashes: richzhang/PerceptualSimilarity (v0.1) and torchvision.</summary>
public sealed record LpipsNetwork
{
    private const string Torchvision = "https://download.pytorch.org/models/";
    private const string Authors = "https://github.com/richzhang/PerceptualSimilarity/tree/master/lpips/weights/v0.1";

    private LpipsNetwork(string name, long[] channels, Func<FeatureStack> make, PublishedWeights features, PublishedWeights linear) =>
        (Name, Channels, Make, Features, Linear) = (name, channels, make, features, linear);

    /// <summary>SqueezeNet 1.1, of which 7 layers are compared. It is the smallest network.</summary>
    public static LpipsNetwork Squeeze { get; } = new(
        "squeeze",
        [64, 128, 256, 384, 384, 512, 512],
        ClassifierStacks.SqueezeNet,
        new(
            "features of SqueezeNet 1.1",
            ["squeezenet1_1-b8a52dc0.pth", "squeezenet1_1-features.safetensors"],
            Torchvision + "squeezenet1_1-b8a52dc0.pth",
            "b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b"),
        LinearWeights("squeeze", "4a5350f23600cb79923ce65bb07cbf57dca461329894153e05a1346bd531cf76"));

    /// <summary>AlexNet, of which 5 layers are compared. It is the authors' default.</summary>
    public static LpipsNetwork Alex { get; } = new(
        "alex",
        [64, 192, 384, 256, 256],
        ClassifierStacks.AlexNet,
        new(
            "features of AlexNet",
            ["alexnet-owt-7be5be79.pth", "alexnet-features.safetensors"],
            Torchvision + "alexnet-owt-7be5be79.pth",
            "7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02"),
        LinearWeights("alex", "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0"));

    /// <summary>VGG-16, of which 5 layers are compared.</summary>
    public static LpipsNetwork Vgg { get; } = new(
        "vgg",
        [64, 128, 256, 512, 512],
        ClassifierStacks.Vgg16,
        new(
            "features of VGG-16",
            ["vgg16-397923af.pth", "vgg16-features.safetensors"],
            Torchvision + "vgg16-397923af.pth",
            "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0"),
        LinearWeights("vgg", "a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868"));

    /// <summary>All three networks, the smallest first.</summary>
    public static IReadOnlyList<LpipsNetwork> All { get; } = [Squeeze, Alex, Vgg];

    /// <summary>The authors' name of the network.</summary>
    public string Name { get; }

    /// <summary>Number of channels of each compared layer.</summary>
    public IReadOnlyList<long> Channels { get; }

    /// <summary>
    /// Weights of the convolutions, <c>features.N.weight</c> and <c>.bias</c> as torchvision names them. Weights of a classifier in the
    /// same file are ignored.
    /// </summary>
    public PublishedWeights Features { get; }

    /// <summary>Weights of the channels of each layer, <c>linK.model.1.weight</c> of shape (1, C, 1, 1).</summary>
    public PublishedWeights Linear { get; }

    /// <summary>Makes the network without its weights.</summary>
    internal Func<FeatureStack> Make { get; }

    /// <summary>Returns whether both files of weights are there.</summary>
    public bool IsIn(PretrainedFolder folder) => folder.Has(Features) && folder.Has(Linear);

    private static PublishedWeights LinearWeights(string name, string sha256) => new(
        $"linear weights of LPIPS v0.1 ({name})",
        [$"lpips-v0.1-{name}.pth", $"lpips-v0.1-{name}.safetensors"],
        $"{name}.pth of {Authors}",
        sha256);
}

/// <summary>
/// The convolutional part of a published image classifier. Its layers have torchvision's numbers, so that the weights have the same names
/// (<c>features.0.weight</c> …).
/// </summary>
internal sealed class FeatureStack : nn.Module
{
    private readonly Sequential features;
    private readonly int[] taps;

    /// <param name="layers">Layers in their order.</param>
    /// <param name="taps">Numbers of the layers whose results are returned, ascending; all of these layers are rectified.</param>
    public FeatureStack(IEnumerable<Module<Tensor, Tensor>> layers, params int[] taps)
        : base(nameof(FeatureStack))
    {
        features = Sequential([.. layers]);
        this.taps = taps;
        RegisterComponents();
    }

    /// <summary>Returns the results of the layers at the taps for a batch of images, shape (N, C, h, w) each.</summary>
    public IReadOnlyList<Tensor> Layers(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (layer, kept) = (images, new List<Tensor>(taps.Length));
        for (var number = 0; number <= taps[^1]; number++)
        {
            layer = features[number].call(layer);
            if (taps.Contains(number)) kept.Add(layer.MoveToOuterDisposeScope());
        }

        return kept;
    }
}

/// <summary>The convolutional parts of the three networks as torchvision builds them, with the layers that LPIPS compares.</summary>
internal static class ClassifierStacks
{
    /// <summary>
    /// Numbers of channels of VGG-16 (Simonyan and Zisserman, 2015, configuration D), where 0 stands for pooling. The last pooling is
    /// left out.
    /// </summary>
    private static readonly int[] VggChannels = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512];

    /// <summary>Returns SqueezeNet 1.1 (Iandola et al., 2016, in the authors' later variant), with 722,496 parameters.</summary>
    public static FeatureStack SqueezeNet() => new(
        [
            Conv2d(3, 64, 3, stride: 2), ReLU(inplace: true), Pool(true), new Fire(64, 16, 64), new Fire(128, 16, 64),
            Pool(true), new Fire(128, 32, 128), new Fire(256, 32, 128),
            Pool(true), new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256),
        ],
        1, 4, 7, 9, 10, 11, 12);

    /// <summary>Returns AlexNet with one tower (Krizhevsky, 2014), with 2,469,696 parameters.</summary>
    public static FeatureStack AlexNet() => new(
        [
            Conv2d(3, 64, 11, stride: 4, padding: 2), ReLU(inplace: true), Pool(false),
            Conv2d(64, 192, 5, padding: 2), ReLU(inplace: true), Pool(false),
            Conv2d(192, 384, 3, padding: 1), ReLU(inplace: true),
            Conv2d(384, 256, 3, padding: 1), ReLU(inplace: true),
            Conv2d(256, 256, 3, padding: 1), ReLU(inplace: true),
        ],
        1, 4, 7, 9, 11);

    /// <summary>Returns VGG-16, with 14,714,688 parameters.</summary>
    public static FeatureStack Vgg16() => new(VggLayers(), 3, 8, 15, 22, 29);

    private static IEnumerable<Module<Tensor, Tensor>> VggLayers()
    {
        var from = 3;
        foreach (var channels in VggChannels)
        {
            if (channels == 0)
            {
                yield return MaxPool2d(2, stride: 2);
                continue;
            }

            yield return Conv2d(from, channels, 3, padding: 1);
            yield return ReLU(inplace: true);
            from = channels;
        }
    }

    /// <summary>
    /// Returns a pooling over 3×3 windows at every second place. SqueezeNet adds a window that extends over the edge when the windows do
    /// not fit.
    /// </summary>
    private static Module<Tensor, Tensor> Pool(bool beyondEdge) => MaxPool2d(3, stride: 2, ceil_mode: beyondEdge);
}

/// <summary>
/// The building block of SqueezeNet: a 1×1 convolution to few channels, then a 1×1 and a parallel 3×3 convolution to many channels
/// (Iandola et al., 2016).
/// </summary>
internal sealed class Fire : Module<Tensor, Tensor>
{
    // The names are those of the published weights.
    private readonly Conv2d squeeze;
    private readonly Conv2d expand1x1;
    private readonly Conv2d expand3x3;

    public Fire(long from, long between, long each)
        : base(nameof(Fire))
    {
        squeeze = Conv2d(from, between, 1);
        expand1x1 = Conv2d(between, each, 1);
        expand3x3 = Conv2d(between, each, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var few = functional.relu(squeeze.call(input), inplace: true);
        return cat([expand1x1.call(few), expand3x3.call(few)], 1).relu_().MoveToOuterDisposeScope();
    }
}

// The three networks that LPIPS is published for, and the files of their weights.

using Hvae.Pretrained;

namespace Hvae.Metrics.Perceptual;

/// <summary>A network whose layers LPIPS compares. Addresses and hashes: richzhang/PerceptualSimilarity (v0.1) and torchvision.</summary>
public sealed record LpipsNetwork
{
    private const string Torchvision = "https://download.pytorch.org/models/";
    private const string Authors = "https://github.com/richzhang/PerceptualSimilarity/tree/master/lpips/weights/v0.1";

    private LpipsNetwork(string name, long[] channels, Func<FeatureStack> make, PublishedWeights features, PublishedWeights linear) =>
        (Name, Channels, Make, Features, Linear) = (name, channels, make, features, linear);

    /// <summary>SqueezeNet 1.1, 7 layers: the smallest.</summary>
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

    /// <summary>AlexNet, 5 layers: the authors' default.</summary>
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

    /// <summary>VGG-16, 5 layers.</summary>
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

    /// <summary>All three; the smallest first.</summary>
    public static IReadOnlyList<LpipsNetwork> All { get; } = [Squeeze, Alex, Vgg];

    /// <summary>The authors' name for it.</summary>
    public string Name { get; }

    /// <summary>Channels of each compared layer.</summary>
    public IReadOnlyList<long> Channels { get; }

    /// <summary>Weights of the convolutions, <c>features.N.weight</c> and <c>.bias</c> as torchvision names them; a classifier beside them is left alone.</summary>
    public PublishedWeights Features { get; }

    /// <summary>Weights of the channels of each layer, <c>linK.model.1.weight</c> of shape (1, C, 1, 1).</summary>
    public PublishedWeights Linear { get; }

    /// <summary>Makes the network, without its weights.</summary>
    internal Func<FeatureStack> Make { get; }

    /// <summary>Whether both files are there.</summary>
    public bool IsIn(PretrainedFolder folder) => folder.Has(Features) && folder.Has(Linear);

    private static PublishedWeights LinearWeights(string name, string sha256) => new(
        $"linear weights of LPIPS v0.1 ({name})",
        [$"lpips-v0.1-{name}.pth", $"lpips-v0.1-{name}.safetensors"],
        $"{name}.pth of {Authors}",
        sha256);
}

// The classifier networks by the names that configurations use.

using Hvae.Data;
using Shared;

namespace Hvae.Classifiers;

/// <summary>A kind of image classifier.</summary>
/// <param name="Name">Name in configurations and records.</param>
/// <param name="Images">Shapes of the images that the network takes.</param>
/// <param name="Make">Makes a network for an image shape and a number of classes, without drawing its parameters.</param>
public sealed record ClassifierNetwork(string Name, IReadOnlyList<ImageShape> Images, Func<ImageShape, int, ImageClassifier> Make)
{
    private static readonly ImageShape Grey28 = new(1, 28, 28);
    private static readonly ImageShape Colour32 = new(3, 32, 32);

    /// <summary>
    /// All networks. The first three are the paper's (for MNIST, SVHN and CIFAR-10). The others are our own: one for small machines, and
    /// one for quick runs.
    /// </summary>
    public static IReadOnlyList<ClassifierNetwork> All { get; } =
    [
        new("mnist-cnn", [Grey28], static (_, classes) => new MnistCnn(classes)),
        new("resnet18", [Colour32], static (_, classes) => new ResNet18("resnet18", 64, classes)),
        new("densenet121", [Colour32], static (_, classes) => new DenseNet121(classes)),
        new("resnet18-narrow", [Colour32], static (_, classes) => new ResNet18("resnet18-narrow", 16, classes)),
        new("small-cnn", [Grey28, Colour32], static (image, classes) => new SmallCnn(image, classes)),
    ];

    /// <summary>Makes the network with this name.</summary>
    /// <param name="name">Name of one of <see cref="All"/>.</param>
    /// <param name="image">Shape of the images to classify.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <exception cref="UnknownClassifierException">
    /// Thrown when there is no such network, or when it takes no images of this shape.
    /// </exception>
    public static ImageClassifier Create(string name, ImageShape image, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        var network = All.FirstOrDefault(network => string.Equals(network.Name, name, StringComparison.Ordinal))
            ?? throw Unknown(name);
        if (network.Images.Contains(image)) return network.Make(image, classes);

        var fitting = Names(All.Where(other => other.Images.Contains(image)));
        var remedy = fitting.Count > 0 ? $"for these use {string.Join(" or ", fitting)}" : "no image classifier does";
        throw new UnknownClassifierException(
            $"The image classifier {name} takes images of {string.Join(" or ", network.Images)}, not of {image}; {remedy}.");
    }

    /// <summary>Returns the error for a name that no network has.</summary>
    internal static UnknownClassifierException Unknown(string name) =>
        new($"There is no image classifier \"{name}\".{NearestNames.Suggest(name, Names(All))}");

    private static List<string> Names(IEnumerable<ClassifierNetwork> networks) => [.. networks.Select(network => network.Name)];
}

/// <summary>Thrown when no image classifier has a name, or when the one with this name cannot classify images of a shape.</summary>
/// <param name="message">The name or shape that is wrong, and what to use instead.</param>
public sealed class UnknownClassifierException(string message) : Exception(message);

// The networks by the names under which configurations ask for them.

using Hvae.Data;
using Shared;

namespace Hvae.Classifiers;

/// <summary>A kind of image classifier.</summary>
/// <param name="Name">In configurations and records.</param>
/// <param name="Images">Shapes of the images that it takes.</param>
/// <param name="Make">Makes one for images of a shape and a number of classes, without seeded parameters.</param>
public sealed record ClassifierNetwork(string Name, IReadOnlyList<ImageShape> Images, Func<ImageShape, int, ImageClassifier> Make)
{
    /// <summary>Version of the networks' numeric code: part of the identity of all that is trained with it.</summary>
    public const int CodeVersion = 1;

    private static readonly ImageShape Grey28 = new(1, 28, 28);
    private static readonly ImageShape Colour32 = new(3, 32, 32);

    /// <summary>All networks; the first three are the paper's (for MNIST, SVHN and CIFAR-10), the last is for quick runs.</summary>
    public static IReadOnlyList<ClassifierNetwork> All { get; } =
    [
        new("mnist-cnn", [Grey28], static (_, classes) => new MnistCnn(classes)),
        new("resnet18", [Colour32], static (_, classes) => new ResNet18(classes)),
        new("densenet121", [Colour32], static (_, classes) => new DenseNet121(classes)),
        new("small-cnn", [Grey28, Colour32], static (image, classes) => new SmallCnn(image, classes)),
    ];

    /// <summary>Makes the network of this name.</summary>
    /// <param name="name">Of one of <see cref="All"/>.</param>
    /// <param name="image">Shape of the images that it is to classify.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <exception cref="UnknownClassifierException">There is no such network, or it takes no images of this shape.</exception>
    public static ImageClassifier Create(string name, ImageShape image, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        var network = All.FirstOrDefault(network => string.Equals(network.Name, name, StringComparison.Ordinal))
            ?? throw Unknown(name);
        if (network.Images.Contains(image)) return network.Make(image, classes);

        var fitting = Names(All.Where(other => other.Images.Contains(image)));
        var remedy = fitting.Count > 0 ? $"for these use {string.Join(" or ", fitting)}" : "no image classifier does";
        throw new UnknownClassifierException($"The image classifier {name} takes images of {string.Join(" or ", network.Images)}, not of {image}; {remedy}.");
    }

    /// <summary>The error of a name that is none.</summary>
    internal static UnknownClassifierException Unknown(string name) => new($"There is no image classifier \"{name}\".{NearestNames.Suggest(name, Names(All))}");

    private static List<string> Names(IEnumerable<ClassifierNetwork> networks) => [.. networks.Select(network => network.Name)];
}

/// <summary>No image classifier has this name, or the one that has it cannot classify these images.</summary>
/// <param name="message">Which, and what there is instead.</param>
public sealed class UnknownClassifierException(string message) : Exception(message);

// How the image classifiers behind the inception scores are trained: network, optimiser, augmentation and loss.

using Hvae.Objectives;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Classifiers;

/// <summary>A network and the settings of its training.</summary>
public sealed record ClassifierRecipe
{
    /// <summary>Name of a <see cref="ClassifierNetwork"/>.</summary>
    public required string Network { get; init; }

    /// <summary>Number of passes over the training images.</summary>
    public required int Epochs { get; init; }

    /// <summary>Number of images per step.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The optimiser's learning rate in the first epoch.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The optimiser and its schedule.</summary>
    public required Optimisation Optimisation { get; init; }

    /// <summary>Random changes of the training images.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>The seed of the public code's classifiers.</summary>
    public const long PaperSeed = 1;

    /// <summary>
    /// Recipe for binarised MNIST (Xiao23's public code): Adadelta, with the learning rate multiplied by 0.7 after each epoch.
    /// </summary>
    public static ClassifierRecipe Mnist { get; } = new()
    {
        Network = "mnist-cnn",
        Epochs = 14,
        BatchSize = 64,
        LearningRate = 1,
        Optimisation = Optimisation.Adadelta.StepEachEpoch(0.7),
    };

    /// <summary>
    /// Recipe for SVHN (Xiao23's public code, by default 14 epochs; the paper reports 95.02 % on the test split, Section 5.5).
    /// </summary>
    public static ClassifierRecipe Svhn { get; } = new()
    {
        Network = "resnet18",
        Epochs = 14,
        BatchSize = 256,
        LearningRate = 0.01,
        Optimisation = Optimisation.Sgd(momentum: 0.9, weightDecay: 5e-4),
    };

    /// <summary>Recipe for CIFAR-10 (Xiao23's public code, by default 14 epochs; the paper does not say how many it used).</summary>
    public static ClassifierRecipe Cifar10 { get; } = new()
    {
        Network = "densenet121",
        Epochs = 14,
        BatchSize = 256,
        LearningRate = 0.01,
        Optimisation = Optimisation.Sgd(momentum: 0.9, weightDecay: 5e-4).Cosine(),
        Augmentation = Augmentation.CropAndMirror,
    };

    /// <summary>
    /// Our own recipe of a ResNet-18 of a quarter of the width, for 32×32 colour images on small machines.
    /// </summary>
    public static ClassifierRecipe Narrow { get; } = new()
    {
        Network = "resnet18-narrow",
        Epochs = 20,
        BatchSize = 128,
        LearningRate = 0.1,
        Optimisation = Optimisation.Sgd(momentum: 0.9, weightDecay: 5e-4).Cosine().WarmUp(400),
        Augmentation = Augmentation.CropAndMirror,
    };

    /// <summary>
    /// Our own recipe of a small network for quick runs, which reaches an accuracy of 99 % on MNIST and 69 % on CIFAR-10 in about a
    /// minute of processor time.
    /// </summary>
    public static ClassifierRecipe Small { get; } = new()
    {
        Network = "small-cnn",
        Epochs = 5,
        BatchSize = 128,
        LearningRate = 3e-3,
        Optimisation = Optimisation.Adam.Cosine(),
    };

    /// <summary>Returns the recipe of a network. Digits are never mirrored, because the mirror image of a digit is none.</summary>
    /// <param name="network">Name of a <see cref="ClassifierNetwork"/>.</param>
    /// <param name="data">Name of the data set on which it is trained.</param>
    /// <exception cref="UnknownClassifierException">Thrown when there is no such network.</exception>
    public static ClassifierRecipe For(string network, string data)
    {
        ClassifierRecipe[] all = [Mnist, Svhn, Cifar10, Narrow, Small];
        var recipe = all.FirstOrDefault(recipe => recipe.Network == network) ?? throw ClassifierNetwork.Unknown(network);
        return data is "svhn" ? recipe with { Augmentation = recipe.Augmentation with { Mirror = false } } : recipe;
    }

    /// <summary>Returns the trainer's settings for one seed.</summary>
    public TrainingSettings Settings(long seed) => new(Epochs, BatchSize, LearningRate, seed) { Optimisation = Optimisation };
}

/// <summary>The loss of an image classifier, E[−log p_cls(y|x)] in nats per image, on augmented images and with dropout.</summary>
/// <param name="Augmentation">Random changes of the training images.</param>
public sealed record ClassificationObjective(Augmentation Augmentation)
{
    /// <summary>Returns the objective of training <paramref name="classifier"/>. Its log has the term <c>accuracy</c>, in [0, 1].</summary>
    public Objective For(ImageClassifier classifier) => (batch, noise) =>
    {
        var images = Augmentation.Apply(batch.Images, noise);
        var logProbabilities = classifier.LogProbabilities(images, DropoutRules.Sampled(noise));
        var accuracy = logProbabilities.detach().argmax(1).eq(batch.Labels).to(ScalarType.Float32).mean();
        return new(nn.functional.nll_loss(logProbabilities, batch.Labels), [("accuracy", accuracy)]);
    };
}

/// <summary>
/// Random changes of training images that keep their class: a random crop of the padded image, then a random mirror image, drawn for each
/// image separately (the usual training of CIFAR-10; torchvision's RandomCrop and RandomHorizontalFlip).
/// </summary>
/// <param name="Padding">Number of black pixels added on each side before an image of the old size is cut out; 0 for no crop.</param>
/// <param name="Mirror">Whether left and right are exchanged with probability 1/2.</param>
public sealed record Augmentation(int Padding, bool Mirror)
{
    /// <summary>Leaves images unchanged and draws nothing.</summary>
    public static Augmentation None { get; } = new(0, false);

    /// <summary>Crops with four pixels of padding and mirrors images (Xiao23's public code, for CIFAR-10).</summary>
    public static Augmentation CropAndMirror { get; } = new(4, true);

    /// <summary>Returns changed images of the same shape, with channels last in memory.</summary>
    /// <param name="images">Images, shape (N, C, H, W).</param>
    /// <param name="noise">Generator on the CPU.</param>
    public Tensor Apply(Tensor images, Generator noise)
    {
        if (Padding == 0 && !Mirror) return images;
        using var scope = NewDisposeScope();
        var (count, device) = (images.shape[0], images.device);
        var corners = randint(0, (2 * Padding) + 1, [2, count, 1], dtype: ScalarType.Int64, generator: noise).to(device);
        var mirrored = randint(0, Mirror ? 2 : 1, [count, 1], dtype: ScalarType.Int64, generator: noise).to(device);
        return Cut(images, corners[0], corners[1], mirrored).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Returns images whose pixel (i, j) is pixel (top + i, left + j) of the padded image, or (top + i, left + W − 1 − j) when mirrored.
    /// </summary>
    /// <param name="images">Images, shape (N, C, H, W).</param>
    /// <param name="top">Row of the upper left corner, 0 … 2·Padding, shape (N, 1).</param>
    /// <param name="left">Column of the upper left corner, 0 … 2·Padding, shape (N, 1).</param>
    /// <param name="mirrored">1 for a mirrored image, otherwise 0; shape (N, 1).</param>
    internal Tensor Cut(Tensor images, Tensor top, Tensor left, Tensor mirrored)
    {
        var (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3]);
        var padded = nn.functional.pad(images.permute(0, 2, 3, 1), [0, 0, Padding, Padding, Padding, Padding]);
        var (paddedHeight, paddedWidth) = (padded.shape[1], padded.shape[2]);

        var j = arange(width, dtype: ScalarType.Int64, device: images.device);
        var columns = left + (mirrored * (width - 1 - j)) + ((1 - mirrored) * j);
        var rows = top + arange(height, dtype: ScalarType.Int64, device: images.device);
        var places = ((rows * paddedWidth).unsqueeze(2) + columns.unsqueeze(1)).reshape(-1, height * width, 1);

        return padded.reshape(-1, paddedHeight * paddedWidth, channels)
            .gather(1, places.expand(-1, -1, channels))
            .reshape(-1, height, width, channels)
            .permute(0, 3, 1, 2);
    }
}

// The sizes of a run, read from the preset's file.

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Experiments.ProgressiveCoding;
using Experiments.Sweeps;
using Hvae.Models;
using Repro.Plans;
using Shared;

namespace Experiments;

/// <summary>The values of a preset after its inheritance has been resolved (files in <c>Presets/</c>).</summary>
/// <param name="Description">Sentence that `hvae-repro list` shows for the preset.</param>
/// <param name="Training">Sizes of the training of two-layer VAEs.</param>
/// <param name="Evaluation">Sizes of the evaluation of two-layer VAEs.</param>
/// <param name="Samples">Sizes of the samples for inception scores.</param>
/// <param name="Pictures">Number of samples, and of reconstructions, that are kept of every model to look at.</param>
/// <param name="Seeds">Seeds with which each cell of a sweep is trained.</param>
/// <param name="FidelitySeeds">Seeds with which each setting of the reference runs is trained.</param>
/// <param name="BetaGrid">Grid of Xiao23's sweeps.</param>
/// <param name="Mnist">Sizes for MNIST.</param>
/// <param name="Svhn">Sizes for SVHN.</param>
/// <param name="Cifar10">Sizes for CIFAR-10.</param>
/// <param name="ProgressiveCoding">Sizes of Shu22's experiments.</param>
/// <param name="Precision">Precision of the training of models and image classifiers.</param>
public sealed record Sizes(
    string Description,
    TrainingSizes Training,
    EvaluationSizes Evaluation,
    SampleSizes Samples,
    int Pictures,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<long> FidelitySeeds,
    BetaGrid BetaGrid,
    DataSetSizes Mnist,
    DataSetSizes Svhn,
    DataSetSizes Cifar10,
    ProgressiveCodingSizes ProgressiveCoding,
    Precision Precision = Precision.Float32)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>Reads the values of a preset.</summary>
    /// <exception cref="PresetException">Thrown when a value is missing, unknown, of the wrong kind or out of range; the message names it.</exception>
    public static Sizes From(JsonObject settings)
    {
        if (UnknownMembers(settings, typeof(Sizes), "").FirstOrDefault() is { } unknown) throw Wrong(unknown);
        try
        {
            var sizes = settings.Deserialize<Sizes>(Options)!;
            return sizes.Mistakes().FirstOrDefault() is { } mistake ? throw Wrong(mistake) : sizes;
        }
        catch (JsonException error)
        {
            throw Wrong($"{error.Path?.TrimStart('$', '.')}: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>Returns the name of a precision in configurations, options and captions.</summary>
    public static string NameOf(Precision precision) => JsonSerializer.SerializeToNode(precision)!.GetValue<string>();

    /// <summary>Returns the sizes for a data set.</summary>
    /// <param name="data">Name of the data set, also when a stand-in takes its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">Thrown when presets have no sizes for it.</exception>
    public DataSetSizes For(string data) => data switch
    {
        "mnist" => Mnist,
        "svhn" => Svhn,
        "cifar10" => Cifar10,
        _ => throw new ArgumentOutOfRangeException(nameof(data), data, "Presets have sizes for mnist, svhn and cifar10."),
    };

    private IEnumerable<string> Mistakes()
    {
        if (Training.BatchSize < 1 || Evaluation.BatchSize < 1) yield return "batchSize must be at least 1";
        if (!(Training.LearningRate is > 0 and < double.PositiveInfinity)) yield return "learningRate must be above 0";
        foreach (var (name, seeds) in new[] { ("seeds", Seeds), ("fidelitySeeds", FidelitySeeds) })
            if (seeds.Count == 0 || seeds.Distinct().Count() != seeds.Count) yield return $"{name} must name at least one seed, each once";
        if (BetaGrid.Points < 2) yield return "betaGrid.points must be at least 2";
        if (!(BetaGrid.Lowest > 0 && BetaGrid.Highest > BetaGrid.Lowest && double.IsFinite(BetaGrid.Highest)))
            yield return "betaGrid needs 0 < lowest < highest";
        if (Samples.BatchSize < 1 || Samples.Splits < 1 || Samples.Count < Samples.Splits)
            yield return "samples needs batchSize and splits of at least 1, and count of at least splits";
        if (Pictures < 1) yield return "pictures must be at least 1";
        foreach (var mistake in ProgressiveCoding.Mistakes()) yield return mistake;
        foreach (var mistake in new[] { (nameof(Mnist), Mnist), (nameof(Svhn), Svhn), (nameof(Cifar10), Cifar10) }.SelectMany(
            set => set.Item2.Mistakes(set.Item1.ToLowerInvariant())))
            yield return mistake;
    }

    private static PresetException Wrong(string what, Exception? inner = null) =>
        new($"The preset has a wrong value: {what}. Correct it in the preset's file.", inner);

    /// <summary>Returns a sentence for each member of the JSON that the type lacks, with the nearest name.</summary>
    private static IEnumerable<string> UnknownMembers(JsonObject settings, Type type, string path)
    {
        var known = Options.GetTypeInfo(type).Properties;
        foreach (var (name, value) in settings)
        {
            var member = known.FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (member is null)
                yield return $"there is no {path}{name}.{NearestNames.Suggest(name, known.Select(property => property.Name)).TrimEnd('.')}";
            else if (value is JsonObject inner)
                foreach (var unknown in UnknownMembers(inner, member.PropertyType, $"{path}{member.Name}.")) yield return unknown;
        }
    }
}

/// <summary>Sizes of training.</summary>
/// <param name="BatchSize">Number of images in a step.</param>
/// <param name="LearningRate">Learning rate of Adam.</param>
public sealed record TrainingSizes(int BatchSize, double LearningRate);

/// <summary>Sizes of evaluation.</summary>
/// <param name="BatchSize">Number of images in a batch; means of batch means depend on it.</param>
public sealed record EvaluationSizes(int BatchSize);

/// <summary>Sizes of the inception score's samples.</summary>
/// <param name="Count">Number of samples of each model.</param>
/// <param name="BatchSize">Number of samples that are drawn at a time.</param>
/// <param name="Splits">Number of parts over which the score is averaged.</param>
public sealed record SampleSizes(int Count, int BatchSize, int Splits);

/// <summary>Sizes for one data set.</summary>
/// <param name="Epochs">Passes over the training images; see <see cref="EpochsOver"/>.</param>
/// <param name="TrainImages">Number of training images, taken from the start of the split.</param>
/// <param name="TestImages">Number of test images, taken from the start of the split.</param>
/// <param name="LatentImages">Number of test images whose latents are classified.</param>
/// <param name="Classifier">Sizes of the classifier for inception scores.</param>
public sealed record DataSetSizes(int Epochs, int TrainImages, int TestImages, int LatentImages, ClassifierSizes Classifier)
{
    /// <summary>
    /// Returns the number of epochs over a set that may have fewer images than <see cref="TrainImages"/>, so that a part of a data set is
    /// trained on for as many steps as the whole.
    /// </summary>
    /// <param name="images">Number of images in the set.</param>
    public int EpochsOver(int images) => Stretch(images, Epochs, TrainImages);

    /// <summary>Returns the number of epochs of the classifier by the same rule.</summary>
    /// <param name="images">Number of images in the set.</param>
    public int ClassifierEpochsOver(int images) => Stretch(images, Classifier.Epochs, Classifier.TrainImages);

    /// <summary>The protocol tests the classifiers on a fifth of the images, so this leaves one.</summary>
    private const int FewestLatents = 5;

    internal IEnumerable<string> Mistakes(string name)
    {
        if (Epochs < 1 || TrainImages < 1 || TestImages < 2)
            yield return $"{name} needs epochs and trainImages of at least 1, testImages of at least 2";
        if (LatentImages < FewestLatents) yield return $"{name}.latentImages must be at least {FewestLatents}";
        if (Classifier.Epochs < 1 || Classifier.TrainImages < 1)
            yield return $"{name}.classifier needs epochs and trainImages of at least 1";
    }

    internal static int Stretch(int images, int epochs, int intended) =>
        images >= intended ? epochs : (int)Math.Min(int.MaxValue, (((long)epochs * intended) + images - 1) / images);
}

/// <summary>Sizes of a classifier's training.</summary>
/// <param name="Network">Name of the network, e.g. <c>resnet18</c>.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="TrainImages">Number of training images, taken from the start of the split.</param>
public sealed record ClassifierSizes(string Network, int Epochs, int TrainImages);

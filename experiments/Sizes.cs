// The sizes of a run, read from the preset's file.

using System.Text.Json;
using System.Text.Json.Nodes;
using Experiments.Coding;
using Experiments.Sweeps;
using Hvae.Models;
using Repro.Plans;

namespace Experiments;

/// <summary>A preset's values, inheritance resolved (files in <c>Presets/</c>).</summary>
/// <param name="Description">For people.</param>
/// <param name="Training">Of every model.</param>
/// <param name="Evaluation">Of every model.</param>
/// <param name="Samples">Drawn from every model for its inception score.</param>
/// <param name="Pictures">So many samples, and as many reconstructions, of every model are kept to look at.</param>
/// <param name="Seeds">Each cell of a sweep is trained once with each.</param>
/// <param name="FidelitySeeds">Each setting of the reference runs is trained once with each.</param>
/// <param name="BetaGrid">Of Xiao23's sweeps.</param>
/// <param name="Mnist">Sizes for MNIST.</param>
/// <param name="Svhn">Sizes for SVHN.</param>
/// <param name="Cifar10">Sizes for CIFAR-10.</param>
/// <param name="Coding">Sizes of Shu22's experiments.</param>
/// <param name="Precision">In which models and image classifiers are trained.</param>
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
    CodingSizes Coding,
    Precision Precision = Precision.Float32)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Reads the values; a misspelt, missing or senseless one is an error that names it.</summary>
    /// <exception cref="PresetException">A value is missing, unknown, of the wrong kind or out of range.</exception>
    public static Sizes From(JsonObject settings)
    {
        try
        {
            var sizes = settings.Deserialize<Sizes>(Options)!;
            return sizes.Mistakes().FirstOrDefault() is { } mistake ? throw Wrong(mistake) : sizes;
        }
        catch (JsonException error)
        {
            throw Wrong($"{error.Path}: {error.Message}", error);
        }
    }

    /// <summary>The precision as configurations, options and captions name it.</summary>
    /// <param name="precision">Of training.</param>
    public static string NameOf(Precision precision) => JsonSerializer.SerializeToNode(precision)!.GetValue<string>();

    /// <summary>The sizes for a data set.</summary>
    /// <param name="data">Its name, also when a stand-in takes its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">Presets have no sizes for it.</exception>
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
        if (Samples.BatchSize < 1 || Samples.Splits < 1 || Samples.Count < Samples.Splits) yield return "samples needs batchSize and splits of at least 1, and count of at least splits";
        if (Pictures < 1) yield return "pictures must be at least 1";
        foreach (var mistake in Coding.Mistakes()) yield return mistake;
        foreach (var mistake in new[] { (nameof(Mnist), Mnist), (nameof(Svhn), Svhn), (nameof(Cifar10), Cifar10) }.SelectMany(set => set.Item2.Mistakes(set.Item1.ToLowerInvariant())))
            yield return mistake;
    }

    private static PresetException Wrong(string what, Exception? inner = null) =>
        new($"The preset does not fit: {what}. Correct it in experiments/Presets and build again.", inner);
}

/// <summary>Sizes of training.</summary>
/// <param name="BatchSize">Images a step.</param>
/// <param name="LearningRate">Adam's.</param>
public sealed record TrainingSizes(int BatchSize, double LearningRate);

/// <summary>Sizes of evaluation.</summary>
/// <param name="BatchSize">The mean of batch means depends on it.</param>
public sealed record EvaluationSizes(int BatchSize);

/// <summary>Sizes of the inception score's samples.</summary>
/// <param name="Count">Samples of each model.</param>
/// <param name="BatchSize">Drawn at a time.</param>
/// <param name="Splits">The score is the mean over so many parts.</param>
public sealed record SampleSizes(int Count, int BatchSize, int Splits);

/// <summary>Sizes for one data set.</summary>
/// <param name="Epochs">Passes over the training images; see <see cref="EpochsOver"/>.</param>
/// <param name="TrainImages">The first so many of the training split; fewer where it has fewer.</param>
/// <param name="TestImages">The first so many of the test split; fewer where it has fewer.</param>
/// <param name="LatentImages">As many of them have their latents classified.</param>
/// <param name="Classifier">Of the inception score.</param>
public sealed record DataSetSizes(int Epochs, int TrainImages, int TestImages, int LatentImages, ClassifierSizes Classifier)
{
    /// <summary>
    /// Epochs over a set that may have fewer images than <see cref="TrainImages"/>: so many that as many images are seen in
    /// all. A part of a data set is thus trained on for as many steps as the whole would be.
    /// </summary>
    /// <param name="images">How many there are.</param>
    public int EpochsOver(int images) => Stretch(images, Epochs, TrainImages);

    /// <summary>The same for the classifier.</summary>
    /// <param name="images">How many there are.</param>
    public int ClassifierEpochsOver(int images) => Stretch(images, Classifier.Epochs, Classifier.TrainImages);

    /// <summary>The protocol tests the classifiers on a fifth of them.</summary>
    private const int FewestLatents = 5;

    internal IEnumerable<string> Mistakes(string name)
    {
        if (Epochs < 1 || TrainImages < 1 || TestImages < 2) yield return $"{name} needs epochs and trainImages of at least 1, testImages of at least 2";
        if (LatentImages < FewestLatents) yield return $"{name}.latentImages must be at least {FewestLatents}";
        if (Classifier.Epochs < 1 || Classifier.TrainImages < 1) yield return $"{name}.classifier needs epochs and trainImages of at least 1";
    }

    internal static int Stretch(int images, int epochs, int intended) =>
        images >= intended ? epochs : (int)Math.Min(int.MaxValue, (((long)epochs * intended) + images - 1) / images);
}

/// <summary>Sizes of a classifier's training.</summary>
/// <param name="Network">Which one, e.g. <c>resnet18</c>.</param>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="TrainImages">The first so many of the training split; fewer where it has fewer.</param>
public sealed record ClassifierSizes(string Network, int Epochs, int TrainImages);

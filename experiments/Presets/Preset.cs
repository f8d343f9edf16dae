// A preset: the sizes of a run, its learning rates and seeds, read from a file and checked.

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Hvae.Data;
using Hvae.Models;
using Hvae.Training;
using Repro.Plans;
using Shared;

namespace Experiments.Presets;

/// <summary>The values of a preset after its inheritance has been resolved (files in <c>Presets/</c>).</summary>
/// <param name="Description">Sentence that `hvae-repro list` shows for the preset.</param>
/// <param name="Training">Sizes of the training of two-layer VAEs.</param>
/// <param name="Evaluation">Sizes of the evaluation of two-layer VAEs.</param>
/// <param name="Samples">Sizes of the samples for inception scores.</param>
/// <param name="Pictures">Number of samples, and of reconstructions, that are kept of every model to look at.</param>
/// <param name="Seeds">
/// Seeds with which the cells of a sweep are trained, each with the part of the grid on which it is used; a data set may have its own.
/// </param>
/// <param name="History">
/// Shares of all steps of a training after which the models of a sweep are measured too, each in (0, 1), in rising order; may be empty.
/// </param>
/// <param name="FidelitySeeds">Seeds with which each setting of the reference runs is trained.</param>
/// <param name="BetaGrid">Grid of Xiao23's sweeps; a data set may have its own.</param>
/// <param name="Mnist">Sizes for MNIST.</param>
/// <param name="Svhn">Sizes for SVHN.</param>
/// <param name="Cifar10">Sizes for CIFAR-10.</param>
/// <param name="ProgressiveCoding">Sizes of Shu22's experiments.</param>
/// <param name="Precision">Precision of the training of models and image classifiers.</param>
public sealed record Preset(
    string Description,
    TrainingSizes Training,
    EvaluationSizes Evaluation,
    SampleSizes Samples,
    int Pictures,
    IReadOnlyList<SeedsOnGrid> Seeds,
    IReadOnlyList<double> History,
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

    private const string OfThePaper = "paper";

    private const string Grid = "betaGrid";

    /// <summary>The folder of the presets that have names.</summary>
    public static PresetFolder Folder { get; } = new(Path.Combine(AppContext.BaseDirectory, "Presets"));

    /// <summary>Reads a preset.</summary>
    /// <param name="nameOrPath">A name in any case, or the path of a file.</param>
    /// <exception cref="PresetException">Thrown when there is no such preset or when one of its values is wrong.</exception>
    public static Preset Load(string nameOrPath) => From(Folder.Load(nameOrPath).Settings);

    /// <summary>Reads the values of a preset.</summary>
    /// <param name="settings">The values as the preset's file gives them.</param>
    /// <exception cref="PresetException">
    /// Thrown when a value is missing, unknown, of the wrong kind or out of range; the message names it.
    /// </exception>
    public static Preset From(JsonObject settings)
    {
        if (UnknownMembers(settings, typeof(Preset), "").FirstOrDefault() is { } unknown) throw Wrong(unknown);
        try
        {
            var preset = settings.Deserialize<Preset>(Options)!;
            return preset.Mistakes().FirstOrDefault() is { } mistake ? throw Wrong(mistake) : preset;
        }
        catch (JsonException error)
        {
            throw Wrong($"{error.Path?.TrimStart('$', '.')}: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>
    /// Returns each value that differs from that of the preset "paper", e.g. <c>samples.count 2000 (paper: 10000)</c>, in the order of that
    /// preset's file.
    /// </summary>
    /// <param name="settings">The values as the preset's file gives them.</param>
    /// <param name="members">Names of the preset's members that matter.</param>
    public static IReadOnlyList<string> Departures(JsonObject settings, IEnumerable<string> members)
    {
        var paper = Folder.Load(OfThePaper).Settings;
        return
        [
            .. from name in members.Distinct()
               let own = (settings[name] as JsonObject)?[Grid]
               from departure in Compare(name, settings[name], paper[name])
                   .Concat(own is null ? [] : Compare($"{name}.{Grid}", own, paper[Grid]))
               select departure,
        ];
    }

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

    /// <summary>Returns the grid and the seeds of sweeps on a data set: the preset's where the data set has none of its own.</summary>
    /// <param name="data">Name of the data set, also when a stand-in takes its place.</param>
    /// <exception cref="ArgumentOutOfRangeException">Thrown when presets have no sizes for it.</exception>
    public SweepGrid GridFor(string data) => GridFor(For(data));

    private SweepGrid GridFor(DataSetSizes sizes) => new(sizes.BetaGrid ?? BetaGrid, sizes.Seeds ?? Seeds);

    /// <summary>Returns the preset with other seeds, on every data set.</summary>
    public Preset With(IReadOnlyList<SeedsOnGrid> seeds) => this with
    {
        Seeds = seeds,
        Mnist = Mnist with { Seeds = null },
        Svhn = Svhn with { Seeds = null },
        Cifar10 = Cifar10 with { Seeds = null },
    };

    private IEnumerable<string> Mistakes()
    {
        if (Training.BatchSize < 1 || Evaluation.BatchSize < 1) yield return "batchSize must be at least 1";
        if (!(Training.LearningRate is > 0 and < double.PositiveInfinity)) yield return "learningRate must be above 0";
        if (Training.Schedule == LearningRateSchedule.StepEachEpoch) yield return "training.schedule must be constant or cosine";
        if (FidelitySeeds.Count == 0 || FidelitySeeds.Distinct().Count() != FidelitySeeds.Count)
            yield return "fidelitySeeds must name at least one seed, each once";
        if (History.Any(share => share is not (> 0 and < 1)) || !History.SequenceEqual(History.Distinct().Order()))
            yield return "history must be a list of shares above 0 and below 1, in rising order";
        foreach (var mistake in new SweepGrid(BetaGrid, Seeds).Mistakes("")) yield return mistake;
        if (Samples.BatchSize < 1 || Samples.Splits < 1 || Samples.Count < Samples.Splits)
            yield return "samples needs batchSize and splits of at least 1, and count of at least splits";
        if (Pictures < 1) yield return "pictures must be at least 1";
        foreach (var mistake in ProgressiveCoding.Mistakes()) yield return mistake;
        var (grey, colour) = (new ImageShape(1, 28, 28), new ImageShape(3, 32, 32));
        foreach (var mistake in Mnist.Mistakes("mnist", grey).Concat(Svhn.Mistakes("svhn", colour)).Concat(
            Cifar10.Mistakes("cifar10", colour)))
            yield return mistake;
        foreach (var (name, sizes) in new[] { ("mnist", Mnist), ("svhn", Svhn), ("cifar10", Cifar10) })
            if (sizes.BetaGrid is not null || sizes.Seeds is not null)
                foreach (var mistake in GridFor(sizes).Mistakes($"{name}.")) yield return mistake;
    }

    private static PresetException Wrong(string what, Exception? inner = null) =>
        new($"The preset has a wrong value: {what}{(what.EndsWith('?') ? "" : ".")} Correct it in the preset's file.", inner);

    /// <summary>
    /// Returns a sentence with the nearest name for each member of the JSON that the type lacks, and for each value that is none of an
    /// enumeration's.
    /// </summary>
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
            else if (value is JsonArray list && Options.GetTypeInfo(member.PropertyType).ElementType is { } element)
                foreach (var item in list.OfType<JsonObject>())
                    foreach (var unknown in UnknownMembers(item, element, $"{path}{member.Name}.")) yield return unknown;
            else if (member.PropertyType.IsEnum && value is JsonValue given && given.TryGetValue<string>(out var typed)
                && Names(member.PropertyType) is var names && !names.Contains(typed, StringComparer.OrdinalIgnoreCase))
                yield return $"{path}{member.Name} cannot be {typed}.{NearestNames.Suggest(typed, names).TrimEnd('.')}";
        }
    }

    private static IReadOnlyList<string> Names(Type enumeration) =>
        [.. Enum.GetValues(enumeration).Cast<object>().Select(value => JsonSerializer.Serialize(value, enumeration).Trim('"'))];

    private static IEnumerable<string> Compare(string path, JsonNode? here, JsonNode? paper) => paper switch
    {
        JsonObject members =>
            members.SelectMany(member => Compare($"{path}.{member.Key}", (here as JsonObject)?[member.Key], member.Value)),
        _ when JsonNode.DeepEquals(here, paper) => [],
        _ => [$"{path} {Text(here)} ({Source(path)}: {Text(paper)})"],
    };

    /// <summary>
    /// Returns where a value of the preset "paper" is from. Xiao23 states no number of epochs; its public code's README trains for 500, and
    /// the code's classifiers for 14 by default. Shu22's text at hand states no sizes.
    /// </summary>
    private static string Source(string path) => path.StartsWith("progressiveCoding.", StringComparison.Ordinal) ? "preset paper"
        : path.EndsWith(".epochs", StringComparison.Ordinal) ? "public code" : "paper";

    private static string Text(JsonNode? value) => value?.ToJsonString().Trim('"') ?? "none";
}

/// <summary>Names of precisions.</summary>
public static class PrecisionText
{
    /// <summary>Returns the name of a precision in configurations, options and captions.</summary>
    public static string ToText(this Precision precision) => JsonSerializer.SerializeToNode(precision)!.GetValue<string>();
}

// The sizes of a run, read from the preset's file.

using System.Text.Json;
using System.Text.Json.Nodes;
using Experiments.Sweeps;
using Repro.Plans;

namespace Experiments;

/// <summary>A preset's values, inheritance resolved (files in <c>Presets/</c>).</summary>
/// <param name="Description">For people.</param>
/// <param name="Training">Of every model.</param>
/// <param name="Evaluation">Of every model.</param>
/// <param name="Seeds">Each cell of a sweep is trained once with each.</param>
/// <param name="BetaGrid">Of Xiao23's sweeps.</param>
/// <param name="Mnist">Sizes for MNIST.</param>
public sealed record Sizes(
    string Description, TrainingSizes Training, EvaluationSizes Evaluation, IReadOnlyList<long> Seeds, BetaGrid BetaGrid, DataSetSizes Mnist)
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

    private IEnumerable<string> Mistakes()
    {
        if (Training.BatchSize < 1 || Evaluation.BatchSize < 1) yield return "batchSize must be at least 1";
        if (!(Training.LearningRate is > 0 and < double.PositiveInfinity)) yield return "learningRate must be above 0";
        if (Seeds.Count == 0 || Seeds.Distinct().Count() != Seeds.Count) yield return "seeds must name at least one seed, each once";
        if (BetaGrid.Points < 2) yield return "betaGrid.points must be at least 2";
        if (!(BetaGrid.Lowest > 0 && BetaGrid.Highest > BetaGrid.Lowest && double.IsFinite(BetaGrid.Highest)))
            yield return "betaGrid needs 0 < lowest < highest";
        if (Mnist.Epochs < 1 || Mnist.TrainImages < 1 || Mnist.TestImages < 2) yield return "mnist needs epochs and trainImages of at least 1, testImages of at least 2";
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

/// <summary>Sizes for one data set.</summary>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="TrainImages">The first so many of the training split; fewer where it has fewer.</param>
/// <param name="TestImages">The first so many of the test split; fewer where it has fewer.</param>
public sealed record DataSetSizes(int Epochs, int TrainImages, int TestImages);

// The sizes of a run, read from the preset's file.

using System.Text.Json;
using System.Text.Json.Nodes;
using Experiments.Sweeps;

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
    };

    /// <summary>Reads the values; a misspelt or missing one is an error that names it.</summary>
    /// <exception cref="JsonException">A value is missing, unknown or of the wrong kind.</exception>
    public static Sizes From(JsonObject settings) => settings.Deserialize<Sizes>(Options)!;
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

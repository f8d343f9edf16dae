// Whose features a Fréchet distance is taken of, as it stands in a job's configuration.

using System.Text.Json.Serialization;
using Hvae.Data;
using Hvae.Metrics.Features;
using Hvae.Pretrained;
using Repro.Plans;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>A choice among <see cref="FeatureKind"/>s, made when the job is planned.</summary>
/// <param name="Kind">Which.</param>
public sealed record FeaturesSpecification(FeatureKind Kind)
{
    /// <summary>SHA-256 of the file of published weights; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WeightsSha256 { get; init; }

    /// <summary>The data set's own classifier, whose training is the job's last input; null for other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClassifierConfiguration? Classifier { get; init; }

    /// <summary>The features that the worker loads.</summary>
    /// <param name="inputs">Folders of the job's inputs.</param>
    /// <param name="machine">Where to compute, and where weights lie.</param>
    /// <exception cref="JobFailedException">The weights are no longer those that were there when the job was planned.</exception>
    /// <exception cref="DataFormatException">The weights cannot be read.</exception>
    internal IImageFeatures Load(IReadOnlyList<string> inputs, WorkerMachine machine)
    {
        if (ImageFeatures.WeightsOf(Kind) is { } weights) PlannedWeights.Require(machine.Pretrained, weights, WeightsSha256);
        return ImageFeatures.Load(Kind, machine.Pretrained,
            Classifier is null ? null : () => ClassifierJob.Load(inputs[^1], Classifier, machine.Device).Network, machine.Device);
    }
}

/// <summary>The features of one data set in a plan.</summary>
/// <param name="Specification">Which.</param>
/// <param name="Classifier">Its training; null for features of other kinds.</param>
internal sealed record PlannedFeatures(FeaturesSpecification Specification, Job? Classifier)
{
    /// <summary>The most telling features that are at hand (<see cref="ImageFeatures.Choose"/>).</summary>
    /// <param name="folder">Where weights lie.</param>
    /// <param name="classifier">The training of the data set's own classifier; null where it has none.</param>
    public static PlannedFeatures Choose(PretrainedFolder folder, Job? classifier)
    {
        var kind = ImageFeatures.Choose(folder, classifier is not null);
        var chosen = kind == FeatureKind.Classifier ? classifier : null;
        return new(
            new(kind)
            {
                WeightsSha256 = ImageFeatures.WeightsOf(kind) is { } weights ? folder.Sha256Of(weights) : null,
                Classifier = chosen is null ? null : Configuration.FromJson<ClassifierConfiguration>(chosen.Configuration),
            },
            chosen);
    }
}

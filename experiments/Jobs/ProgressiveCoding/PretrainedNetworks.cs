// Networks behind the Fréchet distance and LPIPS in the configurations of jobs. Published weights belong to a job's identity by their hash.

using System.Text.Json.Serialization;
using Hvae.Data;
using Hvae.Metrics.Features;
using Hvae.Metrics.Perceptual;
using Hvae.Pretrained;
using Repro.Plans;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Features of a Fréchet distance, chosen when the job is planned.</summary>
/// <param name="Kind">Kind of the features.</param>
public sealed record FeaturesSpecification(FeatureKind Kind)
{
    /// <summary>SHA-256 of the file of published weights; null for features without published weights.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WeightsSha256 { get; init; }

    /// <summary>The data set's own classifier, whose training is the job's last input; null for features of other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClassifierConfiguration? Classifier { get; init; }

    /// <summary>Loads the features.</summary>
    /// <param name="inputs">Folders of the job's inputs.</param>
    /// <param name="machine">Machine that computes, with the folder of published weights.</param>
    /// <exception cref="JobFailedException">Thrown when the weights are not those with which the job was planned.</exception>
    /// <exception cref="DataFormatException">Thrown when the weights cannot be read.</exception>
    internal IImageFeatures Load(IReadOnlyList<string> inputs, WorkerMachine machine)
    {
        if (ImageFeatures.WeightsOf(Kind) is { } weights) PlannedWeights.Require(machine.Pretrained, weights, WeightsSha256);
        return ImageFeatures.Load(Kind, machine.Pretrained,
            Classifier is null ? null : () => ClassifierJob.Load(inputs[^1], Classifier, machine.Device), machine.Device);
    }
}

/// <summary>The features for one data set in a plan.</summary>
/// <param name="Specification">The features as they stand in configurations.</param>
/// <param name="Classifier">Training of the data set's own classifier; null for features of other kinds.</param>
internal sealed record PlannedFeatures(FeaturesSpecification Specification, Job? Classifier)
{
    /// <summary>Chooses the best features that are available (<see cref="ImageFeatures.Choose"/>).</summary>
    /// <param name="folder">Folder of published weights.</param>
    /// <param name="classifier">Training of the data set's own classifier; null for a data set without labels.</param>
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

/// <summary>The weights of LPIPS.</summary>
/// <param name="Network">Name of the network as its authors give it.</param>
/// <param name="FeaturesSha256">SHA-256 of the file of the network's weights.</param>
/// <param name="LinearSha256">SHA-256 of the file of the channels' weights.</param>
public sealed record LpipsSpecification(string Network, string FeaturesSha256, string LinearSha256)
{
    /// <summary>The network of all our numbers, which is the smallest of the published ones.</summary>
    internal static LpipsNetwork Chosen => LpipsNetwork.Squeeze;

    /// <summary>Returns the chosen network with the weights in a folder, or null where one of its files is missing.</summary>
    internal static LpipsSpecification? Of(PretrainedFolder folder) => Chosen.IsIn(folder)
        ? new(Chosen.Name, folder.Sha256Of(Chosen.Features), folder.Sha256Of(Chosen.Linear))
        : null;

    /// <summary>Returns a text for each missing file, which says where to get it.</summary>
    internal static IEnumerable<string> Missing(PretrainedFolder folder) =>
        new[] { Chosen.Features, Chosen.Linear }.Where(weights => !folder.Has(weights))
            .Select(weights => new WeightsMissingException(weights, folder.Path).Message);

    /// <summary>Loads LPIPS with the planned weights.</summary>
    /// <exception cref="JobFailedException">Thrown when the weights are not those with which the job was planned.</exception>
    internal Lpips Load(WorkerMachine machine)
    {
        var network = LpipsNetwork.All.Single(network => string.Equals(network.Name, Network, StringComparison.Ordinal));
        PlannedWeights.Require(machine.Pretrained, network.Features, FeaturesSha256);
        PlannedWeights.Require(machine.Pretrained, network.Linear, LinearSha256);
        return Lpips.Load(machine.Pretrained, network, machine.Device);
    }
}

/// <summary>Compares the weights on this machine with those with which a job was planned.</summary>
internal static class PlannedWeights
{
    /// <summary>Does nothing when the file is the planned one.</summary>
    /// <param name="folder">Folder of published weights.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="sha256">SHA-256 of the file in the job's configuration.</param>
    /// <exception cref="JobFailedException">Thrown when the file is missing or another one.</exception>
    public static void Require(PretrainedFolder folder, PublishedWeights weights, string? sha256)
    {
        var found = folder.Has(weights) ? folder.Sha256Of(weights) : null;
        if (string.Equals(found, sha256, StringComparison.Ordinal)) return;
        var state = found is null ? "are gone" : $"have the hash {found}";
        throw new JobFailedException(
            $"The {weights.Title} in {folder.Path} {state}, but the job was planned with {sha256}. Run the target again: it plans with "
            + "what is there.");
    }
}

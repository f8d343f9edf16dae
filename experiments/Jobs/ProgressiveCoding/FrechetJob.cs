// The job that measures the Fréchet distance between samples of a two-stage model and test images, in the best features that are available.

using System.Text.Json;
using System.Text.Json.Serialization;
using Hvae.Metrics;
using Hvae.Metrics.Features;
using Hvae.Training;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Everything that determines the distances, except for the job's inputs: the trained models and the classifier.</summary>
/// <param name="Model">Sizes of the model.</param>
/// <param name="Features">Features in which images are compared.</param>
/// <param name="References">Images with which samples are compared.</param>
/// <param name="Samples">Number of samples in each stream.</param>
/// <param name="Streams">Number of independent sets of samples, each of which gives a distance.</param>
/// <param name="BatchSize">Number of images at a time; the order of the noise depends on it.</param>
/// <param name="Seed">Seed of the samples.</param>
public sealed record FrechetConfiguration(
    TwoStageSpecification Model, FeaturesSpecification Features, ImagesSpecification References, int Samples, int Streams, int BatchSize,
    long Seed);

/// <summary>Distances of one model.</summary>
/// <param name="Name">Name of the distance.</param>
/// <param name="Features">Name of the features.</param>
/// <param name="Distances">One distance for each stream of samples.</param>
/// <param name="References">Number of images with which samples are compared.</param>
/// <param name="Samples">Number of samples in each stream.</param>
/// <param name="Notes">Sentences that a reader of the numbers should know.</param>
internal sealed record FrechetScores(
    string Name, string Features, IReadOnlyList<double> Distances, long References, long Samples, IReadOnlyList<string> Notes)
{
    /// <summary>Kind of the features.</summary>
    public FeatureKind Kind { get; init; }

    /// <summary>Mean over the streams. Its standard error is that of sampling from one trained model.</summary>
    [JsonIgnore]
    public ImageMean Mean => ImageMean.Of(Distances);
}

/// <summary>Plans and runs the measurement with samples at temperature 1.</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class FrechetJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "frechet";

    /// <summary>Number of streams: the smallest that gives a usable standard error.</summary>
    public const int Streams = 3;

    private const string ScoresFile = "frechet.json";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the comparison of a model's samples with images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">Features in which images are compared.</param>
    /// <param name="references">Images with which samples are compared.</param>
    /// <param name="samples">Number of samples in each stream.</param>
    /// <param name="batchSize">Number of images at a time.</param>
    internal static Job Plan(PlannedTwoStages model, PlannedFeatures features, ImagesSpecification references, int samples, int batchSize)
    {
        var configuration = new FrechetConfiguration(
            model.Specification, features.Specification, references, samples, Streams, batchSize, model.Seed);
        return Job.For<FrechetJob>(
            KindName,
            $"{model.Label} {features.Specification.Kind}",
            Configuration.ToJson(configuration),
            [.. model.Trainings, .. features.Classifier is { } classifier ? [classifier] : Array.Empty<Job>()],
            VdvaeCost.OfEvaluation * model.Specification.Cost((double)Streams * samples));
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<FrechetConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var data = machine.Open(configuration.References, context);
        using var images = configuration.References.Batches(data, machine.Device);
        using var features = configuration.Features.Load(context.InputFolders, machine);
        using var model = configuration.Model.Load(context.InputFolders, machine.Device);
        var references = FrechetEvaluation.Statistics(features, images, configuration.BatchSize, context.Cancellation);
        var scores = new List<FrechetScore>();
        for (var stream = 0; stream < configuration.Streams; stream++)
        {
            using var ofStream = NewDisposeScope();
            using var noise = new Randomness(configuration.Seed).For($"samples {stream + 1}");
            var samples = FrechetEvaluation.Statistics(
                features, configuration.Samples, configuration.BatchSize, count => model.Sample(count, noise), context.Cancellation);
            scores.Add(FrechetEvaluation.Between(features, references, samples));
            context.Progress.Report(new((stream + 1.0) / configuration.Streams));
        }

        var one = scores[0];
        var all = new FrechetScores(
            one.Name, one.Features, [.. scores.Select(score => score.Distance)], one.References, one.Samples, one.Notes)
        {
            Kind = configuration.Features.Kind,
        };
        File.WriteAllText(Path.Combine(context.Folder, ScoresFile), JsonSerializer.Serialize(all));
        return new()
        {
            Metrics = [new("frechet_distance", all.Mean.Value, "", all.Mean.StandardError, configuration.Samples)],
            Files = [ScoresFile],
            Details = new() { ["distance"] = one.Name, ["features"] = one.Features },
        };
    }

    /// <summary>Reads what a finished job has measured.</summary>
    /// <exception cref="IOException">Thrown when the file is gone.</exception>
    internal static FrechetScores Read(JobResult result) =>
        JsonSerializer.Deserialize<FrechetScores>(File.ReadAllText(Path.Combine(result.Folder, ScoresFile)))!;
}

// The job that measures how far a two-stage model's samples are from test images: the Fréchet distance of the features at hand.

using System.Text.Json;
using System.Text.Json.Serialization;
using Hvae.Metrics;
using Hvae.Metrics.Features;
using Hvae.Training;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>All that determines the distances, besides the trained models and the classifier, which are the job's inputs.</summary>
/// <param name="Model">Sizes of the model.</param>
/// <param name="Features">Whose features.</param>
/// <param name="References">The images that samples are compared with.</param>
/// <param name="Samples">In each stream.</param>
/// <param name="Streams">Independent sets of samples, each with a distance of its own.</param>
/// <param name="BatchSize">The noise's order depends on it.</param>
/// <param name="Seed">Of the samples.</param>
public sealed record FrechetConfiguration(
    TwoStageSpecification Model, FeaturesSpecification Features, ImagesSpecification References, int Samples, int Streams, int BatchSize,
    long Seed);

/// <summary>Distances of one model.</summary>
/// <param name="Name">What the distance is called.</param>
/// <param name="Features">Whose features.</param>
/// <param name="Distances">One for each stream of samples.</param>
/// <param name="References">Images compared with.</param>
/// <param name="Samples">In each stream.</param>
/// <param name="Notes">What a reader of the numbers should know.</param>
internal sealed record FrechetScores(
    string Name, string Features, IReadOnlyList<double> Distances, long References, long Samples, IReadOnlyList<string> Notes)
{
    /// <summary>Whose features.</summary>
    public FeatureKind Kind { get; init; }

    /// <summary>Mean over the streams; the standard error is that of sampling, of one trained model.</summary>
    [JsonIgnore]
    public ImageMean Mean => ImageMean.Of(Distances);
}

/// <summary>Plans and runs the measurement: samples at temperature 1, batch by batch, against the test images.</summary>
/// <param name="machine">Where to compute.</param>
public sealed class FrechetJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>The job's kind.</summary>
    public const string KindName = "frechet";

    /// <summary>The least number that gives a standard error which deserves the name.</summary>
    public const int Streams = 3;

    private const string ScoresFile = "frechet.json";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>The job that compares samples of <paramref name="model"/> with images.</summary>
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
        using var data = machine.Open(configuration.References);
        using var images = new ImageBatches(
            configuration.References.In(data), configuration.References.Images, data.IsBinarised, machine.Device);
        using var features = configuration.Features.Load(context.InputFolders, machine);
        using var model = configuration.Model.Load(context.InputFolders, machine.Device);
        var references = FrechetEvaluation.Statistics(features, images, configuration.BatchSize, context.Cancellation);
        var scores = new List<FrechetScore>();
        for (var stream = 0; stream < configuration.Streams; stream++)
        {
            using var ofStream = NewDisposeScope();
            using var noise = new Randomness(configuration.Seed).For($"samples {stream + 1}", machine.Device);
            var samples = FrechetEvaluation.Statistics(
                features, configuration.Samples, configuration.BatchSize, count => model.Sample(count, noise), context.Cancellation);
            scores.Add(FrechetEvaluation.Between(features, references, samples));
            context.Progress.Report(new((stream + 1.0) / configuration.Streams));
        }

        var one = scores[0];
        var all = new FrechetScores(one.Name, one.Features, [.. scores.Select(score => score.Distance)], one.References, one.Samples,
            one.Notes)
        { Kind = configuration.Features.Kind };
        File.WriteAllText(Path.Combine(context.Folder, ScoresFile), JsonSerializer.Serialize(all));
        return new()
        {
            Metrics = [new("frechet_distance", all.Mean.Value, "", all.Mean.StandardError, configuration.Samples)],
            Files = [ScoresFile],
            Details = new() { ["distance"] = one.Name, ["features"] = one.Features },
        };
    }

    /// <summary>What a finished job has measured.</summary>
    /// <exception cref="IOException">The file is gone.</exception>
    internal static FrechetScores Read(JobResult result) =>
        JsonSerializer.Deserialize<FrechetScores>(File.ReadAllText(Path.Combine(result.Folder, ScoresFile)))!;
}

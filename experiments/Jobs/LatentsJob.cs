// The job that measures the information of a trained model's latents about the class of an image.

using System.Text.Json.Serialization;
using Hvae.Data;
using Hvae.Metrics;
using Hvae.Training;
using Repro.Plans;

namespace Experiments.Jobs;

/// <summary>Configuration of these measurements. The trained model is the job's input.</summary>
/// <param name="Model">Model to which the weights belong.</param>
/// <param name="Images">Test images. The protocol tests the classifiers on a fifth of them.</param>
/// <param name="BatchSize">Number of images that are encoded at a time; the order of the noise depends on it.</param>
/// <param name="Seed">Seed of the latents' samples.</param>
public sealed record LatentsConfiguration(ModelSpecification Model, ImagesSpecification Images, int BatchSize, long Seed)
{
    /// <summary>Share of all training steps after which the weights were kept; null for the trained weights.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Share { get; init; }
}

/// <summary>Plans and runs mutual information and latent classifiers (protocol: <see cref="LatentEvaluation"/>).</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class LatentsJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "latents";

    /// <summary>Number of trained images that cost about as much as the classification of one image's latents.</summary>
    private const double CostPerImage = 5;

    /// <summary>
    /// Smallest number of images of a class, on average: one is then among the fifth of the images that test the classifiers.
    /// </summary>
    private const int FewestOfAClass = 5;

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Returns the images whose latents are measured.</summary>
    /// <param name="data">Data set whose test images are taken.</param>
    /// <param name="images">Number of images that the preset asks for.</param>
    /// <exception cref="PlanException">Thrown when they are too few to compare the classes.</exception>
    internal static ImagesSpecification Images(DataSet data, int images) => ImagesSpecification.Test(data, images)
        .AtLeast(FewestOfAClass * data.Classes, $"to classify latents into {data.Classes} classes", "latentImages");

    /// <summary>Plans the measurement of the latents of the model that <paramref name="train"/> trains.</summary>
    /// <param name="train">The job that trains the model, with the betas and the seed.</param>
    /// <param name="images">Test images on which the model is measured.</param>
    /// <param name="batchSize">Number of images that are encoded at a time.</param>
    /// <param name="share">Share of all training steps, in (0, 1), after which the model is measured; null for the trained model.</param>
    public static Job Plan(
        PlannedJob<TrainConfiguration> train, ImagesSpecification images, int batchSize, double? share = null)
    {
        var configuration = new LatentsConfiguration(train.Configuration.Model, images, batchSize, train.Configuration.Training.Seed)
        {
            Share = share,
        };
        return Job.For<LatentsJob>(
            KindName, TrainJob.LabelAfter(train, share), Configuration.ToJson(configuration), [train.Job], images.Images * CostPerImage);
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<LatentsConfiguration>(context.Configuration);
        using var data = machine.Open(configuration.Images, context);
        using var images = configuration.Images.Batches(data, machine.Device);
        var lacked = LatentEvaluation.LackedClasses(images, data.Classes);
        if (configuration.Images.WhyNotMeasured("Mutual information and accuracies of latents", lacked) is { } reason)
            return new() { Details = new() { [ImagesSpecification.NotMeasured] = reason } };
        using var model = configuration.Model.Load(context.InputFolders[0], machine.Device, configuration.Share);
        using var noise = new Randomness(configuration.Seed).For("latents");
        var scores = LatentEvaluation.Run(
            model,
            images,
            data.Classes,
            new LatentSettings { BatchSize = configuration.BatchSize },
            noise,
            share => context.Progress.Report(new(share)),
            context.Cancellation);
        return new()
        {
            Metrics =
            [
                new(MetricNames.MutualInformation, scores.MutualInformation.Nats, "nats", scores.MutualInformation.StandardError,
                    configuration.Images.Images),
                new(MetricNames.AccuracyBound, scores.AccuracyBound, "", N: configuration.Images.Images),
                .. LeaveOneOut(scores),
                new(MetricNames.AccuracyBoundOfRate, scores.AccuracyBoundOfRate, "", N: configuration.Images.Images),
                .. Accuracies("z2", scores.Z2, scores.TestImages),
                Accuracy(MetricNames.AccuracyZ2SampleRbfSvm, scores.SampleZ2.RbfSvm, scores.TestImages),
                Accuracy(MetricNames.AccuracyZ2SampleKnn, scores.SampleZ2.NearestNeighbours, scores.TestImages),
                .. Accuracies("z1", scores.Z1, scores.TestImages),
            ],
        };
    }

    /// <summary>Returns the estimate and its bound, or nothing where no class has two images.</summary>
    private static IEnumerable<Metric> LeaveOneOut(LatentScores scores)
    {
        var estimate = scores.LeaveOneOut;
        if (estimate.Count == 0) yield break;
        yield return new(MetricNames.MutualInformationLeaveOneOut, estimate.Nats, "nats", estimate.StandardError, estimate.Count);
        yield return new(MetricNames.AccuracyBoundLeaveOneOut, scores.AccuracyBoundLeaveOneOut, "", N: estimate.Count);
    }

    private static IEnumerable<Metric> Accuracies(string latent, ClassifierAccuracies accuracies, int images)
    {
        yield return Accuracy(MetricNames.Accuracy(latent, "logistic"), accuracies.LogisticRegression, images);
        yield return Accuracy(MetricNames.Accuracy(latent, "linear_svm"), accuracies.LinearSvm, images);
        yield return Accuracy(MetricNames.Accuracy(latent, "rbf_svm"), accuracies.RbfSvm, images);
        yield return Accuracy(MetricNames.Accuracy(latent, "knn"), accuracies.NearestNeighbours, images);
    }

    private static Metric Accuracy(string name, double value, int images) =>
        new(name, value, "", Math.Sqrt(value * (1 - value) / images), images);
}

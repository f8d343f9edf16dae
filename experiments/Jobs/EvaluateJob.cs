// The job that measures a trained two-layer VAE on test images.

using System.Text.Json.Serialization;
using Hvae.Metrics;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;

namespace Experiments.Jobs;

/// <summary>Configuration of an evaluation. The trained model is the job's input.</summary>
/// <param name="Model">Model to which the weights belong.</param>
/// <param name="Objective">Objective, which gives the loss on test images.</param>
/// <param name="Images">Test images on which the trained model is measured.</param>
/// <param name="BatchSize">Number of images in a batch; means of batch means depend on it.</param>
/// <param name="Seed">Seed of the latents' samples, of which each image gets one.</param>
public sealed record EvaluateConfiguration(
    ModelSpecification Model, LayerwiseObjective Objective, ImagesSpecification Images, int BatchSize, long Seed)
{
    /// <summary>Share of all training steps after which the weights were kept; null for the trained weights.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Share { get; init; }
}

/// <summary>Plans and runs evaluation (protocol: <see cref="TwoLayerEvaluation"/>).</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class EvaluateJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "evaluate";

    /// <summary>Cost of an image relative to a trained one. There is no backward pass.</summary>
    private const double CostPerImage = 1.0 / 3;

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the evaluation of the model that <paramref name="train"/> trains.</summary>
    /// <param name="train">The job that trains the model, with the betas and the seed.</param>
    /// <param name="images">Test images on which the model is measured.</param>
    /// <param name="batchSize">Number of images in a batch.</param>
    /// <param name="share">Share of all training steps, in (0, 1), after which the model is measured; null for the trained model.</param>
    public static Job Plan(
        PlannedJob<TrainConfiguration> train, ImagesSpecification images, int batchSize, double? share = null)
    {
        var trained = train.Configuration;
        var configuration = new EvaluateConfiguration(trained.Model, trained.Objective, images, batchSize, trained.Training.Seed)
        {
            Share = share,
        };
        return Job.For<EvaluateJob>(
            KindName, TrainJob.LabelAfter(train, share), Configuration.ToJson(configuration), [train.Job], images.Images * CostPerImage);
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<EvaluateConfiguration>(context.Configuration);
        using var data = machine.Open(configuration.Images, context);
        using var images = configuration.Images.Batches(data, machine.Device);
        using var model = configuration.Model.Load(context.InputFolders[0], machine.Device, configuration.Share);
        using var noise = new Randomness(configuration.Seed).For("evaluation");
        var scores = TwoLayerEvaluation.Run(model, images, configuration.BatchSize, noise);
        return new() { Metrics = [.. Metrics(scores, configuration.Objective)] };
    }

    private static IEnumerable<Metric> Metrics(TwoLayerScores scores, LayerwiseObjective objective)
    {
        yield return Mean(MetricNames.RateZ2, scores.RateZ2);
        yield return Mean(MetricNames.RateZ1, scores.RateZ1);
        yield return Mean(MetricNames.Rate, scores.Rate);
        yield return Mean(MetricNames.Distortion, scores.Distortion);
        yield return Sampled(MetricNames.RateZ2MonteCarlo, scores.RateZ2MonteCarlo);
        yield return Sampled(MetricNames.RateZ1MonteCarlo, scores.RateZ1MonteCarlo);
        var loss = scores.Distortion.Value + (objective.Beta2 * scores.RateZ2.Value) + (objective.Beta1 * scores.RateZ1.Value);
        yield return new(MetricNames.Loss, loss, "nats", N: scores.Rate.Count);
        yield return new("elbo", -scores.Distortion.Value - scores.Rate.Value, "nats", N: scores.Rate.Count);
        yield return new("mse", scores.MeanSquaredError, "", N: scores.Rate.Count);
        yield return new(MetricNames.Psnr, scores.Psnr, "dB", scores.PsnrStandardError, scores.Rate.Count);

        Metric Sampled(string name, MonteCarloRate rate) =>
            new(name, rate.Value, "nats", rate.StandardErrorOfDifference, scores.Rate.Count);
    }

    private static Metric Mean(string name, BatchMean mean) => new(name, mean.Value, "nats", mean.StandardError, mean.Count);
}

// The job that measures a trained two-stage model on test images: rates, the first stage's squared error, and −ELBO of the whole.

using System.Text.Json;
using Hvae.Metrics.RateDistortion;
using Hvae.Training;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Everything that determines an evaluation, except for the trained models, which are the job's inputs.</summary>
/// <param name="Model">Sizes of the model.</param>
/// <param name="Images">Test images on which the trained model is measured.</param>
/// <param name="BatchSize">Number of images at a time; the order of the noise depends on it.</param>
/// <param name="Seed">Seed of the latents' noise.</param>
public sealed record TwoStageEvaluateConfiguration(TwoStageSpecification Model, ImagesSpecification Images, int BatchSize, long Seed);

/// <summary>Plans and runs evaluation (protocol: <see cref="TwoStageEvaluation"/>).</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class TwoStageEvaluateJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "two-stage-evaluate";

    private const string ScoresFile = "scores.json";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the evaluation of a model.</summary>
    internal static Job Plan(PlannedTwoStages model, ImagesSpecification images, int batchSize)
    {
        var configuration = new TwoStageEvaluateConfiguration(model.Specification, images, batchSize, model.Seed);
        return Job.For<TwoStageEvaluateJob>(
            KindName, model.Label, Configuration.ToJson(configuration), model.Trainings,
            VdvaeCost.OfEvaluation * model.Specification.Cost(images.Images));
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<TwoStageEvaluateConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var data = machine.Open(configuration.Images, context);
        using var images = configuration.Images.Batches(data, machine.Device);
        using var model = configuration.Model.Load(context.InputFolders, machine.Device);
        using var noise = new Randomness(configuration.Seed).For("evaluation");
        var scores = TwoStageEvaluation.Run(model, images, configuration.BatchSize, noise);
        File.WriteAllText(Path.Combine(context.Folder, ScoresFile), JsonSerializer.Serialize(scores));
        return new()
        {
            Metrics =
            [
                ImageMean.Metric("rate_first_stage_per_dim", scores.FirstRates, "nats/dim"),
                ImageMean.Metric("rate_second_stage_per_dim", scores.SecondRates, "nats/dim"),
                ImageMean.Metric("distortion_per_dim", scores.Distortions, "nats/dim"),
                ImageMean.Metric("bits_per_dim", scores.BitsPerDimension(), "bits/dim"),
                .. ImageMean.Metrics(scores.First),
            ],
            Files = [ScoresFile],
        };
    }

    /// <summary>Reads everything that a finished job has measured.</summary>
    /// <exception cref="IOException">Thrown when the file is gone.</exception>
    internal static TwoStageScores Read(JobResult result) =>
        JsonSerializer.Deserialize<TwoStageScores>(File.ReadAllText(Path.Combine(result.Folder, ScoresFile)))!;
}

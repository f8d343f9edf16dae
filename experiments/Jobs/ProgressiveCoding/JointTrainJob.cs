// The job that trains both stages of a model as one, by the ELBO: the conventional model that progressive coding is compared with.

using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>All that determines the trained model.</summary>
/// <param name="FirstStage">Sizes of the first stage.</param>
/// <param name="SecondStage">Sizes of the second stage.</param>
/// <param name="Images">The training images.</param>
/// <param name="Training">Epochs, batch, optimiser, seed.</param>
public sealed record JointTrainConfiguration(
    VdvaeConfiguration FirstStage, VdvaeConfiguration SecondStage, ImagesSpecification Images, TrainingSettings Training);

/// <summary>Plans and runs training (<see cref="TwoStageObjective"/>). Leaves the weights and the log of epochs.</summary>
/// <param name="machine">Where to compute.</param>
public sealed class JointTrainJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>The job's kind.</summary>
    public const string KindName = "two-stage-joint";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>The job that trains a model of these sizes.</summary>
    public static Job Plan(
        VdvaeConfiguration firstStage, VdvaeConfiguration secondStage, ImagesSpecification images, TrainingSettings training)
    {
        var seen = (double)training.Epochs * images.Images;
        return Job.For<JointTrainJob>(
            KindName,
            $"two-stage VDVAE {images.Name} ELBO seed={training.Seed}",
            Configuration.ToJson(new JointTrainConfiguration(firstStage, secondStage, images, training)),
            cost: VdvaeCost.Of(firstStage, seen) + VdvaeCost.Of(secondStage, seen));
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<JointTrainConfiguration>(context.Configuration);
        using var model = new TwoStageVdvae(configuration.FirstStage, configuration.SecondStage);
        var log = SeededTraining.Run(context, machine, model, TwoStageObjective.For(model), configuration.Images, configuration.Training);
        return new()
        {
            Metrics = [new("training_loss_per_dim", log[^1].Loss, "nats/dim"), new("parameters", LayerText.Parameters(model), "")],
            Files = [SeededTraining.WeightsFile],
            Details = Configuration.ToJson(new TrainingDetails(log)),
        };
    }
}

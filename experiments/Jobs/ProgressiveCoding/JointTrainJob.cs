// Two-stage models of Shu22 Section 5: the job that trains both stages as one, and how other jobs name and load a trained model.

using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Everything that determines the trained model.</summary>
/// <param name="FirstStage">Sizes of the first stage.</param>
/// <param name="SecondStage">Sizes of the second stage.</param>
/// <param name="Images">Images on which the model is trained.</param>
/// <param name="Training">Epochs, batch size, optimiser and seed.</param>
public sealed record JointTrainConfiguration(
    VdvaeConfiguration FirstStage, VdvaeConfiguration SecondStage, ImagesSpecification Images, TrainingSettings Training);

/// <summary>
/// Plans and runs the training of both stages as one model by the ELBO (<see cref="TwoStageObjective"/>): the conventional model that
/// progressive coding is compared with. The job keeps the weights and the log of epochs.
/// </summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class JointTrainJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "two-stage-joint";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the training of a model.</summary>
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

/// <summary>A trained two-stage model in the configuration of a job. The model's trainings are the first inputs of that job.</summary>
/// <param name="FirstStage">Sizes of the first stage.</param>
/// <param name="SecondStage">Sizes of the second stage.</param>
/// <param name="IsJoint">
/// Whether one <see cref="JointTrainJob"/> trained the model. Otherwise two <see cref="VdvaeTrainJob"/>s trained one stage after the other.
/// </param>
public sealed record TwoStageSpecification(VdvaeConfiguration FirstStage, VdvaeConfiguration SecondStage, bool IsJoint)
{
    /// <summary>Loads the trained model, in evaluation mode and without gradients.</summary>
    /// <param name="folders">Folders of the job's inputs.</param>
    /// <param name="device">Device of the model.</param>
    /// <exception cref="DamagedFileException">Thrown when weights are damaged or belong to another model.</exception>
    internal TwoStageVdvae Load(IReadOnlyList<string> folders, Device device)
    {
        if (!IsJoint)
            return new(VdvaeTrainJob.Load(FirstStage, folders[0], device), VdvaeTrainJob.Load(SecondStage, folders[1], device));
        var model = new TwoStageVdvae(FirstStage, SecondStage);
        Weights.Load(model, Path.Combine(folders[0], SeededTraining.WeightsFile));
        model.to(device);
        FrozenModel.Freeze(model);
        return model;
    }

    /// <summary>Returns the cost of training on this number of images.</summary>
    internal double Cost(double images) => VdvaeCost.Of(FirstStage, images) + VdvaeCost.Of(SecondStage, images);
}

/// <summary>A two-stage model in a plan.</summary>
/// <param name="Specification">Sizes of the stages, and how they are trained.</param>
/// <param name="Trainings">The one training, or the trainings of the first and of the second stage.</param>
/// <param name="Label">Name of the model in messages.</param>
/// <param name="Seed">Seed of the training.</param>
internal sealed record PlannedTwoStages(TwoStageSpecification Specification, IReadOnlyList<Job> Trainings, string Label, long Seed)
{
    /// <summary>Returns the model of a <see cref="JointTrainJob"/>.</summary>
    public static PlannedTwoStages Joint(Job training)
    {
        var configuration = Configuration.FromJson<JointTrainConfiguration>(training.Configuration);
        return new(
            new(configuration.FirstStage, configuration.SecondStage, IsJoint: true), [training], training.Label,
            configuration.Training.Seed);
    }

    /// <summary>Returns the model of two <see cref="VdvaeTrainJob"/>s, of which the second is trained given the first.</summary>
    public static PlannedTwoStages Progressive(Job firstStage, Job secondStage)
    {
        var configuration = Configuration.FromJson<VdvaeTrainConfiguration>(secondStage.Configuration);
        return new(
            new(VdvaeTrainJob.ModelOf(firstStage), configuration.Model, IsJoint: false), [firstStage, secondStage],
            $"{firstStage.Label} and second stage", configuration.Training.Seed);
    }
}

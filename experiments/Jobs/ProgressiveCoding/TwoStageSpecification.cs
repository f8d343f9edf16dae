// A trained two-stage model as jobs know it: the sizes of its stages, and whether one training made both.

using Hvae.Models;
using Hvae.Training;
using Repro.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>What a job that uses a two-stage model has in its configuration; the trainings are the first of its inputs.</summary>
/// <param name="FirstStage">Sizes of the first stage.</param>
/// <param name="SecondStage">Sizes of the second stage.</param>
/// <param name="IsJoint">Trained as one by a <see cref="JointTrainJob"/>; else one stage after the other by two <see cref="VdvaeTrainJob"/>s.</param>
public sealed record TwoStageSpecification(VdvaeConfiguration FirstStage, VdvaeConfiguration SecondStage, bool IsJoint)
{
    /// <summary>How many of a job's inputs are trainings.</summary>
    internal int Trainings => IsJoint ? 1 : 2;

    /// <summary>The trained model, in evaluation mode and without gradients.</summary>
    /// <param name="folders">The job's inputs.</param>
    /// <param name="device">Where the model shall live.</param>
    /// <exception cref="DamagedFileException">Weights are damaged or of another model.</exception>
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

    /// <summary>What a pass over so many images costs.</summary>
    internal double Cost(double images) => VdvaeCost.Of(FirstStage, images) + VdvaeCost.Of(SecondStage, images);
}

/// <summary>A two-stage model in a plan.</summary>
/// <param name="Specification">Its sizes.</param>
/// <param name="Trainings">That make it: one, or the first stage's and the second's.</param>
/// <param name="Label">For people.</param>
/// <param name="Seed">Of its training.</param>
internal sealed record PlannedTwoStages(TwoStageSpecification Specification, IReadOnlyList<Job> Trainings, string Label, long Seed)
{
    /// <summary>The model that a <see cref="JointTrainJob"/> trains.</summary>
    public static PlannedTwoStages Joint(Job training)
    {
        var configuration = Configuration.FromJson<JointTrainConfiguration>(training.Configuration);
        return new(
            new(configuration.FirstStage, configuration.SecondStage, IsJoint: true), [training], training.Label, configuration.Training.Seed);
    }

    /// <summary>The model that two <see cref="VdvaeTrainJob"/>s train, the second given the first.</summary>
    public static PlannedTwoStages Progressive(Job firstStage, Job secondStage)
    {
        var configuration = Configuration.FromJson<VdvaeTrainConfiguration>(secondStage.Configuration);
        return new(new(VdvaeTrainJob.ModelOf(firstStage), configuration.Model, IsJoint: false), [firstStage, secondStage],
            $"{firstStage.Label} and second stage", configuration.Training.Seed);
    }
}

// The trainings of Shu22 Section 5 on one data set: a conventional two-stage model, and one trained stage by stage for each δ.

using Experiments.Jobs;
using Experiments.Jobs.ProgressiveCoding;
using Hvae.Models;
using Hvae.Training;
using Repro.Plans;

namespace Experiments.ProgressiveCoding;

/// <summary>One way of training the two-stage model, with the jobs that measure it.</summary>
/// <param name="Target">Target δ of the first stage, or null for the conventional training.</param>
/// <param name="Scores">Job that measures rates and errors on test images.</param>
/// <param name="Distance">Job that measures the Fréchet distance between samples and test images.</param>
/// <param name="Pictures">Job that draws some samples to look at.</param>
internal sealed record StagedTraining(double? Target, Job Scores, Job Distance, Job Pictures)
{
    /// <summary>Name in tables and pictures.</summary>
    public string Name => Target is { } target ? $"δ = {target:G3}" : "conventional";
}

/// <summary>Plans the jobs for one data set.</summary>
internal sealed class StagesPlan
{
    /// <summary>Number of samples of each training that are shown.</summary>
    private const int Shown = 12;

    /// <summary>Plans the jobs.</summary>
    /// <param name="model">Sizes of a conventional VDVAE. The stages have the same, except for the first one's head and the second one's condition.</param>
    /// <param name="sizes">Targets, samples and multiplier of the preset.</param>
    /// <param name="train">Images on which both stages are trained.</param>
    /// <param name="test">Images on which rates, errors and distances are measured.</param>
    /// <param name="training">Settings of the training of each stage, and of both together.</param>
    /// <param name="features">Features of the Fréchet distance.</param>
    public StagesPlan(
        VdvaeConfiguration model, ProgressiveCodingSizes sizes, ImagesSpecification train, ImagesSpecification test, TrainingSettings training,
        PlannedFeatures features)
    {
        FirstStage = model with { Mixtures = 0 };
        SecondStage = model with { IsConditional = true };
        Trainings =
        [
            Measured(null, PlannedTwoStages.Joint(JointTrainJob.Plan(FirstStage, SecondStage, train, training))),
            .. sizes.DistortionTargets.Select(target => Measured(target, Progressive(target))),
        ];

        PlannedTwoStages Progressive(double target)
        {
            var goal = new TrainingGoal(GoalKind.DistortionTargeted) { Distortion = target, Multiplier = sizes.Multiplier };
            var firstStage = VdvaeTrainJob.Plan(FirstStage, goal, train, training);
            return PlannedTwoStages.Progressive(firstStage, VdvaeTrainJob.PlanSecondStage(firstStage, SecondStage, train, training));
        }

        StagedTraining Measured(double? target, PlannedTwoStages model) => new(
            target,
            TwoStageEvaluateJob.Plan(model, test, training.BatchSize),
            FrechetJob.Plan(model, features, test, sizes.Samples, training.BatchSize),
            TwoStageSamplesJob.Plan(model, Shown));
    }

    /// <summary>Sizes of the first stage.</summary>
    public VdvaeConfiguration FirstStage { get; }

    /// <summary>Sizes of the second stage.</summary>
    public VdvaeConfiguration SecondStage { get; }

    /// <summary>The conventional training, then one for each δ in the order of the preset.</summary>
    public IReadOnlyList<StagedTraining> Trainings { get; }

    /// <summary>All jobs whose results are used.</summary>
    public IEnumerable<Job> Jobs => Trainings.SelectMany(training => new[] { training.Scores, training.Distance, training.Pictures });
}

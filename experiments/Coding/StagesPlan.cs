// The trainings of Shu22 Section 5 on one data set: a conventional two-stage model, and one trained stage by stage for each δ.

using Experiments.Jobs;
using Experiments.Jobs.Coding;
using Hvae.Models;
using Hvae.Training;
using Repro.Plans;

namespace Experiments.Coding;

/// <summary>One way of training the two-stage model, and what is measured on it.</summary>
/// <param name="Target">δ of its first stage; null for the conventional training.</param>
/// <param name="Scores">Rates and errors on test images.</param>
/// <param name="Distance">Of its samples from test images.</param>
/// <param name="Pictures">Some of its samples.</param>
internal sealed record StagedTraining(double? Target, Job Scores, Job Distance, Job Pictures)
{
    /// <summary>For tables and pictures.</summary>
    public string Name => Target is { } target ? $"δ = {target:G3}" : "conventional";
}

/// <summary>Plans the jobs for one data set.</summary>
internal sealed class StagesPlan
{
    /// <summary>So many samples of each training are shown.</summary>
    private const int Shown = 12;

    /// <param name="model">Sizes of a conventional VDVAE: the second stage's, but for its condition, and the first's, but for its head.</param>
    /// <param name="sizes">The preset's: targets, samples, multiplier.</param>
    /// <param name="train">The training images.</param>
    /// <param name="test">The test images.</param>
    /// <param name="training">Of every stage, and of both together.</param>
    /// <param name="features">Of the Fréchet distance.</param>
    public StagesPlan(
        VdvaeConfiguration model, CodingSizes sizes, ImagesSpecification train, ImagesSpecification test, TrainingSettings training, PlannedFeatures features)
    {
        First = model with { Mixtures = 0 };
        Second = model with { IsConditional = true };
        Trainings =
        [
            Measured(null, PlannedTwoStages.Joint(JointTrainJob.Plan(First, Second, train, training))),
            .. sizes.DistortionTargets.Select(target => Measured(target, Progressive(target))),
        ];

        PlannedTwoStages Progressive(double target)
        {
            var goal = new CodingGoal(GoalKind.DistortionTargeted) { Distortion = target, Multiplier = sizes.Multiplier };
            var first = VdvaeTrainJob.Plan(First, goal, train, training);
            return PlannedTwoStages.Progressive(first, VdvaeTrainJob.PlanSecondStage(first, Second, train, training));
        }

        StagedTraining Measured(double? target, PlannedTwoStages model) => new(
            target,
            TwoStageEvaluateJob.Plan(model, test, training.BatchSize),
            FrechetJob.Plan(model, features, test, sizes.Samples, training.BatchSize),
            TwoStageSamplesJob.Plan(model, Shown));
    }

    /// <summary>Sizes of the first stage.</summary>
    public VdvaeConfiguration First { get; }

    /// <summary>Sizes of the second stage.</summary>
    public VdvaeConfiguration Second { get; }

    /// <summary>The conventional one, then one for each δ in the preset's order.</summary>
    public IReadOnlyList<StagedTraining> Trainings { get; }

    /// <summary>All that is concluded from.</summary>
    public IEnumerable<Job> Jobs => Trainings.SelectMany(training => new[] { training.Scores, training.Distance, training.Pictures });
}

// The trainings of Shu22 Section 5 on one data set, and their results: a conventional two-stage model, and one trained stage by stage for
// each δ.

using Experiments.Jobs;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.Presets;
using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Hvae.Training;
using Repro.Figures;
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
    /// <param name="model">
    /// Sizes of a conventional VDVAE. The stages have the same, except for the head of the first and the condition of the second.
    /// </param>
    /// <param name="sizes">Targets, samples and multiplier of the preset.</param>
    /// <param name="train">Images on which both stages are trained.</param>
    /// <param name="test">Images on which rates, errors and distances are measured.</param>
    /// <param name="training">
    /// Settings of the training of each stage. The conventional training has twice the epochs, as many steps as both stages together.
    /// </param>
    /// <param name="features">Features of the Fréchet distance.</param>
    public StagesPlan(
        VdvaeConfiguration model, ProgressiveCodingSizes sizes, ImagesSpecification train, ImagesSpecification test,
        TrainingSettings training, PlannedFeatures features)
    {
        var (firstStage, secondStage) = (model with { Mixtures = 0 }, model with { IsConditional = true });
        Trainings =
        [
            Measured(null, PlannedTwoStages.Joint(
                JointTrainJob.Plan(firstStage, secondStage, train, training with { Epochs = 2 * training.Epochs }))),
            .. sizes.DistortionTargets.Select(target => Measured(target, Progressive(target))),
        ];

        PlannedTwoStages Progressive(double target)
        {
            var goal = new TrainingGoal(GoalKind.DistortionTargeted) { Distortion = target, Multiplier = sizes.Multiplier };
            var first = VdvaeTrainJob.Plan(firstStage, goal, train, training);
            return PlannedTwoStages.Progressive(first, VdvaeTrainJob.PlanSecondStage(first, secondStage, train, training));
        }

        StagedTraining Measured(double? target, PlannedTwoStages model) => new(
            target,
            TwoStageEvaluateJob.Plan(model, test, training.BatchSize),
            FrechetJob.Plan(model, features, test, sizes.Samples, training.BatchSize),
            TwoStageSamplesJob.Plan(model, Shown));
    }

    /// <summary>The conventional training, and then one training for each δ in the order of the preset.</summary>
    public IReadOnlyList<StagedTraining> Trainings { get; }

    /// <summary>All jobs that measure the models.</summary>
    public IEnumerable<Job> Jobs => Trainings.SelectMany(training => new[] { training.Scores, training.Distance });
}

/// <summary>A training with its results. Values that a failed job would have measured are null.</summary>
/// <param name="Name">Name of the training.</param>
/// <param name="Target">Target δ, or null for the conventional training.</param>
/// <param name="Scores">Rates and errors on test images.</param>
/// <param name="Distance">Fréchet distance between samples and test images.</param>
/// <param name="Samples">Samples to look at; empty where the job failed.</param>
internal sealed record StagedResult(
    string Name, double? Target, TwoStageScores? Scores, FrechetScores? Distance, IReadOnlyList<RasterImage> Samples)
{
    /// <summary>Largest ratio of a squared error on held-out images to its target.</summary>
    public const double Tolerance = 1.02;

    /// <summary>Squared error of the first stage's images, per dimension.</summary>
    public ImageMean? FirstStageError => Scores is null ? null : ImageMean.Of(Scores.First.SquaredErrors);

    /// <summary>Rate of the first stage in nats per dimension.</summary>
    public double? FirstStageRate => Scores?.FirstRates.Average();

    /// <summary>−ELBO of each test image in nats per dimension; null where it was not measured.</summary>
    public IReadOnlyList<double>? NegativeElbos =>
        Scores is null ? null : [.. Scores.BitsPerDimension().Select(bits => bits * Math.Log(2))];

    /// <summary>Whether the first stage meets its target on held-out images, or null where there is no target or no measurement.</summary>
    public bool? IsAtTarget => (FirstStageError, Target) is ({ } error, { } target) ? error.Value <= Tolerance * target : null;

    /// <summary>Reads the results of a training.</summary>
    /// <param name="training">The training with its jobs.</param>
    /// <param name="resultOf">Returns the result of a job, or null where it failed.</param>
    /// <exception cref="IOException">Thrown when a file of a finished job is gone.</exception>
    public static StagedResult Read(StagedTraining training, Func<Job, JobResult?> resultOf) => new(
        training.Name,
        training.Target,
        resultOf(training.Scores) is { } scores ? TwoStageEvaluateJob.Read(scores) : null,
        resultOf(training.Distance) is { } distance ? FrechetJob.Read(distance) : null,
        resultOf(training.Pictures) is { } pictures ? TwoStageSamplesJob.Read(pictures) : []);
}

/// <summary>The results of all seeds of one training.</summary>
/// <param name="Seeds">Result of each seed, at least one.</param>
internal sealed record StagedOfSeeds(IReadOnlyList<StagedResult> Seeds)
{
    /// <summary>Name of the training.</summary>
    public string Name => Seeds[0].Name;

    /// <summary>Target δ, or null for the conventional training.</summary>
    public double? Target => Seeds[0].Target;

    /// <summary>Whether every seed that was measured meets its target; null where there is no target or no measurement.</summary>
    public bool? IsAtTarget => Seeds.Min(seed => seed.IsAtTarget);

    /// <summary>Fréchet distances of the first seed for which they were measured; null where there is none.</summary>
    public FrechetScores? Distance => Seeds.Select(seed => seed.Distance).FirstOrDefault(distance => distance is not null);

    /// <summary>Returns the mean over those seeds for which a number was measured, or null where there is none.</summary>
    /// <param name="measured">Returns the number of a seed with its standard error, or null where it was not measured.</param>
    public SeedMean? Mean(Func<StagedResult, ImageMean?> measured) => SeedMean.Of(Seeds.Select(measured));
}

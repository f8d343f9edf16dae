// What was measured on one training of the two-stage model.

using Experiments.Jobs.ProgressiveCoding;
using Hvae.Metrics.RateDistortion;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.ProgressiveCoding;

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

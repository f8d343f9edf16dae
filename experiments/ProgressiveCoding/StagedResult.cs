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

    /// <summary>Returns the results of all trainings on a data set: the conventional one, then one for each δ.</summary>
    public static IReadOnlyList<StagedResult> Of(MeasuredSet set)
    {
        return [.. set.Plan.Stages.Trainings.Select(Of)];

        StagedResult Of(StagedTraining training) => new(
            training.Name,
            training.Target,
            Result(training.Scores) is { } scores ? TwoStageEvaluateJob.Read(scores) : null,
            Result(training.Distance) is { } distance ? FrechetJob.Read(distance) : null,
            Result(training.Pictures) is { } pictures ? TwoStageSamplesJob.Read(pictures) : []);

        JobResult? Result(Job job) => set.Results.GetValueOrDefault(job.Key);
    }
}

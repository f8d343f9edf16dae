// What was measured on the models of one data set.

using Experiments.Jobs.ProgressiveCoding;
using Experiments.Sweeps;
using Hvae.Metrics.RateDistortion;
using Repro.Plans;

namespace Experiments.ProgressiveCoding;

/// <summary>
/// A data set with its plan and results. The files of its jobs are read when an instance is made, those of curves and of two-stage models
/// when they are first asked for. Values that a failed job would have measured are null.
/// </summary>
internal sealed class MeasuredSet
{
    private readonly IReadOnlyDictionary<string, JobResult> results;
    private readonly Lazy<IReadOnlyList<MeasuredPoint>> conventionalCurve;
    private readonly Lazy<IReadOnlyList<MeasuredPoint>> targetedCurve;
    private readonly Lazy<IReadOnlyList<StagedResult>> staged;

    /// <summary>Reads the results.</summary>
    /// <param name="data">Source of the images.</param>
    /// <param name="plan">Jobs that were planned for the data set.</param>
    /// <param name="results">Results of all jobs of the target by key.</param>
    /// <exception cref="IOException">Thrown when a file of a finished job is gone.</exception>
    public MeasuredSet(DataSource data, DataSetPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        (Data, Plan, this.results) = (data, plan, results);
        Conventional = Result(plan.ConventionalScores) is { } conventional ? VdvaeEvaluateJob.Read(conventional.Folder) : null;
        Targeted = Result(plan.TargetedScores) is { } targeted ? VdvaeEvaluateJob.Read(targeted.Folder) : null;
        ConventionalAtK = Reconstructed(plan.FitAtK);
        conventionalCurve = new(() => ReadCurve(plan.Conventional, Conventional));
        targetedCurve = new(() => ReadCurve(plan.Targeted, Targeted));
        staged = new(() => [.. plan.Stages().Trainings.Select(training => StagedResult.Read(training, Result))]);
    }

    /// <summary>Source of the images.</summary>
    public DataSource Data { get; }

    /// <summary>Jobs that were planned for the data set.</summary>
    public DataSetPlan Plan { get; }

    /// <summary>Whether the paper uses this data set.</summary>
    public bool IsOfThePaper => Data.Wanted != "cifar10";

    /// <summary>Name in rows of tables.</summary>
    public string Label => DataText.Labelled(Data) + Addition;

    /// <summary>Name in titles of panels.</summary>
    public string Title => DataText.Short(Data) + Addition;

    private string Addition => IsOfThePaper ? "" : ", our addition";

    /// <summary>Rates R_1 … R_T, R_K and errors of the conventional model.</summary>
    public VdvaeScores? Conventional { get; }

    /// <summary>Rates and errors of the rate-targeted model, with R*_K and δ.</summary>
    public VdvaeScores? Targeted { get; }

    /// <summary>Reconstructions of test images from the conventional model's first K latents. Their mean squared error is D_K.</summary>
    public Reconstruction? ConventionalAtK { get; }

    /// <summary>−ELBO of the conventional model in nats per dimension: the sum of its rate and its distortion.</summary>
    public double? NegativeElbo => Conventional?.Scores is { } scores ? scores.Rates.Sum() + scores.Distortion : null;

    /// <summary>Both rates and both errors, or null where one of them is missing.</summary>
    public FrontierPair? Pair => (Conventional, ConventionalAtK, Targeted) is ({ } conventional, { } atK, { } targeted)
        ? new(conventional.RateK.Value, targeted.RateK.Value, atK.SquaredErrors.Average(),
            targeted.Scores.Reconstruction.SquaredErrors.Average())
        : null;

    /// <summary>Returns the result of a job, or null where it failed or belongs to another target.</summary>
    public JobResult? Result(Job job) => results.GetValueOrDefault(job.Key);

    /// <summary>Returns the measured points (R_k, D_k) of a model in rising order of k. The first call reads them.</summary>
    /// <param name="targeted">Whether the model is the rate-targeted one rather than the conventional one.</param>
    /// <exception cref="IOException">Thrown when a file of a finished job is gone.</exception>
    public IReadOnlyList<MeasuredPoint> Curve(bool targeted) => (targeted ? targetedCurve : conventionalCurve).Value;

    /// <summary>Returns the results of all two-stage models, the conventional one first. The first call reads them.</summary>
    /// <exception cref="IOException">Thrown when a file of a finished job is gone.</exception>
    public IReadOnlyList<StagedResult> Staged() => staged.Value;

    private IReadOnlyList<MeasuredPoint> ReadCurve(Job trained, VdvaeScores? measured)
    {
        if (measured is null) return [];
        var cumulative = measured.Scores.Cumulative();
        return
        [
            .. from k in Plan.Points(cumulative.Count)
               let fit = Plan.Fit(trained, k)
               let reconstruction = Reconstructed(fit)
               where reconstruction is not null
               select new MeasuredPoint(k, cumulative[k], ImageMean.Of(reconstruction.SquaredErrors))
               {
                   Perception = Plan.Perception(trained, fit) is { } job && Result(job) is { } result ? PerceptualJob.Read(result) : null,
               },
        ];
    }

    private Reconstruction? Reconstructed(Job fit) => Result(fit) is { } result ? DecoderFitJob.Read(result.Folder) : null;
}

/// <summary>
/// A conventional model's first K latents beside the rate-targeted model (Shu22 Table 1), per dimension, on held-out images.
/// </summary>
/// <param name="Rate">Rate of the conventional model's first K latents, R_K, in nats per dimension.</param>
/// <param name="TargetedRate">Rate of the rate-targeted model, R*_K, in nats per dimension.</param>
/// <param name="Error">Squared error of the conventional model's first K latents, D_K, per dimension.</param>
/// <param name="TargetedError">Squared error of the rate-targeted model, δ, per dimension.</param>
internal sealed record FrontierPair(double Rate, double TargetedRate, double Error, double TargetedError)
{
    /// <summary>Largest relative difference between a realised rate and its target.</summary>
    public const double Tolerance = 0.05;

    /// <summary>Whether the realised rate is the target, up to <see cref="Tolerance"/>.</summary>
    public bool IsAtTarget => Math.Abs((TargetedRate / Rate) - 1) <= Tolerance;

    /// <summary>Whether the targeted model has the lower error at no higher rate, up to <see cref="Tolerance"/>.</summary>
    public bool IsBetter => TargetedError < Error && TargetedRate <= (1 + Tolerance) * Rate;
}

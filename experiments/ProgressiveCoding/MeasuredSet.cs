// What was measured on the models of one data set, for each seed.

using Experiments.Jobs.ProgressiveCoding;
using Experiments.Presets;
using Experiments.Sweeps;
using Hvae.Metrics.RateDistortion;
using MathNet.Numerics.Statistics;
using Repro.Plans;

namespace Experiments.ProgressiveCoding;

/// <summary>A data set with the results of its models.</summary>
/// <param name="Data">Source of the images.</param>
/// <param name="Seeds">Results of each seed, in the order of the preset.</param>
internal sealed record MeasuredSet(DataSource Data, IReadOnlyList<MeasuredSeed> Seeds)
{
    /// <summary>Jobs that were planned for the first seed. Sizes, images and K are the same for all seeds.</summary>
    public DataSetPlan Plan => Seeds[0].Plan!;

    /// <summary>Whether the paper uses this data set.</summary>
    public bool IsOfThePaper => Data.Wanted != ProgressiveCodingSizes.OurDataSet;

    /// <summary>Name in rows of tables.</summary>
    public string Label => DataText.Labelled(Data) + Addition;

    /// <summary>Name in titles of panels.</summary>
    public string Title => DataText.Short(Data) + Addition;

    private string Addition => IsOfThePaper ? "" : ", our addition";

    /// <summary>
    /// Rate-distortion function of a Gaussian with the images' covariance, on the [−1, 1] scale, or null where it was not computed.
    /// </summary>
    /// <exception cref="IOException">Thrown when the file of the finished job is gone.</exception>
    public GaussianRateDistortion? Gaussian() =>
        Plan.Gaussian is { } job && Seeds[0].Result(job) is { } result ? GaussianJob.Read(result) : null;

    /// <summary>Whether the rate-targeted model of every seed that was measured meets its target; null where none was.</summary>
    public bool? IsAtTarget => Seeds.Min(seed => seed.Pair?.IsAtTarget);

    /// <summary>Returns the measured points (R_k, D_k) of all seeds by k, in rising order of k.</summary>
    /// <param name="targeted">Whether the model is the rate-targeted one rather than the conventional one.</param>
    /// <exception cref="IOException">Thrown when a file of a finished job is gone.</exception>
    public IReadOnlyList<PointOfSeeds> Curve(bool targeted) =>
    [
        .. Seeds.SelectMany(seed => seed.Curve(targeted)).GroupBy(point => point.Latents).OrderBy(points => points.Key)
            .Select(points => new PointOfSeeds(points.Key, [.. points])),
    ];

    /// <summary>Returns the results of all two-stage models, the conventional one first.</summary>
    /// <exception cref="IOException">Thrown when a file of a finished job is gone.</exception>
    public IReadOnlyList<StagedOfSeeds> Staged() =>
    [
        .. Seeds[0].Staged.Value.Select((_, training) => new StagedOfSeeds([.. Seeds.Select(seed => seed.Staged.Value[training])])),
    ];

    /// <summary>Returns the mean over those seeds for which a number was measured, or null where there is none.</summary>
    /// <param name="measured">Returns the number of a seed with its standard error over images, or null where it was not measured.</param>
    public SeedMean? Mean(Func<MeasuredSeed, ImageMean?> measured) => SeedMean.Of(Seeds.Select(measured));

    /// <inheritdoc cref="Mean(Func{MeasuredSeed, ImageMean?})"/>
    /// <param name="measured">Returns the number of a seed, or null where it was not measured.</param>
    public double? Mean(Func<MeasuredSeed, double?> measured) =>
        SeedMean.Of(Seeds.Select(seed => measured(seed) is { } value ? new ImageMean(value, null) : default(ImageMean?)))?.Value;
}

/// <summary>A mean over seeds.</summary>
/// <param name="Value">The mean.</param>
/// <param name="Spread">
/// Standard deviation over seeds, or the standard error over images where there is one seed; null where it is unknown.
/// </param>
internal sealed record SeedMean(double Value, double? Spread)
{
    /// <summary>Returns the mean of those values that are not null, or null where there is none.</summary>
    /// <param name="values">Value of each seed, with its standard error over images.</param>
    public static SeedMean? Of(IEnumerable<ImageMean?> values)
    {
        ImageMean[] known = [.. values.OfType<ImageMean>()];
        return known switch
        {
            [] => null,
            [var one] => new(one.Value, one.StandardError),
            _ => new(known.Average(one => one.Value), known.Select(one => one.Value).StandardDeviation()),
        };
    }
}

/// <summary>
/// The results of one seed on one data set. Curves and two-stage models are read when they are first asked for. Values that a failed job
/// would have measured are null.
/// </summary>
internal sealed record MeasuredSeed
{
    /// <summary>Jobs of the seed; null for made-up results.</summary>
    public DataSetPlan? Plan { get; init; }

    /// <summary>Returns the result of a job, or null where it failed or belongs to another target.</summary>
    public Func<Job, JobResult?> Result { get; init; } = static _ => null;

    /// <summary>Rates R_1 … R_T, R_K and errors of the conventional model.</summary>
    public VdvaeScores? Conventional { get; init; }

    /// <summary>Rates and errors of the rate-targeted model, with R*_K and δ.</summary>
    public VdvaeScores? Targeted { get; init; }

    /// <summary>Reconstructions of test images from the conventional model's first K latents. Their mean squared error is D_K.</summary>
    public Reconstruction? ConventionalAtK { get; init; }

    /// <summary>Measured points (R_k, D_k) of the conventional model in rising order of k.</summary>
    public Lazy<IReadOnlyList<MeasuredPoint>> ConventionalCurve { get; init; } = new([]);

    /// <summary>Measured points (R_k, D_k) of the rate-targeted model in rising order of k.</summary>
    public Lazy<IReadOnlyList<MeasuredPoint>> TargetedCurve { get; init; } = new([]);

    /// <summary>Results of all two-stage models, the conventional one first.</summary>
    public Lazy<IReadOnlyList<StagedResult>> Staged { get; init; } = new([]);

    /// <summary>−ELBO of the conventional model in nats per dimension: the sum of its rate and its distortion.</summary>
    public double? NegativeElbo => Conventional?.Scores is { } scores ? scores.Rates.Sum() + scores.Distortion : null;

    /// <summary>Both rates and both errors, or null where one of them is missing.</summary>
    public FrontierPair? Pair => (Conventional, ConventionalAtK, Targeted) is ({ } conventional, { } atK, { } targeted)
        ? new(conventional.RateK.Value, targeted.RateK.Value, atK.SquaredErrors.Average(),
            targeted.Scores.Reconstruction.SquaredErrors.Average())
        : null;

    /// <summary>Reads the results of the jobs of a seed.</summary>
    /// <param name="plan">Jobs that were planned for the seed.</param>
    /// <param name="results">Results of all jobs of the target by key.</param>
    /// <exception cref="IOException">Thrown when a file of a finished job is gone.</exception>
    public static MeasuredSeed Read(DataSetPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var (conventional, targeted) = (Scores(plan.ConventionalScores), Scores(plan.TargetedScores));
        return new()
        {
            Plan = plan,
            Result = Result,
            Conventional = conventional,
            Targeted = targeted,
            ConventionalAtK = Reconstructed(plan.FitAtK),
            ConventionalCurve = new(() => Curve(plan.Conventional, conventional)),
            TargetedCurve = new(() => Curve(plan.Targeted, targeted)),
            Staged = new(() => [.. plan.Stages().Trainings.Select(training => StagedResult.Read(training, Result))]),
        };

        JobResult? Result(Job job) => results.GetValueOrDefault(job.Key);

        VdvaeScores? Scores(Job evaluation) => Result(evaluation) is { } result ? VdvaeEvaluateJob.Read(result.Folder) : null;

        Reconstruction? Reconstructed(Job fit) => Result(fit) is { } result ? DecoderFitJob.Read(result.Folder) : null;

        IReadOnlyList<MeasuredPoint> Curve(Job trained, VdvaeScores? measured)
        {
            if (measured is null) return [];
            var cumulative = measured.Scores.Cumulative();
            return
            [
                .. from k in plan.Points(cumulative.Count)
                   let fit = plan.Fit(trained, k)
                   let reconstruction = Reconstructed(fit)
                   where reconstruction is not null
                   select new MeasuredPoint(k, cumulative[k], ImageMean.Of(reconstruction.SquaredErrors))
                   {
                       Perception =
                           plan.Perception(trained, fit) is { } job && Result(job) is { } result ? PerceptualJob.Read(result) : null,
                   },
            ];
        }
    }

    /// <summary>Returns the measured points (R_k, D_k) of a model in rising order of k. The first call reads them.</summary>
    /// <param name="targeted">Whether the model is the rate-targeted one rather than the conventional one.</param>
    /// <exception cref="IOException">Thrown when a file of a finished job is gone.</exception>
    public IReadOnlyList<MeasuredPoint> Curve(bool targeted) => (targeted ? TargetedCurve : ConventionalCurve).Value;
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

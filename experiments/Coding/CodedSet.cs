// What was measured on the models of one data set.

using Experiments.Jobs.Coding;
using Experiments.Sweeps;
using Hvae.Metrics.RateDistortion;
using Repro.Plans;

namespace Experiments.Coding;

/// <summary>A data set with its plan and what came of it; what a failed job would have given is null.</summary>
/// <param name="Data">The images.</param>
/// <param name="Plan">The jobs.</param>
/// <param name="Results">Of all jobs of the target, by key.</param>
internal sealed record CodedSet(DataSource Data, CodingPlan Plan, IReadOnlyDictionary<string, JobResult> Results)
{
    /// <summary>Whether the paper has it.</summary>
    public bool IsOfThePaper => Data.Wanted != "cifar10";

    /// <summary>For rows of tables.</summary>
    public string Label => DataText.Labelled(Data) + Addition;

    /// <summary>Short enough for the title of a panel.</summary>
    public string Title => DataText.Short(Data) + Addition;

    private string Addition => IsOfThePaper ? "" : ", our addition";

    /// <summary>R_1 … R_T and errors of the conventional model.</summary>
    public CodingScores? Conventional => Scores(Plan.ConventionalScores);

    /// <summary>R*_K and δ.</summary>
    public CodingScores? Targeted => Scores(Plan.TargetedScores);

    /// <summary>−ELBO of the conventional model in nats per dimension: its rate, and what its head has still to say of the pixels.</summary>
    public double? NegativeElbo => Conventional is { } scores ? scores.Rates.Sum() + scores.Distortion : null;

    /// <summary>Both rates and both errors; null where one of them is missing.</summary>
    public FrontierPair? Pair => (Conventional, ConventionalAtK, Targeted) is ({ } conventional, { } atK, { } targeted)
        ? new(conventional.Cumulative()[Plan.K], targeted.Cumulative()[Plan.K], atK.SquaredErrors.Average(), targeted.Reconstruction.SquaredErrors.Average())
        : null;

    /// <summary>Test images by the conventional model's first K latents: the mean squared error is D_K.</summary>
    public Reconstruction? ConventionalAtK => Reconstructed(Plan.FitAtK);

    /// <summary>What an evaluation has measured.</summary>
    public CodingScores? Scores(Job evaluation) => Results.TryGetValue(evaluation.Key, out var result) ? VdvaeEvaluateJob.Read(result.Folder) : null;

    /// <summary>Test images by a fitted decoder.</summary>
    public Reconstruction? Reconstructed(Job fit) => Results.TryGetValue(fit.Key, out var result) ? DecoderFitJob.Read(result.Folder) : null;

    /// <summary>The points (R_k, D_k) of a model that have been measured, in rising order of k.</summary>
    /// <param name="targeted">Of the rate-targeted model instead of the conventional one.</param>
    public IReadOnlyList<MeasuredPoint> Curve(bool targeted)
    {
        var (trained, scores) = targeted ? (Plan.Targeted, Targeted) : (Plan.Conventional, Conventional);
        if (scores is null) return [];
        var cumulative = scores.Cumulative();
        return
        [
            .. from k in Plan.Points(cumulative.Count)
               let fit = Plan.Fit(trained, k)
               let reconstruction = Reconstructed(fit)
               where reconstruction is not null
               select new MeasuredPoint(k, cumulative[k], ImageMean.Of(reconstruction.SquaredErrors)) { Perception = Perceived(trained, fit) },
        ];
    }

    private PerceptualScores? Perceived(Job trained, Job fit) =>
        Plan.Perception(trained, fit) is { } job && Results.TryGetValue(job.Key, out var result) ? PerceptualJob.Read(result) : null;
}

/// <summary>The compressor that a model's first latents are.</summary>
/// <param name="Latents">k.</param>
/// <param name="Rate">R_k in nats per dimension.</param>
/// <param name="Distortion">D_k.</param>
internal sealed record MeasuredPoint(int Latents, double Rate, ImageMean Distortion)
{
    /// <summary>Squared error and LPIPS of single images; null where LPIPS was not computed.</summary>
    public PerceptualScores? Perception { get; init; }

    /// <summary>Squared error of the images that LPIPS was computed of; of all test images where it was not.</summary>
    public ImageMean SquaredError => Perception is { } scores ? ImageMean.Of(scores.SquaredErrors) : Distortion;

    /// <summary>LPIPS.</summary>
    public ImageMean? PerceptualDistance => Perception is { } scores ? ImageMean.Of(scores.PerceptualDistances) : null;
}

/// <summary>A conventional model's first K latents beside the rate-targeted model (Shu22 Table 1), per dimension, on held-out images.</summary>
/// <param name="Rate">R_K.</param>
/// <param name="TargetedRate">R*_K.</param>
/// <param name="Error">D_K.</param>
/// <param name="TargetedError">δ.</param>
internal sealed record FrontierPair(double Rate, double TargetedRate, double Error, double TargetedError)
{
    /// <summary>A realised rate may be so far from its target.</summary>
    public const double Tolerance = 0.05;

    /// <summary>Whether the realised rate is the target, up to <see cref="Tolerance"/>.</summary>
    public bool IsAtTarget => Math.Abs((TargetedRate / Rate) - 1) <= Tolerance;

    /// <summary>Whether the targeted model has the lower error at no higher rate, up to <see cref="Tolerance"/>.</summary>
    public bool IsBetter => TargetedError < Error && TargetedRate <= (1 + Tolerance) * Rate;
}

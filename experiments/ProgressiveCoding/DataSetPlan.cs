// The trainings and measurements on one data set from which Shu22's tables and figures are made; targets share those they have in common.

using Experiments.Jobs;
using Experiments.Jobs.ProgressiveCoding;
using Hvae.Data;
using Hvae.Models;
using Hvae.Pretrained;
using Hvae.Training;
using Repro.Plans;

namespace Experiments.ProgressiveCoding;

/// <summary>Plans jobs for one data set.</summary>
internal sealed class DataSetPlan
{
    /// <summary>K is the last latent whose resolution is the image's divided by this (Shu22 Section 4.2).</summary>
    private const int ResolutionDivisorOfK = 8;

    private readonly ProgressiveCodingSizes sizes;
    private readonly ImagesSpecification train;
    private readonly ImagesSpecification test;
    private readonly TrainingSettings training;
    private readonly TrainingSettings fitting;
    private readonly Lazy<StagesPlan> stages;
    private readonly Lazy<LpipsSpecification?> lpips;

    /// <param name="data">The images.</param>
    /// <param name="wanted">Under which name the preset has sizes for them.</param>
    /// <param name="preset">The preset's sizes; the first of its seeds is every model's.</param>
    /// <param name="pretrained">Where published weights lie.</param>
    public DataSetPlan(DataSet data, string wanted, Sizes preset, PretrainedFolder pretrained)
    {
        sizes = preset.ProgressiveCoding;
        Pretrained = pretrained;
        var (set, seed) = (sizes.For(wanted), preset.Seeds[0]);
        Seed = seed;
        train = ImagesSpecification.Train(data, set.TrainImages);
        test = ImagesSpecification.Test(data, set.TestImages);
        training = Settings(set.EpochsOver(train.Images));
        fitting = Settings(set.DecoderEpochsOver(train.Images));
        Model = sizes.Model(data.Shape);
        K = Model.BlocksUpTo(data.Shape.Height / ResolutionDivisorOfK);
        Conventional = VdvaeTrainJob.Plan(Model, TrainingGoal.Elbo, train, training);
        ConventionalScores = VdvaeEvaluateJob.Plan(Conventional, K, test, sizes.Training.BatchSize);
        Targeted = VdvaeTrainJob.PlanRateTargeted(ConventionalScores, sizes.Multiplier, TargetedModel, train, training);
        TargetedScores = VdvaeEvaluateJob.Plan(Targeted, K, test, sizes.Training.BatchSize);
        FitAtK = Fit(Conventional, K);
        (Gaussian, WhyNoGaussian) = (GaussianJob.Plan(data, sizes.GaussianDimensions), GaussianJob.WhyNot(data, sizes.GaussianDimensions));
        var classifier = data.HasLabels ? ClassifierJob.Plan(data, preset.For(wanted), preset.Precision) : null;
        // Weights are hashed when a target first asks for what they give.
        var staged = ImagesSpecification.Train(data, set.StageImages);
        stages = new(() =>
            new(Model, sizes, staged, test, Settings(set.StageEpochsOver(staged.Images)), PlannedFeatures.Choose(pretrained, classifier)));
        lpips = new(() => LpipsSpecification.Of(pretrained));

        TrainingSettings Settings(int epochs) => sizes.Training.Settings(epochs, seed) with { Precision = preset.Precision };
    }

    /// <summary>Sizes of the conventional model.</summary>
    public VdvaeConfiguration Model { get; }

    /// <summary>Seed of every model.</summary>
    public long Seed { get; }

    /// <summary>K: the number of first latents whose rate R_K is the target τ of the rate-targeted model.</summary>
    public int K { get; }

    /// <summary>The model trained by the ELBO.</summary>
    public Job Conventional { get; }

    /// <summary>Evaluation of the conventional model, which measures R_1 … R_T and R_K = τ.</summary>
    public Job ConventionalScores { get; }

    /// <summary>The new decoder of the conventional model's first K latents, and its squared error D_K.</summary>
    public Job FitAtK { get; }

    /// <summary>The model of K latents that is trained for the least distortion at the rate τ.</summary>
    public Job Targeted { get; }

    /// <summary>Evaluation of the rate-targeted model, which measures R*_K and δ.</summary>
    public Job TargetedScores { get; }

    /// <summary>The rate-distortion function of a Gaussian with the images' covariance; null where that cannot be had.</summary>
    public Job? Gaussian { get; }

    /// <summary>Why it cannot be had; null where it can.</summary>
    public string? WhyNoGaussian { get; }

    /// <summary>Sizes of the rate-targeted model: those of the conventional one with K latents and a linear head.</summary>
    public VdvaeConfiguration TargetedModel => Model with { LatentBlocks = K, Mixtures = 0 };

    /// <summary>Returns the two-stage models of Section 5. The first call reads the weights of the distances' features, to hash them.</summary>
    public StagesPlan Stages() => stages.Value;

    /// <summary>Where published weights lie.</summary>
    public PretrainedFolder Pretrained { get; }

    /// <summary>The test images.</summary>
    public ImagesSpecification Test => test;

    /// <summary>The latents k whose points (R_k, D_k) are measured on a model with so many of them, in rising order; K is one of them.</summary>
    /// <param name="latents">T.</param>
    public IReadOnlyList<int> Points(int latents)
    {
        var resolutions = Model.LatentResolutions().Distinct().Select(Model.BlocksUpTo).Append(K);
        IEnumerable<int> points = sizes.Curve == CurvePoints.All ? Enumerable.Range(1, latents) : resolutions.Append(latents);
        return [.. points.Where(k => k <= latents).Distinct().Order()];
    }

    /// <summary>d_k of a model. Where the two models are compared, at K, it is trained as long as they are.</summary>
    public Job Fit(Job trained, int latents) => DecoderFitJob.Plan(trained, latents, train, test, latents == K ? training : fitting);

    /// <summary>d_k of both models for all points of their curves.</summary>
    public IEnumerable<(Job Trained, Job Fit)> Fits() =>
        from model in new[] { (Trained: Conventional, Latents: Model.LatentResolutions().Count),
            (Trained: Targeted, Latents: TargetedModel.LatentResolutions().Count) }
        from k in Points(model.Latents)
        select (model.Trained, Fit(model.Trained, k));

    /// <summary>LPIPS of what a fitted decoder gives back; null where its weights are missing.</summary>
    public Job? Perception(Job trained, Job fit) => lpips.Value is { } weights ? PerceptualJob.Plan(trained, fit, test, weights) : null;
}

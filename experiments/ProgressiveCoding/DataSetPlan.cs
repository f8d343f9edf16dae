// The trainings and measurements of one seed on one data set from which the tables and figures of Shu22 are made. Targets share them.

using Experiments.Jobs;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.Presets;
using Hvae.Data;
using Hvae.Models;
using Hvae.Pretrained;
using Hvae.Training;
using Repro.Plans;

namespace Experiments.ProgressiveCoding;

/// <summary>Plans the jobs of one seed for one data set.</summary>
internal sealed class DataSetPlan
{
    /// <summary>K is the last latent whose resolution is the image's divided by this (Shu22 Section 4.2).</summary>
    private const int ResolutionDivisorOfK = 8;

    /// <summary>
    /// Share of the training images on which τ is measured and no model of Section 4 is trained. VDVAE's code holds out as many of
    /// CIFAR-10.
    /// </summary>
    private const double HeldOutShare = 0.1;

    private readonly ProgressiveCodingSizes sizes;
    private readonly ImagesSpecification train;
    private readonly ImagesSpecification test;
    private readonly TrainingSettings training;
    private readonly TrainingSettings fitting;
    private readonly Lazy<StagesPlan> stages;
    private readonly Lazy<LpipsSpecification?> lpips;

    /// <summary>Plans the jobs.</summary>
    /// <param name="data">The images.</param>
    /// <param name="wanted">Name of the data set in the preset, also when a stand-in takes its place.</param>
    /// <param name="preset">Sizes of the preset.</param>
    /// <param name="pretrained">Folder of published weights.</param>
    /// <param name="seed">Seed of every model.</param>
    public DataSetPlan(DataSet data, string wanted, Preset preset, PretrainedFolder pretrained, long seed)
    {
        sizes = preset.ProgressiveCoding;
        Pretrained = pretrained;
        var set = sizes.For(wanted);
        Seed = seed;
        var drawn = ImagesSpecification.Train(data, set.TrainImages);
        (train, var heldOut) = drawn.HoldOut(HeldOutShare);
        test = ImagesSpecification.Test(data, set.TestImages);
        training = Settings(set.EpochsOver(drawn.Images));
        fitting = Settings(set.DecoderEpochsOver(drawn.Images));
        Model = sizes.Model(data.Shape);
        K = Model.BlocksUpTo(data.Shape.Height / ResolutionDivisorOfK);
        Conventional = VdvaeTrainJob.Plan(Model, TrainingGoal.Elbo, train, training);
        ConventionalScores = VdvaeEvaluateJob.Plan(Conventional, K, test, sizes.Training.BatchSize);
        var tau = VdvaeEvaluateJob.Plan(Conventional, K, heldOut, sizes.Training.BatchSize);
        Targeted = VdvaeTrainJob.PlanRateTargeted(tau, sizes.Multiplier, TargetedModel, train, training);
        TargetedScores = VdvaeEvaluateJob.Plan(Targeted, K, test, sizes.Training.BatchSize);
        FitAtK = Fit(Conventional, K);
        (Gaussian, WhyNoGaussian) = (GaussianJob.Plan(data, sizes.GaussianDimensions), GaussianJob.WhyNot(data, sizes.GaussianDimensions));
        var classifier = data.HasLabels ? ClassifierJob.Plan(data, preset.For(wanted), preset.Precision) : null;
        // Weights are hashed only for targets that use them.
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

    /// <summary>
    /// K: the number of first latents whose rate R_K on held-out training images is the target τ of the rate-targeted model.
    /// </summary>
    public int K { get; }

    /// <summary>Training of the conventional model, by the ELBO.</summary>
    public Job Conventional { get; }

    /// <summary>Evaluation of the conventional model on test images, which measures R_1 … R_T.</summary>
    public Job ConventionalScores { get; }

    /// <summary>Fit of a new decoder to the conventional model's first K latents, which measures D_K.</summary>
    public Job FitAtK { get; }

    /// <summary>
    /// Training of the rate-targeted model: K latents, the least distortion at the rate τ, which is R_K on held-out training images.
    /// </summary>
    public Job Targeted { get; }

    /// <summary>Evaluation of the rate-targeted model, which measures R*_K and δ.</summary>
    public Job TargetedScores { get; }

    /// <summary>Rate-distortion function of a Gaussian with the images' covariance; null where it cannot be computed.</summary>
    public Job? Gaussian { get; }

    /// <summary>Reason why <see cref="Gaussian"/> cannot be computed; null where it can.</summary>
    public string? WhyNoGaussian { get; }

    /// <summary>Sizes of the rate-targeted model: those of the conventional one with K latents and a linear head.</summary>
    public VdvaeConfiguration TargetedModel => Model with { LatentBlocks = K, Mixtures = 0 };

    /// <summary>Folder of published weights.</summary>
    public PretrainedFolder Pretrained { get; }

    /// <summary>Test images.</summary>
    public ImagesSpecification Test => test;

    /// <summary>Returns the two-stage models of Section 5. The first call hashes the weights of the distances' features.</summary>
    public StagesPlan Stages() => stages.Value;

    /// <summary>Returns the numbers k of first latents whose points (R_k, D_k) are measured, in rising order. K is one of them.</summary>
    /// <param name="latents">Number of latents of the model, T.</param>
    public IReadOnlyList<int> Points(int latents)
    {
        var resolutions = Model.LatentResolutions().Distinct().Select(Model.BlocksUpTo).Append(K);
        IEnumerable<int> points = sizes.Curve == CurvePoints.All ? Enumerable.Range(1, latents) : resolutions.Append(latents);
        return [.. points.Where(k => k <= latents).Distinct().Order()];
    }

    /// <summary>Returns the fit of d_k. At K, where the two models are compared, d_K is trained as long as they are.</summary>
    /// <param name="trained">Training of the model.</param>
    /// <param name="k">Number of first latents that the decoder gets.</param>
    public Job Fit(Job trained, int k) => DecoderFitJob.Plan(trained, k, train, test, k == K ? training : fitting);

    /// <summary>Returns the fits of d_k for all points of both models' curves.</summary>
    public IEnumerable<(Job Trained, Job Fit)> Fits() =>
        from model in new[] { (Trained: Conventional, Latents: Model.LatentResolutions().Count),
            (Trained: Targeted, Latents: TargetedModel.LatentResolutions().Count) }
        from k in Points(model.Latents)
        select (model.Trained, Fit(model.Trained, k));

    /// <summary>Returns the job that measures LPIPS of a fitted decoder's reconstructions, or null where its weights are missing.</summary>
    public Job? Perception(Job trained, Job fit) => lpips.Value is { } weights ? PerceptualJob.Plan(trained, fit, test, weights) : null;
}

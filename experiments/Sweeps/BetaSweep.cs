// A sweep of two-layer VAEs over the grid of (beta2, beta1): the jobs that it needs.

using Experiments.Jobs;
using Hvae.Data;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>What is measured on each model of a sweep; each is a kind of job, so that targets share what they have in common.</summary>
[Flags]
public enum Measurements
{
    /// <summary>Rates, distortion and PSNR.</summary>
    Rates = 1,

    /// <summary>Inception score, diversity and sharpness of samples.</summary>
    Samples = 2,

    /// <summary>Mutual information and the accuracies of latent classifiers.</summary>
    Latents = 4,

    /// <summary>Reconstructions and samples to look at.</summary>
    Pictures = 8,

    /// <summary>All numbers.</summary>
    Numbers = Rates | Samples | Latents,
}

/// <summary>Plans a sweep: for each cell of the grid and each seed one training, and a job for each kind of measurement.</summary>
public static class BetaSweep
{
    /// <summary>The measuring jobs, cell by cell and seed by seed; trainings and the classifier are their inputs.</summary>
    /// <param name="data">The images.</param>
    /// <param name="model">Which model.</param>
    /// <param name="set">Sizes for these images.</param>
    /// <param name="sizes">All other sizes.</param>
    /// <param name="measurements">What is measured.</param>
    public static IReadOnlyList<Job> Plan(DataSet data, ModelSpecification model, DataSetSizes set, Sizes sizes, Measurements measurements)
    {
        var classifier = measurements.HasFlag(Measurements.Samples) ? ClassifierJob.Plan(data, set, sizes.Precision) : null;
        return
        [
            .. from betas in sizes.BetaGrid.Cells()
               from seed in sizes.Seeds
               let train = Train(data, model, set, sizes, betas, seed)
               from job in Measure(train, data, set, sizes, measurements, classifier)
               select job,
        ];
    }

    /// <summary>
    /// LVAEs are warmed up, which is the public code's default; whether the paper's grid was is not recorded.
    /// </summary>
    private static Job Train(DataSet data, ModelSpecification model, DataSetSizes set, Sizes sizes, Betas betas, long seed)
    {
        var images = ImagesSpecification.Train(data, set.TrainImages);
        return TrainJob.Plan(
            model,
            new LayerwiseObjective(betas.Beta2, betas.Beta1) { WarmUp = model.Family == ModelSpecification.LvaeFamily },
            images,
            new TrainingSettings(set.EpochsOver(images.Images), sizes.Training.BatchSize, sizes.Training.LearningRate,
                seed)
            { Precision = sizes.Precision });
    }

    private static IEnumerable<Job> Measure(
        Job train, DataSet data, DataSetSizes set, Sizes sizes, Measurements measurements, Job? classifier)
    {
        var test = ImagesSpecification.Test(data, set.TestImages);
        if (measurements.HasFlag(Measurements.Rates)) yield return EvaluateJob.Plan(train, test, sizes.Evaluation.BatchSize);
        if (classifier is not null) yield return SamplesJob.Plan(train, classifier, sizes.Samples);
        if (measurements.HasFlag(Measurements.Latents))
            yield return LatentsJob.Plan(train, ImagesSpecification.Test(data, set.LatentImages), sizes.Evaluation.BatchSize);
        if (measurements.HasFlag(Measurements.Pictures)) yield return PicturesJob.Plan(train, test, sizes.Pictures);
    }
}

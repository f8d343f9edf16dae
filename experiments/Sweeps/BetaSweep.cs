// A sweep of two-layer VAEs over the grid of (beta2, beta1): the jobs that it needs.

using Experiments.Jobs;
using Hvae.Data;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>Plans a sweep: for each cell of the grid and each seed, one training and one evaluation.</summary>
public static class BetaSweep
{
    /// <summary>The evaluation jobs, cell by cell and seed by seed; the trainings are their inputs.</summary>
    public static IReadOnlyList<Job> Plan(DataSet data, ModelSpecification model, DataSetSizes images, Sizes sizes) =>
        [.. from betas in sizes.BetaGrid.Cells() from seed in sizes.Seeds select Plan(data, model, images, sizes, betas, seed)];

    /// <summary>
    /// The evaluation of one model, with its training as input. LVAEs are warmed up, which is the public code's default;
    /// whether the paper's grid was is not recorded.
    /// </summary>
    public static Job Plan(DataSet data, ModelSpecification model, DataSetSizes images, Sizes sizes, Betas betas, long seed)
    {
        var train = TrainJob.Plan(
            model,
            new LayerwiseObjective(betas.Beta2, betas.Beta1) { WarmUp = model.Family == ModelSpecification.LvaeFamily },
            ImagesSpecification.Train(data, images.TrainImages),
            new TrainingSettings(images.Epochs, sizes.Training.BatchSize, sizes.Training.LearningRate, seed));
        return EvaluateJob.Plan(train, ImagesSpecification.Test(data, images.TestImages), sizes.Evaluation.BatchSize);
    }
}

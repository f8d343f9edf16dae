// A sweep of two-layer VAEs over the grid of (beta2, beta1), and what comes back from it.

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

    /// <summary>The evaluation of one model, with its training as input.</summary>
    public static Job Plan(DataSet data, ModelSpecification model, DataSetSizes images, Sizes sizes, Betas betas, long seed)
    {
        var train = TrainJob.Plan(
            model,
            new LayerwiseObjective(betas.Beta2, betas.Beta1),
            ImagesSpecification.Train(data, images.TrainImages),
            new TrainingSettings(images.Epochs, sizes.Training.BatchSize, sizes.Training.LearningRate, seed));
        return EvaluateJob.Plan(train, ImagesSpecification.Test(data, images.TestImages), sizes.Evaluation.BatchSize);
    }
}

/// <summary>What one cell of a sweep has given: for each metric the values of the seeds that finished.</summary>
/// <param name="Betas">The cell.</param>
/// <param name="PlannedSeeds">How many seeds were planned.</param>
/// <param name="Results">Of the seeds that finished.</param>
public sealed record SweepCell(Betas Betas, int PlannedSeeds, IReadOnlyList<JobResult> Results)
{
    /// <summary>The cells of a plan's evaluation jobs, in the plan's order.</summary>
    public static IReadOnlyList<SweepCell> Collect(IEnumerable<Job> evaluations, IReadOnlyDictionary<string, JobResult> results) =>
    [
        .. evaluations.GroupBy(BetasOf).Select(cell => new SweepCell(
            cell.Key, cell.Count(), [.. cell.Select(job => results.GetValueOrDefault(job.Key)).OfType<JobResult>()])),
    ];

    /// <summary>Mean over seeds; NaN when none finished.</summary>
    public double Mean(string metric) => Results.Count == 0 ? double.NaN : Results.Average(result => result.Metrics[metric].Value);

    /// <summary>Standard deviation over seeds; null for fewer than two.</summary>
    public double? SeedDeviation(string metric)
    {
        if (Results.Count < 2) return null;
        var mean = Mean(metric);
        return Math.Sqrt(Results.Sum(result => Math.Pow(result.Metrics[metric].Value - mean, 2)) / (Results.Count - 1));
    }

    private static Betas BetasOf(Job evaluation)
    {
        var objective = Configuration.FromJson<EvaluateConfiguration>(evaluation.Configuration).Objective;
        return new(objective.Beta2, objective.Beta1);
    }
}

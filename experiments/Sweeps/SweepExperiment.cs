// What all tables and figures over the grid of (beta2, beta1) have in common: their jobs, their captions, their warnings.

using Experiments.Jobs;
using Hvae.Data;
using Hvae.Objectives;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>Which sweep a target shows, and what of it.</summary>
/// <param name="Family">E.g. <c>GHVAE</c>.</param>
/// <param name="Data">E.g. <c>svhn</c>.</param>
/// <param name="Measurements">What is measured on its models.</param>
public sealed record SweepRequest(string Family, string Data, Measurements Measurements);

/// <summary>A target made of sweeps.</summary>
/// <param name="catalog">Finds the images.</param>
/// <param name="requests">The sweeps.</param>
public abstract class SweepExperiment(DataCatalog catalog, params IReadOnlyList<SweepRequest> requests) : IExperiment
{
    /// <inheritdoc/>
    public virtual string Name => $"Xiao23.{GetType().Name}";

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context)
    {
        var sizes = Sizes.From(context.Settings);
        return new SweepsPlan([.. requests.Select(request => Plan(request, sizes))]);
    }

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var sweeps = ((SweepsPlan)plan).Sweeps.Select(planned => planned.Collect(results)).ToArray();
        var report = new SweepReport(Name, context, Sizes.From(context.Settings), requests, sweeps);
        var conclusion = Conclude(report, plan, results);
        return conclusion with { Notes = [.. conclusion.Notes, .. report.Notes(), .. WithoutWarmUp(plan)] };
    }

    /// <summary>Makes tables, figures and claims; the notes that every sweep needs are added to its own.</summary>
    /// <param name="report">The sweeps.</param>
    /// <param name="plan">For those that look at single jobs.</param>
    /// <param name="results">Of these jobs.</param>
    protected abstract Conclusion Conclude(SweepReport report, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results);

    private static IEnumerable<string> WithoutWarmUp(ExperimentPlan plan) => plan.Jobs
        .Where(job => job.Kind == EvaluateJob.KindName)
        .Select(job => Configuration.FromJson<TrainConfiguration>(job.Inputs[0].Configuration))
        .Where(trained => trained.Objective.WarmUp && !WarmUp.Happens(trained.Training.Epochs))
        .Select(trained =>
            $"{trained.Model.Family} on {trained.Images.Name} was trained without the paper's warm-up: {trained.Training.Epochs} epochs have no whole fifth.")
        .Distinct();

    private PlannedSweep Plan(SweepRequest request, Sizes sizes)
    {
        using var data = catalog.Open(request.Data);
        var set = sizes.For(request.Data);
        var jobs = BetaSweep.Plan(data, ModelSpecification.Of(request.Family, data.Shape), set, sizes, request.Measurements);
        return new(request, Source(request, data, set, sizes), jobs);
    }

    private static DataSource Source(SweepRequest request, DataSet data, DataSetSizes set, Sizes sizes)
    {
        var train = Math.Min(set.TrainImages, data.Train.Count);
        var latents = request.Measurements.HasFlag(Measurements.Latents)
            ? $", latents of {Math.Min(set.LatentImages, data.Test.Count):N0} of these" : "";
        var samples = request.Measurements.HasFlag(Measurements.Samples) ? $", {sizes.Samples.Count:N0} samples a model" : "";
        return DataText.Source(data, request.Data, train, set.EpochsOver(train), set.TestImages, latents + samples);
    }

    /// <summary>Keeps apart which jobs belong to which sweep: two that fall back on one stand-in may share some.</summary>
    private sealed record SweepsPlan(IReadOnlyList<PlannedSweep> Sweeps)
        : ExperimentPlan([.. Sweeps.SelectMany(sweep => sweep.Jobs).DistinctBy(job => job.Key)], [.. Sweeps.Select(sweep => sweep.Data)]);

    private sealed record PlannedSweep(SweepRequest Request, DataSource Data, IReadOnlyList<Job> Jobs)
    {
        public Sweep Collect(IReadOnlyDictionary<string, JobResult> results) => Sweep.Collect(Request.Family, Data, Jobs, results);
    }
}

// The common part of all tables and figures over the grid of (beta2, beta1): jobs, captions and warnings.

using Experiments.Claims;
using Experiments.Presets;
using Hvae.Data;
using Hvae.Objectives;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>A target that is made from sweeps.</summary>
/// <param name="catalog">Catalogue that finds the images.</param>
/// <param name="name">Name of the target without the paper.</param>
/// <param name="description">Sentence that the list of targets shows.</param>
/// <param name="requests">The sweeps that the target shows.</param>
public abstract class SweepExperiment(DataCatalog catalog, string name, string description, params IReadOnlyList<SweepRequest> requests)
    : IExperiment
{
    /// <inheritdoc/>
    public string Name => $"Xiao23.{name}";

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context)
    {
        var preset = Preset.From(context.Settings);
        return new SweepsPlan([.. requests.Select(Planned)]);

        PlannedSweep Planned(SweepRequest request)
        {
            using var data = catalog.Open(request.Data);
            return PlannedSweep.Of(request, data, preset);
        }
    }

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var planned = ((SweepsPlan)plan).Sweeps;
        var sweeps = planned.Select(sweep => sweep.Collect(results)).ToArray();
        var report = new SweepReport(Name, context, Preset.From(context.Settings), requests, sweeps);
        var conclusion = Conclude(report);
        return conclusion with
        {
            // What our other data sets say is a list of its own.
            Claims =
            [
                .. conclusion.Claims.GroupBy(claim => claim.Id.Contains(' ', StringComparison.Ordinal))
                    .SelectMany(same => Holm.Over([.. same])),
            ],
            Notes = [.. conclusion.Notes, .. report.Notes(), .. WithoutWarmUp(planned)],
        };
    }

    /// <summary>Makes tables, figures and claims. The notes that every sweep needs are added afterwards.</summary>
    protected abstract Conclusion Conclude(SweepReport report);

    private static IEnumerable<string> WithoutWarmUp(IEnumerable<PlannedSweep> sweeps) => (
        from sweep in sweeps
        from model in sweep.Models
        let trained = model.Training.Configuration
        where trained.Objective.WarmUp && !WarmUp.Happens(trained.Training.Epochs)
        select $"{trained.Model.Family} on {trained.Images.Name} was trained without the paper's warm-up: "
            + $"{trained.Training.Epochs} epochs have no whole fifth.").Distinct();

    /// <summary>Records which jobs belong to which sweep, because two sweeps with the same stand-in can share jobs.</summary>
    private sealed record SweepsPlan(IReadOnlyList<PlannedSweep> Sweeps) : ExperimentPlan(
        [.. Sweeps.SelectMany(sweep => sweep.Models).SelectMany(model => model.AllJobs).DistinctBy(job => job.Key)],
        [.. Sweeps.Select(sweep => sweep.Data)]);
}

// The experiments of a run with what each planned, and the one plan of all their jobs.

using Repro.Plans;
using Repro.Records;

namespace Repro.Execution;

/// <summary>One experiment and its plan.</summary>
internal sealed record PlannedExperiment(IExperiment Experiment, ExperimentContext Context, ExperimentPlan Plan);

/// <summary>All experiments of a run.</summary>
internal sealed record PlannedRun(IReadOnlyList<PlannedExperiment> Experiments, Plan Plan)
{
    /// <summary>All data sets, each once.</summary>
    public IReadOnlyList<DataSource> Data => [.. Experiments.SelectMany(planned => planned.Plan.Data).Distinct()];

    public static PlannedRun Of(IReadOnlyList<IExperiment> experiments, Preset preset, string provenance, Action<string> notice)
    {
        var said = new HashSet<string>();
        var context = new ExperimentContext
        {
            Preset = preset.Name,
            Settings = preset.Settings,
            Provenance = provenance,
            Notice = text => { if (said.Add(text)) notice(text); },
        };
        var planned = experiments.Select(experiment => new PlannedExperiment(experiment, context, experiment.Plan(context))).ToList();
        return new(planned, Plan.Of(planned.SelectMany(each => each.Plan.Jobs)));
    }

    public IReadOnlyList<JobState> Examine(IReadOnlyList<IJobHandler> handlers, ArtifactStore store, bool force)
    {
        Plan.RequireKinds([.. handlers.Select(handler => handler.Kind)]);
        return JobState.Examine(Plan, store, force);
    }

    public void RecordData(RunRecord record)
    {
        foreach (var planned in Experiments) record.Data(planned.Experiment.Name, planned.Plan.Data);
    }
}

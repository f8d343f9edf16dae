// All targets and all kinds of jobs that there are.

using Experiments.Checks;
using Experiments.Jobs;
using Experiments.Xiao23;
using Hvae.Data;
using Repro.Plans;

namespace Experiments;

/// <summary>What `hvae-repro` can run.</summary>
internal static class Catalogue
{
    /// <summary>Every experiment, in the order in which they are listed.</summary>
    /// <param name="data">Finds the images.</param>
    /// <param name="reference">The folder of the numbers that <see cref="Fidelity"/> compares with.</param>
    public static IReadOnlyList<IExperiment> Experiments(DataCatalog data, string reference) =>
        [new Table2(), new Table3(), new Figure8(data), new Fidelity(data, reference)];

    /// <summary>The handlers of every kind of job.</summary>
    public static IReadOnlyList<IJobHandler> Handlers(WorkerMachine machine) =>
        [new TrainJob(machine), new EvaluateJob(machine), new ArchitectureJob()];
}

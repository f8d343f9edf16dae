// All targets and all kinds of jobs that there are.

using Experiments.Checks;
using Experiments.Jobs;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.Xiao23;
using Hvae.Data;
using Repro.Plans;

namespace Experiments.CommandLine;

/// <summary>What `hvae-repro` can run.</summary>
internal static class Catalogue
{
    /// <summary>Every experiment, in the order in which they are listed.</summary>
    /// <param name="data">Finds the images.</param>
    /// <param name="reference">The folder of the numbers that <see cref="Fidelity"/> compares with.</param>
    public static IReadOnlyList<IExperiment> Experiments(DataCatalog data, string reference) =>
    [
        new Figure1(data), new Figure2(), new Figure3(data), new Figure4(data), new Figure5(data), new Figure6(data), new Figure7(data),
        .. AllMetrics.Figures(data), new Table1(data), .. ArchitectureTable.Tables, new Verdicts(data),
        new Shu22.Table1(data), new Shu22.Figure1(data), new Shu22.RateDistortion(data), new Shu22.SampleQuality(data),
        new Shu22.Perceptual(data), new Fidelity(data, reference),
    ];

    /// <summary>The handlers of every kind of job.</summary>
    public static IReadOnlyList<IJobHandler> Handlers(WorkerMachine machine) =>
    [
        new TrainJob(machine), new ClassifierJob(machine), new EvaluateJob(machine), new SamplesJob(machine), new LatentsJob(machine),
        new PicturesJob(machine), new ArchitectureJob(),
        new VdvaeTrainJob(machine), new VdvaeEvaluateJob(machine), new DecoderFitJob(machine), new ReconstructionPicturesJob(machine),
        new GaussianJob(machine), new DiffusionJob(),
        new JointTrainJob(machine), new TwoStageEvaluateJob(machine), new TwoStageSamplesJob(machine), new FrechetJob(machine),
        new PerceptualJob(machine),
    ];
}

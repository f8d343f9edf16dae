// All targets, and all kinds of jobs.

using Experiments.Checks;
using Experiments.Jobs;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.Xiao23;
using Hvae.Data;
using Repro.Plans;

namespace Experiments.CommandLine;

/// <summary>Lists what `hvae-repro` can run.</summary>
internal static class Catalogue
{
    /// <summary>Returns every target in the order in which targets are listed.</summary>
    /// <param name="data">Catalogue that finds the images.</param>
    /// <param name="reference">Folder of the numbers that <see cref="Fidelity"/> compares with.</param>
    /// <param name="committed">Folder of the committed results that <see cref="Verify"/> checks.</param>
    public static IReadOnlyList<IExperiment> Experiments(DataCatalog data, string reference, string committed) =>
    [
        new Figure1(data), new Figure2(), new Figure3(data), new Figure4(data), FigureOverRates.Figure5(data), new Figure6(data),
        FigureOverRates.Figure7(data), FigureOverRates.Figure8(data), FigureOverRates.Figure9(data), FigureOverRates.Figure10(data),
        new Table1(data), .. ArchitectureTable.Tables, new AccuracyBoundFigure(data), new Verdicts(data),
        new Shu22.Table1(data), new Shu22.Figure1(data), new Shu22.RateDistortion(data), new Shu22.SampleQuality(data),
        new Shu22.Perceptual(data), new Fidelity(data, reference),
        new Verify(data, committed, TimeProvider.System), new Calibration(),
    ];

    /// <summary>Returns the handler of every kind of job.</summary>
    public static IReadOnlyList<IJobHandler> Handlers(WorkerMachine machine) =>
    [
        new TrainJob(machine), new ClassifierJob(machine), new EvaluateJob(machine), new SamplesJob(machine), new LatentsJob(machine),
        new PicturesJob(machine), new ArchitectureJob(),
        new VdvaeTrainJob(machine), new VdvaeEvaluateJob(machine), new DecoderFitJob(machine), new ReconstructionPicturesJob(machine),
        new GaussianJob(machine), new DiffusionJob(),
        new JointTrainJob(machine), new TwoStageEvaluateJob(machine), new TwoStageSamplesJob(machine), new FrechetJob(machine),
        new PerceptualJob(machine), new CalibrationJob(),
    ];
}

// The job that draws samples of a trained two-stage model for a picture.

using Hvae.Training;
using Repro.Figures;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Everything that determines the pictures, except for the trained models, which are the job's inputs.</summary>
/// <param name="Model">Sizes of the model.</param>
/// <param name="Count">Number of samples.</param>
/// <param name="Seed">Seed of the samples.</param>
public sealed record TwoStageSamplesConfiguration(TwoStageSpecification Model, int Count, long Seed);

/// <summary>Plans and runs the drawing of samples at temperature 1.</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class TwoStageSamplesJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "two-stage-samples";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the samples of a model.</summary>
    internal static Job Plan(PlannedTwoStages model, int count) => Job.For<TwoStageSamplesJob>(
        KindName,
        model.Label,
        Configuration.ToJson(new TwoStageSamplesConfiguration(model.Specification, count, model.Seed)),
        model.Trainings,
        VdvaeCost.OfEvaluation * model.Specification.Cost(count));

    /// <summary>Reads the samples of a finished job.</summary>
    /// <exception cref="IOException">Thrown when the file is gone or too short.</exception>
    internal static IReadOnlyList<RasterImage> Read(JobResult result) => PixelFile.Read(result);

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<TwoStageSamplesConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var model = configuration.Model.Load(context.InputFolders, machine.Device);
        using var noise = new Randomness(configuration.Seed).For("pictures");
        var shape = PixelFile.Write(context.Folder, model.Sample(configuration.Count, noise));
        return new() { Files = [PixelFile.Name], Details = Configuration.ToJson(shape) };
    }
}

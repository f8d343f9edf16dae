// The job that keeps samples of a trained two-stage model to be looked at.

using Hvae.Training;
using Repro.Figures;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>All that determines the pictures, besides the trained models, which are the job's inputs.</summary>
/// <param name="Model">Sizes of the model.</param>
/// <param name="Count">How many.</param>
/// <param name="Seed">Of the samples.</param>
public sealed record TwoStageSamplesConfiguration(TwoStageSpecification Model, int Count, long Seed);

/// <summary>Plans and runs the drawing, at temperature 1.</summary>
/// <param name="machine">Where to compute.</param>
public sealed class TwoStageSamplesJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>The job's kind.</summary>
    public const string KindName = "two-stage-samples";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>The job that draws <paramref name="count"/> samples.</summary>
    internal static Job Plan(PlannedTwoStages model, int count) => Job.For<TwoStageSamplesJob>(
        KindName,
        model.Label,
        Configuration.ToJson(new TwoStageSamplesConfiguration(model.Specification, count, model.Seed)),
        model.Trainings,
        VdvaeCost.OfEvaluation * model.Specification.Cost(count));

    /// <summary>The samples of a finished job.</summary>
    /// <exception cref="IOException">The file is gone or too short.</exception>
    internal static IReadOnlyList<RasterImage> Read(JobResult result) => PixelFile.Read(result);

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<TwoStageSamplesConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var model = configuration.Model.Load(context.InputFolders, machine.Device);
        using var noise = new Randomness(configuration.Seed).For("pictures", machine.Device);
        var shape = PixelFile.Write(context.Folder, model.Sample(configuration.Count, noise));
        return new() { Files = [PixelFile.Name], Details = Configuration.ToJson(shape) };
    }
}

// The job that compares test images with a fitted decoder's reconstructions by squared error and by LPIPS.

using System.Text.Json;
using Hvae.Metrics.RateDistortion;
using Hvae.Training;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Everything that determines the distances, except for the model and the decoder, which are the job's inputs.</summary>
/// <param name="Decoder">Sizes of the model and of the decoder, and number of latents that are decoded.</param>
/// <param name="Images">Test images on which the trained model is measured.</param>
/// <param name="Lpips">Weights of LPIPS.</param>
/// <param name="BatchSize">Number of images at a time; the order of the noise depends on it.</param>
/// <param name="Seed">Seed of the latents' noise.</param>
public sealed record PerceptualConfiguration(
    DecoderFitConfiguration Decoder, ImagesSpecification Images, LpipsSpecification Lpips, int BatchSize, long Seed);

/// <summary>Plans and runs the comparison (protocol: <see cref="PerceptualEvaluation"/>).</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class PerceptualJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "perceptual";

    /// <summary>Largest number of images that are compared. It gives a standard error of a few percent.</summary>
    private const int MostImages = 256;

    private const string ScoresFile = "perceptual.json";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the comparison for a decoder of a model's first latents.</summary>
    /// <param name="trained">Training of the model.</param>
    /// <param name="fit">Fit of the decoder.</param>
    /// <param name="images">Test images, of which at most 256 are compared.</param>
    /// <param name="lpips">Weights of LPIPS.</param>
    public static Job Plan(Job trained, Job fit, ImagesSpecification images, LpipsSpecification lpips)
    {
        var decoder = Configuration.FromJson<DecoderFitConfiguration>(fit.Configuration);
        var compared = images with { Images = Math.Min(images.Images, MostImages) };
        var configuration = new PerceptualConfiguration(decoder, compared, lpips, decoder.Training.BatchSize, decoder.Training.Seed);
        return Job.For<PerceptualJob>(
            KindName, fit.Label, Configuration.ToJson(configuration), [trained, fit],
            VdvaeCost.OfEvaluation * VdvaeCost.Of(decoder.Model, compared.Images));
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<PerceptualConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var data = machine.Open(configuration.Images, context);
        using var images = configuration.Images.Batches(data, machine.Device);
        using var lpips = configuration.Lpips.Load(machine);
        using var model = VdvaeTrainJob.Load(configuration.Decoder.Model, context.InputFolders[0], machine.Device);
        using var decoder = DecoderFitJob.Load(configuration.Decoder, context.InputFolders[1], machine.Device);
        using var noise = new Randomness(configuration.Seed).For("perceptual");
        var scores = PerceptualEvaluation.Run(decoder, model, lpips, images, configuration.BatchSize, noise);
        File.WriteAllText(Path.Combine(context.Folder, ScoresFile), JsonSerializer.Serialize(scores));
        return new()
        {
            Metrics = [ImageMean.Metric("squared_error", scores.SquaredErrors), ImageMean.Metric("lpips", scores.PerceptualDistances)],
            Files = [ScoresFile],
            Details = new() { ["lpips"] = scores.Name },
        };
    }

    /// <summary>Reads what a finished job has measured.</summary>
    /// <exception cref="IOException">Thrown when the file is gone.</exception>
    internal static PerceptualScores Read(JobResult result) =>
        JsonSerializer.Deserialize<PerceptualScores>(File.ReadAllText(Path.Combine(result.Folder, ScoresFile)))!;
}

// The job that draws the images of Shu22's Figure 1: test images, and their reconstructions by two models of the same rate.

using Hvae.Models;
using Hvae.Training;
using Repro.Figures;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Everything that determines the pictures, except for the trained models, which are the job's inputs.</summary>
/// <param name="Decoder">Decoder of the conventional model's first K latents.</param>
/// <param name="Targeted">Sizes of the rate-targeted model.</param>
/// <param name="Images">Test images, of which <paramref name="Count"/> are reconstructed.</param>
/// <param name="Count">Number of images that are reconstructed.</param>
/// <param name="Seed">Seed of the latents' noise.</param>
public sealed record ReconstructionPicturesConfiguration(
    DecoderFitConfiguration Decoder, VdvaeConfiguration Targeted, ImagesSpecification Images, int Count, long Seed);

/// <summary>
/// Plans and runs the reconstruction: means of the decoders from one sample of the latents of each image, clamped to [0, 1].
/// </summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class ReconstructionPicturesJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "reconstruction-pictures";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the reconstruction by both models.</summary>
    /// <param name="conventional">Training of the conventional model.</param>
    /// <param name="fit">Fit of the decoder of its first K latents.</param>
    /// <param name="targeted">Training of the rate-targeted model.</param>
    /// <param name="images">Test images on which the trained model is measured.</param>
    /// <param name="count">Number of images that are reconstructed.</param>
    public static Job Plan(Job conventional, Job fit, Job targeted, ImagesSpecification images, int count)
    {
        var trained = Configuration.FromJson<VdvaeTrainConfiguration>(targeted.Configuration);
        var configuration = new ReconstructionPicturesConfiguration(
            Configuration.FromJson<DecoderFitConfiguration>(fit.Configuration), trained.Model, images, Math.Min(count, images.Images),
            trained.Training.Seed);
        return Job.For<ReconstructionPicturesJob>(
            KindName, targeted.Label, Configuration.ToJson(configuration), [conventional, fit, targeted],
            VdvaeCost.OfEvaluation * VdvaeCost.Of(trained.Model, count));
    }

    /// <summary>Reads the pictures of a finished job.</summary>
    /// <exception cref="IOException">Thrown when the file is gone or too short.</exception>
    internal static ReconstructionPictures Read(JobResult result)
    {
        var images = PixelFile.Read(result);
        var count = images.Count / 3;
        return new([.. images.Take(count)], [.. images.Skip(count).Take(count)], [.. images.Skip(2 * count)]);
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<ReconstructionPicturesConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var data = machine.Open(configuration.Images, context);
        using var images = configuration.Images.Batches(data, machine.Device, configuration.Count);
        using var conventional = VdvaeTrainJob.Load(configuration.Decoder.Model, context.InputFolders[0], machine.Device);
        using var decoder = DecoderFitJob.Load(configuration.Decoder, context.InputFolders[1], machine.Device);
        using var targeted = VdvaeTrainJob.Load(configuration.Targeted, context.InputFolders[2], machine.Device);
        using var noise = new Randomness(configuration.Seed).For("pictures");
        var originals = images.Range(0, configuration.Count);
        var byConventional = decoder.Head.Image(
            decoder.Decode(conventional.Encode(originals, LatentRules.Sampled(noise), decoder.Latents)));
        var byTargeted = targeted.Reconstruct(targeted.Pass(originals, LatentRules.Sampled(noise)));
        var shape = PixelFile.Write(context.Folder, cat([originals, byConventional, byTargeted]));
        return new() { Files = [PixelFile.Name], Details = Configuration.ToJson(shape) };
    }
}

/// <summary>Images and their reconstructions, in the same order.</summary>
/// <param name="Originals">Test images.</param>
/// <param name="Conventional">Reconstructions from the conventional model's first K latents by a new decoder.</param>
/// <param name="Targeted">Reconstructions by the rate-targeted model.</param>
internal sealed record ReconstructionPictures(
    IReadOnlyList<RasterImage> Originals, IReadOnlyList<RasterImage> Conventional, IReadOnlyList<RasterImage> Targeted);

// The job that draws with a trained model: test images beside their reconstructions, and samples.

using Hvae.Models;
using Hvae.Training;
using Repro.Figures;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs;

/// <summary>Configuration of the pictures. The trained model is the job's input.</summary>
/// <param name="Model">Model to which the weights belong.</param>
/// <param name="Images">Test images, of which <paramref name="Count"/> are reconstructed.</param>
/// <param name="Count">Number of reconstructions, and number of samples.</param>
/// <param name="Seed">Seed of the samples.</param>
public sealed record PicturesConfiguration(ModelSpecification Model, ImagesSpecification Images, int Count, long Seed);

/// <summary>Plans and runs the drawing (Xiao23 Figure 4: means of p(x|z1), clamped to [0, 1]; reconstructions by modes).</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class PicturesJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "pictures";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the drawing with the model that <paramref name="train"/> trains.</summary>
    public static Job Plan(PlannedJob<TrainConfiguration> train, ImagesSpecification images, int count)
    {
        var configuration = new PicturesConfiguration(
            train.Configuration.Model, images, Math.Min(count, images.Images), train.Configuration.Training.Seed);
        return Job.For<PicturesJob>(KindName, train.Job.Label, Configuration.ToJson(configuration), [train.Job], count);
    }

    /// <summary>Reads the pictures of a finished job.</summary>
    /// <exception cref="IOException">Thrown when the file is gone or too short.</exception>
    public static Pictures Read(JobResult result)
    {
        var images = PixelFile.Read(result);
        var count = images.Count / 3;
        return new([.. images.Take(count)], [.. images.Skip(count).Take(count)], [.. images.Skip(2 * count)]);
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<PicturesConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var data = machine.Open(configuration.Images, context);
        using var images = configuration.Images.Batches(data, machine.Device, configuration.Count);
        using var model = configuration.Model.Load(context.InputFolders[0], machine.Device);
        using var noise = new Randomness(configuration.Seed).For("pictures");
        var originals = images.Range(0, configuration.Count);
        var painted = cat([originals, model.Pass(originals, LatentRules.Mode).Mean, model.Sample(configuration.Count, noise)]);
        return new() { Files = [PixelFile.Name], Details = Configuration.ToJson(PixelFile.Write(context.Folder, painted)) };
    }
}

/// <summary>Pictures that a model has drawn.</summary>
/// <param name="Originals">Test images.</param>
/// <param name="Reconstructions">Reconstructions of these images by modes.</param>
/// <param name="Samples">Samples from the prior.</param>
public sealed record Pictures(
    IReadOnlyList<RasterImage> Originals, IReadOnlyList<RasterImage> Reconstructions, IReadOnlyList<RasterImage> Samples);

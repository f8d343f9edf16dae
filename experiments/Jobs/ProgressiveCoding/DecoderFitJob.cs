// The job that fits a new decoder to the first latents of a trained VDVAE, and measures it: D_k.

using System.Text.Json;
using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>All that determines d_k and D_k, besides the trained model, which is the job's input.</summary>
/// <param name="Model">Sizes of the model, and of the decoder.</param>
/// <param name="Latents">k.</param>
/// <param name="Images">The training images.</param>
/// <param name="TestImages">On which D_k is measured.</param>
/// <param name="Training">Epochs, batch, optimiser, seed.</param>
public sealed record DecoderFitConfiguration(
    VdvaeConfiguration Model, int Latents, ImagesSpecification Images, ImagesSpecification TestImages, TrainingSettings Training);

/// <summary>Plans and runs the fit of Shu22's Table 1, step 4: q(z_1:k|x) stays as it is, d_k is new.</summary>
/// <param name="machine">Where to compute.</param>
public sealed class DecoderFitJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>The job's kind.</summary>
    public const string KindName = "decoder";

    private const string ReconstructionFile = "reconstruction.json";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>The job that fits d_k to the first <paramref name="latents"/> latents of what <paramref name="train"/> trains.</summary>
    public static Job Plan(Job train, int latents, ImagesSpecification images, ImagesSpecification testImages, TrainingSettings training)
    {
        var model = VdvaeTrainJob.ModelOf(train);
        var configuration = new DecoderFitConfiguration(model, latents, images, testImages, training);
        return Job.For<DecoderFitJob>(
            KindName, $"{train.Label} d_{latents}", Configuration.ToJson(configuration), [train],
            VdvaeCost.Of(model, (double)training.Epochs * images.Images) / 2);
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<DecoderFitConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var model = VdvaeTrainJob.Load(configuration.Model, context.InputFolders[0], machine.Device);
        using var decoder = new LatentDecoder(configuration.Model, configuration.Latents);
        var log = SeededTraining.Run(context, machine, decoder, DecoderFit.Of(decoder, model).For(model), configuration.Images,
            configuration.Training);

        using var data = machine.Open(configuration.TestImages);
        using var test = new ImageBatches(
            configuration.TestImages.In(data), configuration.TestImages.Images, data.IsBinarised, machine.Device);
        using var evaluation = new Randomness(configuration.Training.Seed).For("evaluation", machine.Device);
        var reconstruction = DecoderEvaluation.Run(decoder, model, test, configuration.Training.BatchSize, evaluation);
        File.WriteAllText(Path.Combine(context.Folder, ReconstructionFile), JsonSerializer.Serialize(reconstruction));
        return new()
        {
            Metrics =
            [
                .. ReconstructionMetrics.Of(reconstruction),
                new("training_loss_per_dim", log[^1].Loss, ""),
                new("parameters", LayerText.Parameters(decoder), ""),
            ],
            Files = [SeededTraining.WeightsFile, ReconstructionFile],
            Details = Configuration.ToJson(new TrainingDetails(log)),
        };
    }

    /// <summary>How the test images are given back.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <exception cref="IOException">The file is gone.</exception>
    internal static Reconstruction Read(string folder) =>
        JsonSerializer.Deserialize<Reconstruction>(File.ReadAllText(Path.Combine(folder, ReconstructionFile)))!;

    /// <summary>The decoder that a job of this kind has fitted.</summary>
    internal static LatentDecoder Load(DecoderFitConfiguration configuration, string folder, Device device)
    {
        var decoder = new LatentDecoder(configuration.Model, configuration.Latents);
        Weights.Load(decoder, Path.Combine(folder, SeededTraining.WeightsFile));
        decoder.to(device);
        decoder.eval();
        return decoder;
    }
}

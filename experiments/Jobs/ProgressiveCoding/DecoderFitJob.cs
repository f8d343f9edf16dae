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

/// <summary>Everything that determines d_k and D_k, except for the trained model, which is the job's input.</summary>
/// <param name="Model">Sizes of the model and of the decoder.</param>
/// <param name="Latents">Number of first latents that are decoded, k.</param>
/// <param name="Images">Images on which the model is trained.</param>
/// <param name="TestImages">Images on which D_k is measured.</param>
/// <param name="Training">Epochs, batch size, optimiser and seed.</param>
public sealed record DecoderFitConfiguration(
    VdvaeConfiguration Model, int Latents, ImagesSpecification Images, ImagesSpecification TestImages, TrainingSettings Training);

/// <summary>Plans and runs the fit of a new decoder d_k, while the encoder q(z_1:k|x) stays as it is (Shu22 Section 4.2).</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class DecoderFitJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "decoder";

    private const string ReconstructionFile = "reconstruction.json";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the fit of d_k to the first latents of a model.</summary>
    /// <param name="train">Training of the model.</param>
    /// <param name="latents">Number of first latents that are decoded, k.</param>
    /// <param name="images">Images on which the model is trained.</param>
    /// <param name="testImages">Images on which D_k is measured.</param>
    /// <param name="training">Epochs, batch size, optimiser and seed.</param>
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

        using var data = machine.Open(configuration.TestImages, context);
        using var test = configuration.TestImages.Batches(data, machine.Device);
        using var evaluation = new Randomness(configuration.Training.Seed).For("evaluation");
        var reconstruction = DecoderEvaluation.Run(decoder, model, test, configuration.Training.BatchSize, evaluation);
        File.WriteAllText(Path.Combine(context.Folder, ReconstructionFile), JsonSerializer.Serialize(reconstruction));
        return new()
        {
            Metrics =
            [
                .. ImageMean.Metrics(reconstruction),
                new("training_loss_squared_error", log[^1].Loss, ""),
                new("parameters", LayerText.Parameters(decoder), ""),
            ],
            Files = [SeededTraining.WeightsFile, ReconstructionFile],
            Details = Configuration.ToJson(new TrainingDetails(log)),
        };
    }

    /// <summary>Reads how well a finished job reconstructs each test image.</summary>
    /// <param name="folder">Folder of the job.</param>
    /// <exception cref="IOException">Thrown when the file is gone.</exception>
    internal static Reconstruction Read(string folder) =>
        JsonSerializer.Deserialize<Reconstruction>(File.ReadAllText(Path.Combine(folder, ReconstructionFile)))!;

    /// <summary>Loads the decoder that a finished job has fitted, in evaluation mode.</summary>
    internal static LatentDecoder Load(DecoderFitConfiguration configuration, string folder, Device device)
    {
        var decoder = new LatentDecoder(configuration.Model, configuration.Latents);
        Weights.Load(decoder, Path.Combine(folder, SeededTraining.WeightsFile));
        decoder.to(device);
        decoder.eval();
        return decoder;
    }
}

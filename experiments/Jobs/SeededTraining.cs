// The part that all training jobs share: seeded parameters, checkpoints, progress, and the weights at the end.

using System.Globalization;
using Experiments.Presets;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Jobs;

/// <summary>Trains the model of a job and writes <see cref="WeightsFile"/> into its folder.</summary>
internal static class SeededTraining
{
    /// <summary>Name of the file of the trained parameters and buffers.</summary>
    public const string WeightsFile = "weights.safetensors";

    /// <summary>Returns the name of the file of the weights after a share of all steps, or of the trained weights for null.</summary>
    /// <param name="share">Share of all steps, in (0, 1), or null.</param>
    public static string WeightsAfter(double? share) =>
        share is { } part ? $"weights-{part.ToString("R", CultureInfo.InvariantCulture)}.safetensors" : WeightsFile;

    private const string CheckpointFile = "checkpoint.safetensors";

    /// <summary>Initialises the parameters by the seed, trains from there or from the checkpoint, and saves the weights.</summary>
    /// <param name="context">Context of the job.</param>
    /// <param name="machine">Device, clock and data folder.</param>
    /// <param name="model">Model, whose parameters are not initialised yet.</param>
    /// <param name="objective">Objective of the model.</param>
    /// <param name="images">Images on which the model is trained.</param>
    /// <param name="settings">Settings of the training.</param>
    /// <param name="multiplier">Multiplier of a constrained objective; null for other objectives.</param>
    /// <param name="history">
    /// Shares of all steps, in (0, 1), after which the weights are written too (<see cref="WeightsAfter"/>); null for none. A share stands
    /// for the nearest step, and for the first step where that is 0.
    /// </param>
    /// <returns>The log, with one record for each epoch.</returns>
    /// <exception cref="JobFailedException">
    /// Thrown when loss or parameters are no longer finite, or when the updates never recover.
    /// </exception>
    /// <exception cref="OperationCanceledException">Thrown when the training is stopped on request. The checkpoint is written.</exception>
    public static IReadOnlyList<EpochRecord> Run(
        JobContext context, WorkerMachine machine, nn.Module model, Objective objective, ImagesSpecification images,
        TrainingSettings settings,
        LagrangeMultiplier? multiplier = null, IReadOnlyList<double>? history = null)
    {
        context.Facts["precision"] = settings.Precision.ToText();
        using var data = machine.Open(images, context);
        using var batches = images.Batches(data, machine.Device);
        using (var initialisation = new Randomness(settings.Seed).For("initialisation")) Initialisation.Draw(model, initialisation);
        model.to(machine.Device);

        var steps = (long)settings.Epochs * settings.StepsPerEpoch(batches.Count);
        var checkpoint = Path.Combine(context.Folder, CheckpointFile);
        var trainer = new Trainer(model, objective, batches, settings, machine.Device)
        {
            Multiplier = multiplier,
            Kept =
            [
                .. from share in history ?? []
                   select (Math.Max(1, (long)Math.Round(share * steps)), Path.Combine(context.Folder, WeightsAfter(share))),
            ],
            Checkpoints = machine.Checkpoints(checkpoint, context.Key),
            Progress = new TrainingReport(context.Progress, settings.Epochs),
            Notice = context.Log.WriteLine,
        };
        try
        {
            var log = trainer.Run(context.Cancellation);
            if (!IsFinite(model))
                throw new JobFailedException(
                    "The last step left parameters that are not finite; this model has no result. "
                    + "Try another seed, a smaller learning rate or less extreme betas.")
                {
                    IsFinal = true,
                };
            Weights.Save(model, Path.Combine(context.Folder, WeightsFile));
            return log;
        }
        catch (TrainingFailedException error)
        {
            foreach (var file in trainer.Kept.Select(kept => kept.Path).Append(checkpoint)) File.Delete(file);
            throw new JobFailedException(error.Message, error) { IsFinal = true };
        }
    }

    private static bool IsFinite(nn.Module model)
    {
        using var scope = NewDisposeScope();
        return model.parameters().All(parameter => parameter.isfinite().all().item<bool>());
    }

    /// <summary>Reports the share of all steps that are done. The harness passes on only some of the reports.</summary>
    private sealed class TrainingReport(IProgress<JobProgress> progress, int epochs) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            progress.Report(new((double)value.Step / value.Steps, $"epoch {value.Epoch} of {epochs}, loss {value.Loss:G5}"));
    }
}

/// <summary>Details of the result of a training job.</summary>
/// <param name="Epochs">Log of the training, one record for each epoch.</param>
internal sealed record TrainingDetails(IReadOnlyList<EpochRecord> Epochs);

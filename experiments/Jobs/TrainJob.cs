// The job that trains one two-layer VAE with the layer-wise objective.

using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Jobs;

/// <summary>All that determines a trained model.</summary>
/// <param name="Model">Which model.</param>
/// <param name="Objective">Weights of the rates.</param>
/// <param name="Images">The training images.</param>
/// <param name="Training">Epochs, batch, step size, seed.</param>
/// <param name="Code">Version of the training's numeric code.</param>
public sealed record TrainConfiguration(
    ModelSpecification Model, LayerwiseObjective Objective, ImagesSpecification Images, TrainingSettings Training, int Code);

/// <summary>Plans and runs training. Leaves <see cref="WeightsFile"/> and the log of epochs.</summary>
/// <param name="machine">Where to compute.</param>
public sealed class TrainJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>The job's kind.</summary>
    public const string KindName = "train";

    /// <summary>The trained parameters.</summary>
    public const string WeightsFile = "weights.safetensors";

    private const string CheckpointFile = "checkpoint.safetensors";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>The job that trains this; its cost is counted in images.</summary>
    public static Job Plan(ModelSpecification model, LayerwiseObjective objective, ImagesSpecification images, TrainingSettings training)
    {
        var configuration = new TrainConfiguration(model, objective, images, training, TrainingSettings.CodeVersion);
        var label = $"{model.Family} {images.Name} beta2={objective.Beta2:G4} beta1={objective.Beta1:G4} seed={training.Seed}";
        return new(KindName, label, Configuration.ToJson(configuration), cost: (double)training.Epochs * images.Images);
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<TrainConfiguration>(context.Configuration);
        var settings = configuration.Training;
        using var data = machine.Open(configuration.Images);
        using var images = new ImageBatches(configuration.Images.In(data), configuration.Images.Images, data.IsBinarised, machine.Device);
        using var model = configuration.Model.Build();
        using (var initialisation = new Randomness(settings.Seed).For("initialisation", CPU)) Initialisation.Draw(model, initialisation);
        model.to(machine.Device);

        var checkpoint = Path.Combine(context.Folder, CheckpointFile);
        var trainer = new Trainer(model, configuration.Objective.For(model), images, settings, machine.Device)
        {
            Checkpoints = machine.Checkpoints(checkpoint, context.Key),
            Progress = new TrainingReport(context.Progress, settings.Epochs),
            Notice = context.Log.WriteLine,
        };
        try
        {
            var log = trainer.Run(context.Cancellation);
            if (!IsFinite(model)) throw new JobFailedException("The last step left parameters that are not finite; this model has no result. Try another seed, a smaller learning rate or less extreme betas.");
            Weights.Save(model, Path.Combine(context.Folder, WeightsFile));
            return Output(log, model);
        }
        catch (NonFiniteLossException error)
        {
            File.Delete(checkpoint);
            throw new JobFailedException(error.Message, error);
        }
    }

    private static bool IsFinite(TwoLayerVae model)
    {
        using var scope = NewDisposeScope();
        return model.parameters().All(parameter => parameter.isfinite().all().item<bool>());
    }

    private static JobOutput Output(IReadOnlyList<EpochRecord> log, TwoLayerVae model) => new()
    {
        Metrics = [new("training_loss", log[^1].Loss, "nats"), new("parameters", LayerText.Parameters(model), "")],
        Files = [WeightsFile],
        Details = Configuration.ToJson(new TrainingDetails(log)),
    };

    private sealed record TrainingDetails(IReadOnlyList<EpochRecord> Epochs);

    /// <summary>Passes on the share of all steps that are done; the harness thins out the reports.</summary>
    private sealed class TrainingReport(IProgress<JobProgress> progress, int epochs) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) =>
            progress.Report(new((double)value.Step / value.Steps, $"epoch {value.Epoch} of {epochs}, loss {value.Loss:F1}"));
    }
}

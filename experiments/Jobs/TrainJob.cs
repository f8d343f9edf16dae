// The job that trains one two-layer VAE with the layer-wise objective.

using System.Text.Json.Serialization;
using Experiments.Presets;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;

namespace Experiments.Jobs;

/// <summary>Configuration of a training.</summary>
/// <param name="Model">The model.</param>
/// <param name="Objective">Weights of the rates.</param>
/// <param name="Images">Images on which the model is trained.</param>
/// <param name="Training">Epochs, batch size, learning rate and seed.</param>
public sealed record TrainConfiguration(
    ModelSpecification Model, LayerwiseObjective Objective, ImagesSpecification Images, TrainingSettings Training)
{
    /// <summary>Shares of all steps, in (0, 1), after which the weights are kept too; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? History { get; init; }
}

/// <summary>Plans and runs training. Writes the weights, also those of the history, and the log of epochs.</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class TrainJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "train";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the training of this configuration. Its cost is counted in images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="objective">Weights of the rates.</param>
    /// <param name="images">Images on which the model is trained.</param>
    /// <param name="training">Epochs, batch size, learning rate and seed.</param>
    /// <param name="history">Shares of all steps, in (0, 1), after which the weights are kept too; null for none.</param>
    public static PlannedJob<TrainConfiguration> Plan(
        ModelSpecification model, LayerwiseObjective objective, ImagesSpecification images, TrainingSettings training,
        IReadOnlyList<double>? history = null)
    {
        var configuration = new TrainConfiguration(model, objective, images, training) { History = history is [] ? null : history };
        var label = $"{model.Family} {images.Name} beta2={objective.Beta2:G4} beta1={objective.Beta1:G4} seed={training.Seed}"
            + (training.Precision == Precision.Float32 ? "" : $" {training.Precision.ToText()}");
        var cost = (double)training.Epochs * images.Images;
        return new(Job.For<TrainJob>(KindName, label, Configuration.ToJson(configuration), cost: cost), configuration);
    }

    /// <summary>Returns the label of a measurement on the model that <paramref name="train"/> trains, after a share of all steps.</summary>
    internal static string LabelAfter(PlannedJob<TrainConfiguration> train, double? share) =>
        $"{train.Job.Label}{(share is null ? "" : $" share={share:G4}")}";

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<TrainConfiguration>(context.Configuration);
        using var model = configuration.Model.Build();
        var log = SeededTraining.Run(context, machine, model, configuration.Objective.For(model), configuration.Images,
            configuration.Training, history: configuration.History);
        return new()
        {
            Metrics = [new("training_loss", log[^1].Loss, "nats"), new("parameters", LayerText.Parameters(model), "")],
            Files =
            [
                SeededTraining.WeightsFile,
                .. from share in configuration.History ?? [] select SeededTraining.WeightsAfter(share),
            ],
            Details = Configuration.ToJson(new TrainingDetails(log)),
        };
    }
}

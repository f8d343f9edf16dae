// The job that trains one VDVAE, by the ELBO, with a target for the rate or the distortion, or given the reconstructions of a first stage.

using System.Text.Json.Serialization;
using Experiments.Presets;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>
/// Everything that determines a trained VDVAE, except for its input: the evaluation that gives τ to a rate-targeted training, or the first
/// stage of a second stage.
/// </summary>
/// <param name="Model">Sizes of the model.</param>
/// <param name="Goal">Goal of the training.</param>
/// <param name="Images">Images on which the model is trained.</param>
/// <param name="Training">Epochs, batch size, optimiser and seed.</param>
public sealed record VdvaeTrainConfiguration(
    VdvaeConfiguration Model, TrainingGoal Goal, ImagesSpecification Images, TrainingSettings Training)
{
    /// <summary>Sizes of the first stage, whose training is the input of a second stage; null for other trainings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VdvaeConfiguration? FirstStage { get; init; }
}

/// <summary>The three kinds of training of Shu22.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GoalKind>))]
public enum GoalKind
{
    /// <summary>Conventional training (Section 3.2).</summary>
    Elbo,

    /// <summary>min D subject to R ≤ τ (Eq. 1). The target τ is R_K of another model, whose evaluation is the training's input.</summary>
    RateTargeted,

    /// <summary>min R subject to D ≤ δ (Eq. 2).</summary>
    DistortionTargeted,
}

/// <summary>The goal in the configuration of a job.</summary>
/// <param name="Kind">Kind of the training.</param>
public sealed record TrainingGoal(GoalKind Kind)
{
    /// <summary>The conventional training.</summary>
    public static TrainingGoal Elbo { get; } = new(GoalKind.Elbo);

    /// <summary>
    /// Target δ of a distortion-targeted training, a squared error per dimension on the [−1, 1] scale; null for other trainings.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Distortion { get; init; }

    /// <summary>Rule by which the Lagrange multiplier moves; null for trainings without a target.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MultiplierSizes? Multiplier { get; init; }
}

/// <summary>
/// Plans and runs training. The job keeps the log of epochs and the weights; these are their moving average where the settings ask for one.
/// </summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class VdvaeTrainJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "vdvae";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans a conventional or a distortion-targeted training.</summary>
    /// <param name="model">Sizes of the model.</param>
    /// <param name="goal">Goal of the training, which is not rate-targeted.</param>
    /// <param name="images">Images on which the model is trained.</param>
    /// <param name="training">Epochs, batch size, optimiser and seed.</param>
    public static Job Plan(VdvaeConfiguration model, TrainingGoal goal, ImagesSpecification images, TrainingSettings training) =>
        Of(new(model, goal, images, training), Name(goal), []);

    /// <summary>Plans a rate-targeted training. Its target τ is R_K of another model.</summary>
    /// <param name="evaluation">Evaluation of that model (<see cref="VdvaeEvaluateJob"/>), from which the training reads R_K.</param>
    /// <param name="multiplier">Rule by which the multiplier moves.</param>
    /// <param name="model">Sizes of the new model.</param>
    /// <param name="images">Images on which the model is trained.</param>
    /// <param name="training">Epochs, batch size, optimiser and seed.</param>
    public static Job PlanRateTargeted(
        Job evaluation, MultiplierSizes multiplier, VdvaeConfiguration model, ImagesSpecification images, TrainingSettings training) =>
        Of(new(model, new(GoalKind.RateTargeted) { Multiplier = multiplier }, images, training), "rate-targeted", [evaluation]);

    /// <summary>
    /// Plans the second stage of progressive coding, which is trained by the ELBO on images given their reconstructions by the first
    /// stage.
    /// </summary>
    /// <param name="firstStage">Training of the first stage.</param>
    /// <param name="model">Sizes of the second stage.</param>
    /// <param name="images">Images on which the model is trained.</param>
    /// <param name="training">Epochs, batch size, optimiser and seed.</param>
    public static Job PlanSecondStage(Job firstStage, VdvaeConfiguration model, ImagesSpecification images, TrainingSettings training) =>
        Of(new(model, TrainingGoal.Elbo, images, training) { FirstStage = ModelOf(firstStage) }, "second stage", [firstStage]);

    /// <summary>Returns the sizes of the model that a job of this kind trains.</summary>
    public static VdvaeConfiguration ModelOf(Job train) => Configuration.FromJson<VdvaeTrainConfiguration>(train.Configuration).Model;

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<VdvaeTrainConfiguration>(context.Configuration);
        using var model = new Vdvae(configuration.Model);
        using var firstStage = configuration.FirstStage is { } sizes ? Load(sizes, context.InputFolders[0], machine.Device) : null;
        var constrained = Constrained(configuration.Goal, context.InputFolders);
        var multiplier = constrained?.StartMultiplier();
        var objective = constrained?.For((batch, noise) => Terms(model, batch, noise), multiplier!) ?? Elbo(model, firstStage);
        var log = SeededTraining.Run(context, machine, model, objective, configuration.Images, configuration.Training, multiplier);
        return new()
        {
            Metrics = [.. Metrics(model, log, constrained, multiplier)],
            Files = [SeededTraining.WeightsFile],
            Details = Configuration.ToJson(new TrainingDetails(log)),
        };
    }

    /// <summary>Loads the model that a job of this kind has trained, in evaluation mode and without gradients.</summary>
    /// <param name="sizes">Sizes of the model.</param>
    /// <param name="folder">Folder of the job.</param>
    /// <param name="device">Device of the model.</param>
    /// <exception cref="DamagedFileException">Thrown when the weights are damaged or belong to another model.</exception>
    internal static Vdvae Load(VdvaeConfiguration sizes, string folder, Device device)
    {
        var model = new Vdvae(sizes);
        Weights.Load(model, Path.Combine(folder, SeededTraining.WeightsFile));
        model.to(device);
        FrozenModel.Freeze(model);
        return model;
    }

    /// <summary>Returns reconstructions by the first stage from one sample of its latents: the condition of the second stage.</summary>
    private static Tensor Condition(Vdvae firstStage, Tensor images, Generator noise)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        return firstStage.Reconstruct(firstStage.Pass(images, LatentRules.Sampled(noise))).MoveToOuterDisposeScope();
    }

    private static Job Of(VdvaeTrainConfiguration configuration, string what, IReadOnlyList<Job> inputs) => Job.For<VdvaeTrainJob>(
        KindName,
        $"VDVAE {configuration.Images.Name} {what} seed={configuration.Training.Seed}",
        Configuration.ToJson(configuration),
        inputs,
        VdvaeCost.Of(configuration.Model, (double)configuration.Training.Epochs * configuration.Images.Images));

    private static string Name(TrainingGoal goal) => goal.Distortion is { } target ? $"δ={target:G3}" : "ELBO";

    private static Objective Elbo(Vdvae model, Vdvae? firstStage) => firstStage is null
        ? ElboObjective.For(model)
        : ElboObjective.For(model, (batch, noise) => Condition(firstStage, batch.Images, noise));

    /// <summary>Returns the constrained objective with its target τ or δ, or null for the ELBO.</summary>
    private static ConstrainedObjective? Constrained(TrainingGoal goal, IReadOnlyList<string> inputs)
    {
        (BoundedTerm Bounded, double Value)? target = goal.Kind switch
        {
            GoalKind.RateTargeted => (BoundedTerm.Rate, VdvaeEvaluateJob.Read(inputs[0]).RateK.Value),
            GoalKind.DistortionTargeted => (BoundedTerm.Distortion, goal.Distortion!.Value),
            _ => null,
        };
        return target is not var (bounded, value)
            ? null
            : new(bounded, value) { Multiplier = goal.Multiplier!.Settings(bounded, value) };
    }

    private static (Tensor Rate, Tensor Distortion) Terms(Vdvae model, TrainingBatch batch, Generator noise)
    {
        var (distortion, rate) = ElboObjective.Terms(model.Pass(batch.Images, LatentRules.Sampled(noise)), model, batch.Images);
        return (rate, distortion);
    }

    private static IEnumerable<Metric> Metrics(
        Vdvae model, IReadOnlyList<EpochRecord> log, ConstrainedObjective? constrained, LagrangeMultiplier? multiplier)
    {
        yield return constrained?.Bounded == BoundedTerm.Rate
            ? new("training_loss_squared_error", log[^1].Loss, "")
            : new("training_loss_per_dim", log[^1].Loss, "nats/dim");
        yield return new("parameters", LayerText.Parameters(model), "");
        if (constrained is null) yield break;
        yield return constrained.Bounded == BoundedTerm.Rate
            ? new("tau", constrained.Target, "nats/dim")
            : new("delta", constrained.Target, "");
        yield return new("multiplier", multiplier!.Value, "");
    }
}

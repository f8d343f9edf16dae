// The job that trains one VDVAE: conventionally, rate-targeted, distortion-targeted, or given another model's reconstructions.

using System.Text.Json.Serialization;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Experiments.Jobs.Coding;

/// <summary>All that determines a trained VDVAE, besides what it takes from its inputs.</summary>
/// <param name="Model">Its sizes.</param>
/// <param name="Goal">What it is trained for.</param>
/// <param name="Images">The training images.</param>
/// <param name="Training">Epochs, batch, optimiser, seed.</param>
public sealed record VdvaeTrainConfiguration(
    VdvaeConfiguration Model, CodingGoal Goal, ImagesSpecification Images, TrainingSettings Training)
{
    /// <summary>
    /// Latents of the model whose rate is the target of a rate-targeted training, K: the target is R_K, read from the one input, that
    /// model's evaluation.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TargetBlocks { get; init; }

    /// <summary>Sizes of the first stage, the one input of a second stage; null for other trainings.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VdvaeConfiguration? First { get; init; }
}

/// <summary>Plans and runs training. Leaves the weights, which are the average over the training where one is kept, and the log of epochs.</summary>
/// <param name="machine">Where to compute.</param>
public sealed class VdvaeTrainJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>The job's kind.</summary>
    public const string KindName = "vdvae";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>A conventional or a distortion-targeted training.</summary>
    /// <param name="model">Its sizes.</param>
    /// <param name="goal">Without a target that comes from elsewhere.</param>
    /// <param name="images">The training images.</param>
    /// <param name="training">Epochs, batch, optimiser, seed.</param>
    public static Job Plan(VdvaeConfiguration model, CodingGoal goal, ImagesSpecification images, TrainingSettings training) =>
        Of(new(model, goal, images, training), Name(goal), []);

    /// <summary>A rate-targeted training whose target is the rate of the first <paramref name="blocks"/> latents of a model.</summary>
    /// <param name="evaluation">Of that model.</param>
    /// <param name="blocks">K.</param>
    /// <param name="multiplier">How the multiplier moves.</param>
    /// <param name="model">Sizes of the new model.</param>
    /// <param name="images">The training images.</param>
    /// <param name="training">Epochs, batch, optimiser, seed.</param>
    public static Job PlanRateTargeted(
        Job evaluation, int blocks, MultiplierSizes multiplier, VdvaeConfiguration model, ImagesSpecification images,
        TrainingSettings training)
    {
        var goal = new CodingGoal(GoalKind.RateTargeted) { Multiplier = multiplier };
        return Of(new(model, goal, images, training) { TargetBlocks = blocks }, "rate-targeted", [evaluation]);
    }

    /// <summary>The second stage of progressive coding: images given their reconstructions by <paramref name="first"/>, trained by the ELBO.</summary>
    public static Job PlanSecondStage(Job first, VdvaeConfiguration model, ImagesSpecification images, TrainingSettings training) =>
        Of(new(model, CodingGoal.Elbo, images, training) { First = ModelOf(first) }, "second stage", [first]);

    /// <summary>The sizes of the model that a job of this kind trains.</summary>
    public static VdvaeConfiguration ModelOf(Job train) => Configuration.FromJson<VdvaeTrainConfiguration>(train.Configuration).Model;

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<VdvaeTrainConfiguration>(context.Configuration);
        using var model = new Vdvae(configuration.Model);
        using var first = configuration.First is { } sizes ? Load(sizes, context.InputFolders[0], machine.Device) : null;
        var (objective, multiplier) = ObjectiveOf(configuration, model, first, context.InputFolders);
        var log = SeededTraining.Run(context, machine, model, objective, configuration.Images, configuration.Training, multiplier);
        return new()
        {
            Metrics = [.. Metrics(model, log, multiplier)],
            Files = [SeededTraining.WeightsFile],
            Details = Configuration.ToJson(new TrainingDetails(log)),
        };
    }

    /// <summary>The model that a job of this kind has trained, in evaluation mode and without gradients.</summary>
    /// <param name="sizes">From the job's configuration.</param>
    /// <param name="folder">The job's folder.</param>
    /// <param name="device">Where the model shall live.</param>
    /// <exception cref="DamagedFileException">The weights are damaged or of another model.</exception>
    internal static Vdvae Load(VdvaeConfiguration sizes, string folder, Device device)
    {
        var model = new Vdvae(sizes);
        Weights.Load(model, Path.Combine(folder, SeededTraining.WeightsFile));
        model.to(device);
        FrozenModel.Freeze(model);
        return model;
    }

    /// <summary>Reconstructions by the first stage, from one sample of its latents: the condition of the second.</summary>
    internal static Tensor Condition(Vdvae first, Tensor images, Generator noise)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        return first.Reconstruct(first.Pass(images, LatentRules.Sampled(noise))).MoveToOuterDisposeScope();
    }

    private static Job Of(VdvaeTrainConfiguration configuration, string what, IReadOnlyList<Job> inputs) => Job.For<VdvaeTrainJob>(
        KindName,
        $"VDVAE {configuration.Images.Name} {what} seed={configuration.Training.Seed}",
        Configuration.ToJson(configuration),
        inputs,
        CodingCost.Of(configuration.Model, (double)configuration.Training.Epochs * configuration.Images.Images));

    private static string Name(CodingGoal goal) => goal.Distortion is { } target ? $"MSE≤{target:G3}" : "ELBO";

    private static (Objective Objective, LagrangeMultiplier? Multiplier) ObjectiveOf(
        VdvaeTrainConfiguration configuration, Vdvae model, Vdvae? first, IReadOnlyList<string> inputs)
    {
        var goal = configuration.Goal;
        if (goal.Kind == GoalKind.Elbo)
            return (first is null ? ElboObjective.For(model)
                : ElboObjective.For(model, (batch, noise) => Condition(first, batch.Images, noise)), null);

        var (bounded, target) = goal.Kind == GoalKind.RateTargeted
            ? (BoundedTerm.Rate, VdvaeEvaluateJob.Read(inputs[0]).Cumulative()[configuration.TargetBlocks!.Value])
            : (BoundedTerm.Distortion, goal.Distortion!.Value);
        var constrained = new ConstrainedObjective(bounded, target) { Multiplier = goal.Multiplier!.Settings(bounded, target) };
        var multiplier = constrained.StartMultiplier();
        return (constrained.For((batch, noise) => Terms(model, batch, noise), multiplier), multiplier);
    }

    private static (Tensor Rate, Tensor Distortion) Terms(Vdvae model, TrainingBatch batch, Generator noise)
    {
        var (distortion, rate) = ElboObjective.Terms(model.Pass(batch.Images, LatentRules.Sampled(noise)), model, batch.Images);
        return (rate, distortion);
    }

    private static IEnumerable<Metric> Metrics(Vdvae model, IReadOnlyList<EpochRecord> log, LagrangeMultiplier? multiplier)
    {
        yield return new("training_loss", log[^1].Loss, "");
        yield return new("parameters", LayerText.Parameters(model), "");
        if (multiplier is not null) yield return new("multiplier", multiplier.Value, "");
    }
}

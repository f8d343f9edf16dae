// Short trainings of small models on forty digits, for tests of the trainer.

using Hvae.Classifiers;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Tests.Data;
using Hvae.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Tests.Training;

internal sealed class Toy : IDisposable
{
    private const long Seed = 7;
    private const int BatchSize = 16; // The third batch of an epoch has eight images.
    private readonly TrainingSettings settings;

    private Toy(Module model, Objective loss, TrainingSettings settings)
    {
        (Model, Loss, this.settings) = (model, loss, settings);
        using var initialisation = new Randomness(Seed).For("initialisation");
        Initialisation.Draw(model, initialisation);
    }

    public Module Model { get; }

    public Objective Loss { get; }

    public LagrangeMultiplier? Multiplier { get; private init; }

    public ImageBatches Batches { get; } = StandInDigits.Train(40);

    public int Steps => settings.Epochs * settings.StepsPerEpoch(Batches.Count);

    /// <summary>A GHVAE.</summary>
    public static Toy Vae(Precision precision = default)
    {
        var model = new Ghvae(GhvaeConfiguration.Binary28);
        return new(model, new LayerwiseObjective(1, 0.5).For(model), Settings(1e-3) with { Precision = precision });
    }

    /// <summary>A classifier with batch normalisation.</summary>
    public static Toy Classification(
        Optimisation optimisation, double learningRate = 0.1, int epochs = 2, GradientLimits? limits = null, double? averageDecay = null)
    {
        var model = Sequential(
            ("conv", Conv2d(1, 4, 5, 4, 1)), ("norm", BatchNorm2d(4)), ("relu", ReLU()), ("flatten", Flatten()),
            ("linear", Linear(4 * 7 * 7, 10)));
        return new(model, (batch, _) => CrossEntropy(model, batch), Settings(learningRate, epochs) with
        {
            Optimisation = optimisation,
            GradientLimits = limits,
            AverageDecay = averageDecay,
        });
    }

    /// <summary>
    /// Trains with all rules of a VDVAE's training and a multiplier. The loss is the distortion, and the rate is the weights' square.
    /// The second batch of each epoch has a gradient that is too long, so its update is skipped.
    /// </summary>
    public static Toy Constrained()
    {
        var plain = Classification(
            Optimisation.AdamW(0.01, 0.9, 0.9).WarmUp(3), limits: new() { Clip = 0.5, Skip = 50 }, averageDecay: 0.9);
        var objective = new ConstrainedObjective(BoundedTerm.Rate, 1) { Multiplier = new() { Rate = 0.1 } };
        var multiplier = objective.StartMultiplier();
        return new(plain.Model, objective.For(Pass, multiplier), plain.settings) { Multiplier = multiplier };

        (Tensor Rate, Tensor Distortion) Pass(TrainingBatch batch, Generator noise)
        {
            var rate = plain.Model.get_parameter("linear.weight")!.square().sum();
            return (rate, plain.Loss(batch, noise).Loss * (batch.Moment.Batch == 1 ? 1000 : 1));
        }
    }

    /// <summary>A classifier with dropout, whose images are cropped and mirrored.</summary>
    public static Toy Augmented()
    {
        var model = new MnistCnn();
        return new(model, new ClassificationObjective(Augmentation.CropAndMirror).For(model), Settings(0.01) with
        {
            Optimisation = Optimisation.Sgd(0.9, 5e-4).Cosine(),
        });
    }

    public static CheckpointPlan Plan(string path) => new(path, "toy", TimeSpan.MaxValue, TimeProvider.System);

    public Trainer Trainer(
        CheckpointPlan? checkpoints = null, IProgress<TrainingProgress>? progress = null, Action<string>? notice = null,
        Objective? objective = null, IReadOnlyList<(long Step, string Path)>? kept = null) =>
        new(Model, objective ?? Loss, Batches, settings, CPU)
        {
            Checkpoints = checkpoints,
            Progress = progress,
            Notice = notice,
            Multiplier = Multiplier,
            Kept = kept ?? [],
        };

    /// <summary>Returns all parameters and buffers, bit for bit.</summary>
    public byte[] State() => [.. Model.state_dict().Values.SelectMany(tensor => tensor.detach().contiguous().bytes.ToArray())];

    /// <summary>Returns the parameters alone, because the running statistics of the batch normalisation change with every pass.</summary>
    public byte[] Weights() => [.. Model.parameters().SelectMany(parameter => parameter.detach().contiguous().bytes.ToArray())];

    public void Dispose()
    {
        Model.Dispose();
        Batches.Dispose();
    }

    private static TrainingSettings Settings(double learningRate, int epochs = 2) => new(epochs, BatchSize, learningRate, Seed);

    private static LossTerms CrossEntropy(Module<Tensor, Tensor> model, TrainingBatch batch) =>
        new(functional.nll_loss(functional.log_softmax(model.call(batch.Images), 1), batch.Labels), []);
}

/// <summary>Called at every step of a training.</summary>
internal sealed class StepWatch(Action<long> watch) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => watch(value.Step);
}

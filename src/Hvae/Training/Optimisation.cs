// Which optimiser trains a model, and how its learning rate changes from epoch to epoch.

using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>The rule by which parameters follow their gradients.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Optimiser>))]
public enum Optimiser
{
    /// <summary>Kingma and Ba, 2015, with PyTorch's default moments.</summary>
    Adam,

    /// <summary>Stochastic gradient descent, with momentum or without.</summary>
    Sgd,

    /// <summary>Zeiler, 2012, with PyTorch's default decay.</summary>
    Adadelta,
}

/// <summary>How the learning rate changes from epoch to epoch; within an epoch it is constant.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LearningRateSchedule>))]
public enum LearningRateSchedule
{
    /// <summary>It does not.</summary>
    Constant,

    /// <summary>It is multiplied by <see cref="Optimisation.Gamma"/> after each epoch (PyTorch's StepLR with step size 1).</summary>
    StepEachEpoch,

    /// <summary>It falls to 0 along half a cosine over all epochs (Loshchilov and Hutter, 2017; PyTorch's CosineAnnealingLR).</summary>
    Cosine,
}

/// <summary>An optimiser and its schedule; flat, so that it can stand in a job's configuration.</summary>
public sealed record Optimisation
{
    /// <summary>The rule.</summary>
    public Optimiser Optimiser { get; init; }

    /// <summary>Share of the last step that a step of gradient descent keeps, at least 0; of no meaning to the other rules.</summary>
    public double Momentum { get; init; }

    /// <summary>Weight of ½‖θ‖² in what is minimised, at least 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>How the learning rate changes.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Factor of <see cref="LearningRateSchedule.StepEachEpoch"/>; of no meaning to the other schedules.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>Adam at a constant rate, without weight decay.</summary>
    public static Optimisation Adam { get; } = new();

    /// <summary>Adadelta at a constant rate, without weight decay.</summary>
    public static Optimisation Adadelta { get; } = new() { Optimiser = Optimiser.Adadelta };

    /// <summary>Gradient descent at a constant rate.</summary>
    public static Optimisation Sgd(double momentum, double weightDecay) =>
        new() { Optimiser = Optimiser.Sgd, Momentum = momentum, WeightDecay = weightDecay };

    /// <summary>The same, with the rate multiplied by <paramref name="gamma"/> after each epoch.</summary>
    public Optimisation StepEachEpoch(double gamma) => this with { Schedule = LearningRateSchedule.StepEachEpoch, Gamma = gamma };

    /// <summary>The same, with the rate falling to 0 along half a cosine over all epochs.</summary>
    public Optimisation Cosine() => this with { Schedule = LearningRateSchedule.Cosine };

    /// <summary>The learning rate of an epoch: a function of the epoch alone, so that a resumed training has it too.</summary>
    /// <param name="initial">Of the first epoch.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="epochs">In all.</param>
    public double LearningRate(double initial, int epoch, int epochs) => Schedule switch
    {
        LearningRateSchedule.StepEachEpoch => initial * Math.Pow(Gamma, epoch),
        LearningRateSchedule.Cosine => initial * (1 + Math.Cos(Math.PI * epoch / epochs)) / 2,
        _ => initial,
    };

    /// <summary>Makes the optimiser.</summary>
    internal OptimizerHelper Over(IEnumerable<Parameter> parameters, double learningRate) => Optimiser switch
    {
        Optimiser.Sgd => optim.SGD(parameters, learningRate, momentum: Momentum, weight_decay: WeightDecay),
        Optimiser.Adadelta => optim.Adadelta(parameters, lr: learningRate, weight_decay: WeightDecay),
        _ => optim.Adam(parameters, lr: learningRate, weight_decay: WeightDecay),
    };
}

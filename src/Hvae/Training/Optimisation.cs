// Which optimiser trains a model, and how its learning rate changes from epoch to epoch.

using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>The rule by which parameters follow their gradients.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Optimiser>))]
public enum Optimiser
{
    /// <summary>Kingma and Ba, 2015.</summary>
    Adam,

    /// <summary>Stochastic gradient descent, with momentum or without.</summary>
    Sgd,

    /// <summary>Zeiler, 2012, with PyTorch's default decay.</summary>
    Adadelta,

    /// <summary>Adam with decoupled weight decay: θ shrinks by rate · decay before each step (Loshchilov and Hutter, 2019).</summary>
    AdamW,
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

/// <summary>
/// An optimiser and its schedule; flat, so that it can stand in a job's configuration. What came later is left out of the JSON
/// where it is not set, so that the keys of older jobs stay.
/// </summary>
public sealed record Optimisation
{
    private const double DefaultBeta1 = 0.9;
    private const double DefaultBeta2 = 0.999;

    /// <summary>The rule.</summary>
    public Optimiser Optimiser { get; init; }

    /// <summary>Share of the last step that a step of gradient descent keeps, at least 0; of no meaning to the other rules.</summary>
    public double Momentum { get; init; }

    /// <summary>Weight of ½‖θ‖² in what is minimised, at least 0; of <see cref="Optimiser.AdamW"/> the decay that is multiplied by the rate.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Share of the mean of gradients that a step of Adam keeps, in [0, 1); PyTorch's 0.9 when null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Beta1 { get; init; }

    /// <summary>Share of the mean of squared gradients that a step of Adam keeps, in [0, 1); PyTorch's 0.999 when null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Beta2 { get; init; }

    /// <summary>Steps over which the rate rises along a line from 0 at the first step to its full value; 0 for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long WarmUpSteps { get; init; }

    /// <summary>How the learning rate changes.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Factor of <see cref="LearningRateSchedule.StepEachEpoch"/>; of no meaning to the other schedules.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>Adam at a constant rate, without weight decay.</summary>
    public static Optimisation Adam { get; } = new();

    /// <summary>Adam with decoupled weight decay at a constant rate; VDVAE's betas are both 0.9.</summary>
    public static Optimisation AdamW(double weightDecay, double beta1, double beta2) =>
        new() { Optimiser = Optimiser.AdamW, WeightDecay = weightDecay, Beta1 = beta1, Beta2 = beta2 };

    /// <summary>Adadelta at a constant rate, without weight decay.</summary>
    public static Optimisation Adadelta { get; } = new() { Optimiser = Optimiser.Adadelta };

    /// <summary>Gradient descent at a constant rate.</summary>
    public static Optimisation Sgd(double momentum, double weightDecay) =>
        new() { Optimiser = Optimiser.Sgd, Momentum = momentum, WeightDecay = weightDecay };

    /// <summary>The same, with the rate multiplied by <paramref name="gamma"/> after each epoch.</summary>
    public Optimisation StepEachEpoch(double gamma) => this with { Schedule = LearningRateSchedule.StepEachEpoch, Gamma = gamma };

    /// <summary>The same, with the rate falling to 0 along half a cosine over all epochs.</summary>
    public Optimisation Cosine() => this with { Schedule = LearningRateSchedule.Cosine };

    /// <summary>The same, with the rate rising from 0 over the first <paramref name="steps"/> steps.</summary>
    public Optimisation WarmUp(long steps) => this with { WarmUpSteps = steps };

    /// <summary>The learning rate of an epoch, warm-up apart: a function of the epoch alone, so that a resumed training has it too.</summary>
    /// <param name="initial">Of the first epoch.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="epochs">In all.</param>
    public double LearningRate(double initial, int epoch, int epochs) => Schedule switch
    {
        LearningRateSchedule.StepEachEpoch => initial * Math.Pow(Gamma, epoch),
        LearningRateSchedule.Cosine => initial * (1 + Math.Cos(Math.PI * epoch / epochs)) / 2,
        _ => initial,
    };

    /// <summary>The learning rate of a step: that of its epoch, times (step − 1) / <see cref="WarmUpSteps"/> while that is below 1 (as VDVAE's code counts).</summary>
    /// <param name="initial">Of the first epoch.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="epochs">In all.</param>
    /// <param name="step">From 1, counted over all epochs; steps without an update count too.</param>
    public double LearningRate(double initial, int epoch, int epochs, long step)
    {
        var full = LearningRate(initial, epoch, epochs);
        return step > WarmUpSteps ? full : full * (step - 1) / WarmUpSteps;
    }

    /// <summary>Makes the optimiser.</summary>
    internal OptimizerHelper Over(IEnumerable<Parameter> parameters, double learningRate) => Optimiser switch
    {
        Optimiser.Sgd => optim.SGD(parameters, learningRate, momentum: Momentum, weight_decay: WeightDecay),
        Optimiser.Adadelta => optim.Adadelta(parameters, lr: learningRate, weight_decay: WeightDecay),
        Optimiser.AdamW => optim.AdamW(parameters, lr: learningRate, beta1: Beta1 ?? DefaultBeta1, beta2: Beta2 ?? DefaultBeta2, weight_decay: WeightDecay),
        _ => optim.Adam(parameters, lr: learningRate, beta1: Beta1 ?? DefaultBeta1, beta2: Beta2 ?? DefaultBeta2, weight_decay: WeightDecay),
    };
}

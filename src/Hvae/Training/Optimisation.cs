// The optimiser that trains a model, and how its learning rate changes from epoch to epoch.

using System.Text.Json.Serialization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hvae.Training;

/// <summary>The rule by which parameters are updated along their gradients.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Optimiser>))]
public enum Optimiser
{
    /// <summary>Adam (Kingma and Ba, 2015).</summary>
    Adam,

    /// <summary>Stochastic gradient descent, with or without momentum.</summary>
    Sgd,

    /// <summary>Adadelta (Zeiler, 2012), with PyTorch's default decay.</summary>
    Adadelta,

    /// <summary>Adam with decoupled weight decay: θ shrinks by rate · decay before each step (Loshchilov and Hutter, 2019).</summary>
    AdamW,
}

/// <summary>The change of the learning rate from epoch to epoch; within an epoch it is constant.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LearningRateSchedule>))]
public enum LearningRateSchedule
{
    /// <summary>The learning rate is constant.</summary>
    Constant,

    /// <summary>
    /// The learning rate is multiplied by <see cref="Optimisation.Gamma"/> after each epoch (PyTorch's StepLR with step size 1).
    /// </summary>
    StepEachEpoch,

    /// <summary>
    /// The learning rate falls to 0 along half a cosine over all epochs (Loshchilov and Hutter, 2017; PyTorch's CosineAnnealingLR).
    /// </summary>
    Cosine,
}

/// <summary>
/// An optimiser and its schedule, flat so that it can be part of a job's configuration. Members that were added later are left out of the
/// JSON when they are not set, so that the keys of older jobs do not change.
/// </summary>
public sealed record Optimisation
{
    private const double DefaultAdamBeta1 = 0.9;
    private const double DefaultAdamBeta2 = 0.999;

    /// <summary>The optimiser.</summary>
    public Optimiser Optimiser { get; init; }

    /// <summary>Share of the last step that a step of gradient descent keeps, at least 0. The other optimisers ignore it.</summary>
    public double Momentum { get; init; }

    /// <summary>
    /// Weight of ½‖θ‖² in the minimised loss, at least 0; for <see cref="Optimiser.AdamW"/> the decay that is multiplied by the learning
    /// rate.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>Share of the mean of gradients that a step of Adam keeps, in [0, 1); PyTorch's 0.9 when null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("beta1")]
    public double? AdamBeta1 { get; init; }

    /// <summary>Share of the mean of squared gradients that a step of Adam keeps, in [0, 1); PyTorch's 0.999 when null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("beta2")]
    public double? AdamBeta2 { get; init; }

    /// <summary>
    /// Number of steps over which the learning rate rises linearly from 0 at the first step to its full value; 0 for no warm-up.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long WarmUpSteps { get; init; }

    /// <summary>Schedule of the learning rate.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Factor of <see cref="LearningRateSchedule.StepEachEpoch"/>. The other schedules ignore it.</summary>
    public double Gamma { get; init; } = 1;

    /// <summary>Adam at a constant rate, without weight decay.</summary>
    public static Optimisation Adam { get; } = new();

    /// <summary>Adam with decoupled weight decay at a constant rate; VDVAE's betas are both 0.9.</summary>
    public static Optimisation AdamW(double weightDecay, double adamBeta1, double adamBeta2) =>
        new() { Optimiser = Optimiser.AdamW, WeightDecay = weightDecay, AdamBeta1 = adamBeta1, AdamBeta2 = adamBeta2 };

    /// <summary>Adadelta at a constant rate, without weight decay.</summary>
    public static Optimisation Adadelta { get; } = new() { Optimiser = Optimiser.Adadelta };

    /// <summary>Gradient descent at a constant rate.</summary>
    public static Optimisation Sgd(double momentum, double weightDecay) =>
        new() { Optimiser = Optimiser.Sgd, Momentum = momentum, WeightDecay = weightDecay };

    /// <summary>Returns the same with the learning rate multiplied by <paramref name="gamma"/> after each epoch.</summary>
    public Optimisation StepEachEpoch(double gamma) => this with { Schedule = LearningRateSchedule.StepEachEpoch, Gamma = gamma };

    /// <summary>Returns the same with the learning rate falling to 0 along half a cosine over all epochs.</summary>
    public Optimisation Cosine() => this with { Schedule = LearningRateSchedule.Cosine };

    /// <summary>Returns the same with the learning rate rising from 0 over the first <paramref name="steps"/> steps.</summary>
    public Optimisation WarmUp(long steps) => this with { WarmUpSteps = steps };

    /// <summary>
    /// Returns the learning rate of an epoch without the warm-up. It depends on the epoch alone, so a resumed training has the same.
    /// </summary>
    /// <param name="initial">Learning rate of the first epoch.</param>
    /// <param name="epoch">Epoch, counted from 0.</param>
    /// <param name="epochs">Number of epochs of the training.</param>
    public double LearningRate(double initial, int epoch, int epochs) => Schedule switch
    {
        LearningRateSchedule.StepEachEpoch => initial * Math.Pow(Gamma, epoch),
        LearningRateSchedule.Cosine => initial * (1 + Math.Cos(Math.PI * epoch / epochs)) / 2,
        _ => initial,
    };

    /// <summary>
    /// Returns the learning rate of a step: that of its epoch, times (step − 1) / <see cref="WarmUpSteps"/> while this is below 1 (as
    /// VDVAE's code counts).
    /// </summary>
    /// <param name="initial">Learning rate of the first epoch.</param>
    /// <param name="epoch">Epoch, counted from 0.</param>
    /// <param name="epochs">Number of epochs of the training.</param>
    /// <param name="step">Step, counted from 1 over all epochs; steps without an update count too.</param>
    public double LearningRate(double initial, int epoch, int epochs, long step)
    {
        var full = LearningRate(initial, epoch, epochs);
        return step > WarmUpSteps ? full : full * (step - 1) / WarmUpSteps;
    }

    /// <summary>Returns the optimiser.</summary>
    internal OptimizerHelper Create(IEnumerable<Parameter> parameters, double learningRate) => Optimiser switch
    {
        Optimiser.Sgd => optim.SGD(parameters, learningRate, momentum: Momentum, weight_decay: WeightDecay),
        Optimiser.Adadelta => optim.Adadelta(parameters, lr: learningRate, weight_decay: WeightDecay),
        Optimiser.AdamW => optim.AdamW(
            parameters, lr: learningRate, beta1: AdamBeta1 ?? DefaultAdamBeta1, beta2: AdamBeta2 ?? DefaultAdamBeta2,
            weight_decay: WeightDecay),
        _ => optim.Adam(
            parameters, lr: learningRate, beta1: AdamBeta1 ?? DefaultAdamBeta1, beta2: AdamBeta2 ?? DefaultAdamBeta2,
            weight_decay: WeightDecay),
    };
}

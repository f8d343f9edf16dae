// A small classifier with batch normalisation, trained on made-up binary images, for tests.

using Hvae.Data;
using Hvae.Objectives;
using Hvae.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Hvae.Tests.Training;

internal sealed class ToyClassification : IDisposable
{
    private const int Images = 40;
    private readonly DataSet data;
    private readonly TrainingSettings settings;

    public ToyClassification(string folder, Optimisation optimisation, double learningRate = 0.1, int epochs = 2,
        GradientLimits? limits = null, double? averageDecay = null)
    {
        settings = new(epochs, BatchSize: 16, learningRate, Seed: 7)
        {
            Optimisation = optimisation,
            GradientLimits = limits,
            AverageDecay = averageDecay
        };
        data = new DataCatalog(new DataOptions { Folder = folder, CacheFolder = folder, Offline = true }).Open("mnist-standin");
        Batches = new(data.Train, Images, data.IsBinarised, CPU);
        Model = Sequential(
            ("conv", Conv2d(1, 4, 5, 4, 1)), ("norm", BatchNorm2d(4)), ("relu", ReLU()), ("flatten", Flatten()),
            ("linear", Linear(4 * 7 * 7, 10)));
        using var initialisation = new Randomness(settings.Seed).For("initialisation", CPU);
        using var noGradient = no_grad();
        foreach (var parameter in Model.parameters()) parameter.uniform_(-0.1, 0.1, initialisation);
    }

    public TorchSharp.Modules.Sequential Model { get; }

    public ImageBatches Batches { get; }

    public int Steps => settings.Epochs * settings.StepsPerEpoch(Images);

    public Trainer Trainer(CheckpointPlan? checkpoints = null, IProgress<TrainingProgress>? progress = null, Objective? objective = null,
        LagrangeMultiplier? multiplier = null) =>
        new(Model, objective ?? CrossEntropy, Batches, settings, CPU)
        {
            Checkpoints = checkpoints,
            Progress = progress,
            Multiplier = multiplier
        };

    /// <summary>All parameters and buffers, bit for bit.</summary>
    public byte[] State() => [.. Model.state_dict().Values.SelectMany(tensor => tensor.detach().contiguous().bytes.ToArray())];

    public void Dispose()
    {
        Model.Dispose();
        Batches.Dispose();
        data.Dispose();
    }

    public LossTerms CrossEntropy(TrainingBatch batch, Generator noise)
    {
        var logProbabilities = functional.log_softmax(Model.call(batch.Images), 1);
        return new(functional.nll_loss(logProbabilities, batch.Labels), []);
    }
}

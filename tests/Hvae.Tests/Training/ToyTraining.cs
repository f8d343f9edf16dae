// A small GHVAE training on made-up binary images, for tests.

using Hvae.Data;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

internal sealed class ToyTraining : IDisposable
{
    public static readonly TrainingSettings Settings = new(Epochs: 2, BatchSize: 16, LearningRate: 1e-3, Seed: 7);
    private const int Images = 40;
    private readonly DataSet data;
    private readonly ImageBatches images;

    public ToyTraining(string folder)
    {
        data = new DataCatalog(new DataOptions { Folder = folder, CacheFolder = folder, Offline = true }).Open("mnist-standin");
        images = new(data.Train, Images, data.IsBinarised, CPU);
        Model = new(GhvaeConfiguration.Binary28);
        using var initialisation = new Randomness(Settings.Seed).For("initialisation", CPU);
        Initialisation.Draw(Model, initialisation);
    }

    public Ghvae Model { get; }

    public static int Steps => Settings.Epochs * Settings.StepsPerEpoch(Images);

    public Trainer Trainer(
        CheckpointPlan? checkpoints = null, IProgress<TrainingProgress>? progress = null, Action<string>? notice = null,
        Objective? objective = null, Precision precision = default) =>
        new(Model, objective ?? new LayerwiseObjective(1, 0.5).For(Model), images, Settings with { Precision = precision }, CPU)
        {
            Checkpoints = checkpoints,
            Progress = progress,
            Notice = notice,
        };

    /// <summary>All parameters, bit for bit.</summary>
    public byte[] Parameters() => [.. Model.parameters().SelectMany(parameter => parameter.detach().contiguous().bytes.ToArray())];

    public void Dispose()
    {
        Model.Dispose();
        images.Dispose();
        data.Dispose();
    }
}

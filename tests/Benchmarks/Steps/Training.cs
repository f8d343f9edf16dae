// The real training loop of one model, run for as many steps as one asks for.

using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using static TorchSharp.torch;

namespace Benchmarks.Steps;

/// <summary>Trains on a thread of its own, which waits between requests.</summary>
internal sealed class Training : IDisposable, IProgress<TrainingProgress>
{
    private readonly SemaphoreSlim go = new(0);
    private readonly SemaphoreSlim done = new(0);
    private readonly CancellationTokenSource end = new();
    private readonly Thread thread;
    private int left;

    public Training(BenchModel bench)
    {
        thread = new Thread(() => Train(bench));
        thread.Start();
    }

    /// <summary>Called after every step, on the training's thread.</summary>
    public Action? AfterStep { get; set; }

    public void Steps(int count)
    {
        left = count;
        go.Release();
        done.Wait();
    }

    public void Report(TrainingProgress value)
    {
        AfterStep?.Invoke();
        if (--left > 0) return;
        done.Release();
        go.Wait();
    }

    public void Dispose()
    {
        end.Cancel();
        go.Release();
        thread.Join();
        go.Dispose();
        done.Dispose();
        end.Dispose();
    }

    private void Train(BenchModel bench)
    {
        go.Wait();
        set_num_threads(1);
        using var images = NoisyImages.Create(bench.Configuration.Image);
        using var batches = new ImageBatches(images, null, bench.Configuration.Likelihood.MeanIsProbability, CPU);
        using var model = new Ghvae(bench.Configuration);
        using var initialisation = new Randomness(1).For("initialisation", CPU);
        Initialisation.Draw(model, initialisation);
        var settings = new TrainingSettings(Epochs: int.MaxValue, BatchSize: BenchModel.BatchSize, LearningRate: 3e-4, Seed: 1);
        try
        {
            new Trainer(model, new LayerwiseObjective(1, 0.5).For(model), batches, settings, CPU) { Progress = this }.Run(end.Token);
        }
        catch (OperationCanceledException)
        {
            // The way out of a training that has no end.
        }
    }
}

// The real training loop of one model, which runs for as many steps as are requested.

using Hvae.Models;
using Hvae.Tests.Data;
using Hvae.Training;
using static TorchSharp.torch;

namespace Benchmarks.Steps;

/// <summary>Trains on a thread of its own, which waits between requests.</summary>
internal sealed class Training : ISteps, IProgress<TrainingProgress>
{
    private readonly SemaphoreSlim go = new(0);
    private readonly SemaphoreSlim done = new(0);
    private readonly CancellationTokenSource end = new();
    private readonly Thread thread;
    private int left;

    public Training(BenchModel bench, Precision precision)
    {
        thread = new Thread(() => Train(bench, precision));
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

    private void Train(BenchModel bench, Precision precision)
    {
        go.Wait();
        set_num_threads(1);
        using var images = MadeImages.Noise(bench.Image, BenchModel.Images);
        using var batches = new ImageBatches(images, null, bench.IsBinary, CPU);
        using var training = bench.Make();
        using var initialisation = new Randomness(1).For("initialisation");
        Initialisation.Draw(training.Model, initialisation);
        var settings =
            new TrainingSettings(Epochs: int.MaxValue, BatchSize: bench.BatchSize, LearningRate: 3e-4, Seed: 1) { Precision = precision };
        try
        {
            new Trainer(training.Model, training.Objective, batches, settings, CPU) { Progress = this }.Run(end.Token);
        }
        catch (OperationCanceledException)
        {
            // The training has no end, so it is ended by cancellation.
        }
    }
}

// The job that measures a trained VDVAE on test images: the rate of every latent, and its distortion.

using System.Text.Json;
using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Hvae.Training;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.Coding;

/// <summary>All that determines an evaluation, besides the trained models, which are the job's inputs.</summary>
/// <param name="Model">Sizes of the model.</param>
/// <param name="Images">The test images.</param>
/// <param name="BatchSize">The noise's order depends on it.</param>
/// <param name="Seed">Of the latents.</param>
public sealed record VdvaeEvaluateConfiguration(VdvaeConfiguration Model, ImagesSpecification Images, int BatchSize, long Seed);

/// <summary>Plans and runs evaluation (protocol: <see cref="CodingEvaluation"/>).</summary>
/// <param name="machine">Where to compute.</param>
public sealed class VdvaeEvaluateJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>The job's kind.</summary>
    public const string KindName = "vdvae-evaluate";

    private const string ScoresFile = "scores.json";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>The job that evaluates what <paramref name="train"/> trains, which is not conditional.</summary>
    public static Job Plan(Job train, ImagesSpecification images, int batchSize)
    {
        var trained = Configuration.FromJson<VdvaeTrainConfiguration>(train.Configuration);
        var configuration = new VdvaeEvaluateConfiguration(trained.Model, images, batchSize, trained.Training.Seed);
        return Job.For<VdvaeEvaluateJob>(
            KindName, train.Label, Configuration.ToJson(configuration), [train],
            CodingCost.OfEvaluation * CodingCost.Of(trained.Model, images.Images));
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<VdvaeEvaluateConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var data = machine.Open(configuration.Images);
        using var images = new ImageBatches(configuration.Images.In(data), configuration.Images.Images, data.IsBinarised, machine.Device);
        using var model = VdvaeTrainJob.Load(configuration.Model, context.InputFolders[0], machine.Device);
        using var noise = new Randomness(configuration.Seed).For("evaluation", machine.Device);
        var scores = CodingEvaluation.Run(model, images, configuration.BatchSize, noise);
        File.WriteAllText(Path.Combine(context.Folder, ScoresFile), JsonSerializer.Serialize(scores));
        return new() { Metrics = [.. Metrics(scores, configuration.Model)], Files = [ScoresFile] };
    }

    /// <summary>All that a finished job has measured.</summary>
    /// <param name="folder">The job's folder.</param>
    /// <exception cref="IOException">The file is gone.</exception>
    internal static CodingScores Read(string folder) =>
        JsonSerializer.Deserialize<CodingScores>(File.ReadAllText(Path.Combine(folder, ScoresFile)))!;

    private static IEnumerable<Metric> Metrics(CodingScores scores, VdvaeConfiguration model)
    {
        var count = scores.Reconstruction.SquaredErrors.Count;
        yield return new("rate", scores.Rates.Sum(), "nats/dim", scores.CumulativeErrors[^1], count);
        foreach (var (block, rate) in scores.Rates.Index()) yield return new($"rate_block_{block + 1}", rate, "nats/dim", N: count);
        yield return new("distortion", scores.Distortion, model.Mixtures > 0 ? "nats/dim" : "", N: count);
        foreach (var metric in ReconstructionMetrics.Of(scores.Reconstruction)) yield return metric;
    }
}

// The job that measures a trained VDVAE on images that it was not trained on: the rate of every latent, R_K of the first K latents, and
// the distortion.

using System.Text.Json;
using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Hvae.Training;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Everything that determines an evaluation, except for the trained model, which is the job's input.</summary>
/// <param name="Model">Sizes of the model.</param>
/// <param name="K">Number of first latents whose rate is R_K.</param>
/// <param name="Images">Test images, or held-out training images, on which the trained model is measured.</param>
/// <param name="BatchSize">Number of images at a time; the order of the noise depends on it.</param>
/// <param name="Seed">Seed of the latents' noise.</param>
public sealed record VdvaeEvaluateConfiguration(VdvaeConfiguration Model, int K, ImagesSpecification Images, int BatchSize, long Seed);

/// <summary>What the job measures.</summary>
/// <param name="RateK">
/// R_K, the rate of the first K latents in nats per dimension (Shu22 Section 4.2), as a mean over images. On held-out training images it is
/// the target τ of the rate-targeted training that takes this evaluation as its input.
/// </param>
/// <param name="Scores">Rates of all latents, and the distortion.</param>
internal sealed record VdvaeScores(ImageMean RateK, CodingScores Scores)
{
    /// <summary>Returns the scores with R_K, which is computed here alone.</summary>
    /// <param name="scores">Rates of all latents, and the distortion.</param>
    /// <param name="k">K, at least 1.</param>
    public static VdvaeScores Of(CodingScores scores, int k) => new(new(scores.Cumulative()[k], scores.CumulativeErrors[k - 1]), scores);
}

/// <summary>Plans and runs evaluation (protocol: <see cref="CodingEvaluation"/>).</summary>
/// <param name="machine">Device, clock and data folder of the process in which the job runs.</param>
public sealed class VdvaeEvaluateJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "vdvae-evaluate";

    private const string ScoresFile = "scores.json";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Plans the evaluation of a model.</summary>
    /// <param name="train">Training of the model, which has no condition.</param>
    /// <param name="k">K, the number of first latents whose rate is R_K.</param>
    /// <param name="images">Test images, or held-out training images, on which the trained model is measured.</param>
    /// <param name="batchSize">Number of images at a time.</param>
    public static Job Plan(Job train, int k, ImagesSpecification images, int batchSize)
    {
        var trained = Configuration.FromJson<VdvaeTrainConfiguration>(train.Configuration);
        var configuration = new VdvaeEvaluateConfiguration(trained.Model, k, images, batchSize, trained.Training.Seed);
        return Job.For<VdvaeEvaluateJob>(
            KindName, images.First == 0 ? train.Label : $"{train.Label} on held-out training images",
            Configuration.ToJson(configuration), [train], VdvaeCost.OfEvaluation * VdvaeCost.Of(trained.Model, images.Images));
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<VdvaeEvaluateConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var data = machine.Open(configuration.Images, context);
        using var images = configuration.Images.Batches(data, machine.Device);
        using var model = VdvaeTrainJob.Load(configuration.Model, context.InputFolders[0], machine.Device);
        using var noise = new Randomness(configuration.Seed).For("evaluation");
        var scores = VdvaeScores.Of(CodingEvaluation.Run(model, images, configuration.BatchSize, noise), configuration.K);
        File.WriteAllText(Path.Combine(context.Folder, ScoresFile), JsonSerializer.Serialize(scores));
        return new() { Metrics = [.. Metrics(scores, configuration.Model)], Files = [ScoresFile] };
    }

    /// <summary>Reads everything that a finished job has measured.</summary>
    /// <param name="folder">Folder of the job.</param>
    /// <exception cref="IOException">Thrown when the file is gone.</exception>
    internal static VdvaeScores Read(string folder) =>
        JsonSerializer.Deserialize<VdvaeScores>(File.ReadAllText(Path.Combine(folder, ScoresFile)))!;

    private static IEnumerable<Metric> Metrics(VdvaeScores measured, VdvaeConfiguration model)
    {
        var scores = measured.Scores;
        var count = scores.Reconstruction.SquaredErrors.Count;
        yield return new("rate_K_per_dim", measured.RateK.Value, "nats/dim", measured.RateK.StandardError, count);
        yield return new("rate_per_dim", scores.Rates.Sum(), "nats/dim", scores.CumulativeErrors[^1], count);
        foreach (var (block, rate) in scores.Rates.Index()) yield return new($"rate_block_{block + 1}_per_dim", rate, "nats/dim", N: count);
        // The distortion of a linear head is the squared error, which is recorded below.
        if (model.Mixtures > 0) yield return new("distortion_per_dim", scores.Distortion, "nats/dim", N: count);
        foreach (var metric in ImageMean.Metrics(scores.Reconstruction)) yield return metric;
    }
}

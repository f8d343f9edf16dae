// The job that compares test images with a fitted decoder's reconstructions by squared error and by LPIPS.

using System.Text.Json;
using Hvae.Metrics.Perceptual;
using Hvae.Metrics.RateDistortion;
using Hvae.Pretrained;
using Hvae.Training;
using Repro.Plans;
using static TorchSharp.torch;

namespace Experiments.Jobs.ProgressiveCoding;

/// <summary>Which weights LPIPS is computed with.</summary>
/// <param name="Network">The authors' name of the network.</param>
/// <param name="FeaturesSha256">Of the file of the network's weights.</param>
/// <param name="LinearSha256">Of the file of the channels' weights.</param>
public sealed record LpipsSpecification(string Network, string FeaturesSha256, string LinearSha256)
{
    /// <summary>The network that all our numbers are of: the smallest.</summary>
    internal static LpipsNetwork Chosen => LpipsNetwork.Squeeze;

    /// <summary>What a plan takes: the chosen network with the weights at hand, or null where one of its files is missing.</summary>
    internal static LpipsSpecification? Of(PretrainedFolder folder) => Chosen.IsIn(folder)
        ? new(Chosen.Name, folder.Sha256Of(Chosen.Features), folder.Sha256Of(Chosen.Linear))
        : null;

    /// <summary>What is missing and where it can be had, one text for each file.</summary>
    internal static IEnumerable<string> Missing(PretrainedFolder folder) =>
        new[] { Chosen.Features, Chosen.Linear }.Where(weights => !folder.Has(weights))
            .Select(weights => new WeightsMissingException(weights, folder.Path).Message);

    /// <summary>LPIPS with the planned weights.</summary>
    /// <exception cref="JobFailedException">The weights are no longer those that were there when the job was planned.</exception>
    internal Lpips Load(WorkerMachine machine)
    {
        var network = LpipsNetwork.All.Single(network => string.Equals(network.Name, Network, StringComparison.Ordinal));
        PlannedWeights.Require(machine.Pretrained, network.Features, FeaturesSha256);
        PlannedWeights.Require(machine.Pretrained, network.Linear, LinearSha256);
        return Lpips.Load(machine.Pretrained, network, machine.Device);
    }
}

/// <summary>All that determines the distances, besides model and decoder, which are the job's inputs.</summary>
/// <param name="Decoder">Sizes of both, and how many latents are decoded.</param>
/// <param name="Images">The test images.</param>
/// <param name="Lpips">With which weights.</param>
/// <param name="BatchSize">The noise's order depends on it.</param>
/// <param name="Seed">Of the latents.</param>
public sealed record PerceptualConfiguration(
    DecoderFitConfiguration Decoder, ImagesSpecification Images, LpipsSpecification Lpips, int BatchSize, long Seed);

/// <summary>Plans and runs the comparison (protocol: <see cref="PerceptualEvaluation"/>).</summary>
/// <param name="machine">Where to compute.</param>
public sealed class PerceptualJob(WorkerMachine machine) : IJobHandler
{
    /// <summary>The job's kind.</summary>
    public const string KindName = "perceptual";

    /// <summary>Enough for a standard error of some percent.</summary>
    private const int MostImages = 256;

    private const string ScoresFile = "perceptual.json";

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>The job that looks at what the decoder of <paramref name="fit"/> makes of the latents of <paramref name="trained"/>.</summary>
    /// <param name="trained">The model.</param>
    /// <param name="fit">The decoder of its first latents.</param>
    /// <param name="images">The test images; the first 256 are compared.</param>
    /// <param name="lpips">With which weights.</param>
    public static Job Plan(Job trained, Job fit, ImagesSpecification images, LpipsSpecification lpips)
    {
        var decoder = Configuration.FromJson<DecoderFitConfiguration>(fit.Configuration);
        var compared = images with { Images = Math.Min(images.Images, MostImages) };
        var configuration = new PerceptualConfiguration(decoder, compared, lpips, decoder.Training.BatchSize, decoder.Training.Seed);
        return Job.For<PerceptualJob>(
            KindName, fit.Label, Configuration.ToJson(configuration), [trained, fit],
            VdvaeCost.OfEvaluation * VdvaeCost.Of(decoder.Model, compared.Images));
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<PerceptualConfiguration>(context.Configuration);
        using var scope = NewDisposeScope();
        using var data = machine.Open(configuration.Images);
        using var images = new ImageBatches(configuration.Images.In(data), configuration.Images.Images, data.IsBinarised, machine.Device);
        using var lpips = configuration.Lpips.Load(machine);
        using var model = VdvaeTrainJob.Load(configuration.Decoder.Model, context.InputFolders[0], machine.Device);
        using var decoder = DecoderFitJob.Load(configuration.Decoder, context.InputFolders[1], machine.Device);
        using var noise = new Randomness(configuration.Seed).For("perceptual", machine.Device);
        var scores = PerceptualEvaluation.Run(decoder, model, lpips, images, configuration.BatchSize, noise);
        File.WriteAllText(Path.Combine(context.Folder, ScoresFile), JsonSerializer.Serialize(scores));
        var (error, distance) = (ImageMean.Of(scores.SquaredErrors), ImageMean.Of(scores.PerceptualDistances));
        return new()
        {
            Metrics = [new("squared_error", error.Value, "", error.StandardError, images.Count),
                new("lpips", distance.Value, "", distance.StandardError, images.Count)],
            Files = [ScoresFile],
            Details = new() { ["lpips"] = scores.Name },
        };
    }

    /// <summary>What a finished job has measured.</summary>
    /// <exception cref="IOException">The file is gone.</exception>
    internal static PerceptualScores Read(JobResult result) =>
        JsonSerializer.Deserialize<PerceptualScores>(File.ReadAllText(Path.Combine(result.Folder, ScoresFile)))!;
}

// Made-up results of Shu22's jobs, in the files that the jobs would write.

using System.Text.Json;
using Experiments.Jobs.ProgressiveCoding;
using Experiments.Presets;
using Experiments.ProgressiveCoding;
using Hvae.Data;
using Hvae.Metrics.RateDistortion;
using Hvae.Pretrained;
using Repro.Plans;

namespace Experiments.Tests.Shu22;

/// <summary>A data set of generated images, which claims take for real ones where a test sets it so.</summary>
public sealed class MeasuredWorld : IDisposable
{
    /// <summary>Number of test images.</summary>
    public const int Images = 200;

    private readonly string folder = Directory.CreateTempSubdirectory("hvae-shu22-").FullName;

    internal DataSetPlan Plan { get; } = MakePlan("smoke");

    /// <summary>Plans the jobs on generated images with the sizes of a preset.</summary>
    internal static DataSetPlan MakePlan(string preset, long seed = 2)
    {
        var cache = Directory.CreateTempSubdirectory("hvae-shu22-").FullName;
        try
        {
            using var data = new DataCatalog(new DataOptions { Folder = cache, CacheFolder = cache, Offline = true }).Open("cifar10");
            return new(data, "cifar10", Preset.Load(preset), new PretrainedFolder(cache), seed);
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    /// <summary>Returns the results of the jobs; a null result is a failed job.</summary>
    internal MeasuredSet Set(
        string quality, (double Rate, Reconstruction AtK)? conventional, (double Rate, Reconstruction Reconstruction)? targeted,
        double spreadOfRate = 0, string wanted = "svhn")
    {
        var results = new Dictionary<string, JobResult>(StringComparer.Ordinal);
        if (conventional is { } one)
        {
            Leave(results, Plan.ConventionalScores, "scores.json",
                Scores(one.Rate, Plan.Model.LatentResolutions().Count, one.AtK, spreadOfRate));
            Leave(results, Plan.FitAtK, "reconstruction.json", one.AtK);
        }

        if (targeted is { } other)
            Leave(results, Plan.TargetedScores, "scores.json", Scores(other.Rate, Plan.K, other.Reconstruction, spreadOfRate));
        return new(
            new DataSource(wanted, quality, new('0', 64), $"{wanted} ({quality})") { Wanted = wanted }, [MeasuredSeed.Read(Plan, results)]);
    }

    /// <summary>Returns reconstructions whose squared errors and shares of detail scatter by a tenth about these means.</summary>
    public static Reconstruction About(double squaredError, double detail)
    {
        double[] scatter = [.. Enumerable.Range(0, Images).Select(image => 1 + (0.1 * Math.Sin(image * 12.9898)))];
        return new([.. scatter.Select(factor => factor * squaredError)], [.. scatter.Reverse().Select(factor => factor * detail)]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>
    /// Returns scores in which all of R_K is in the K-th latent, so that neither R_(K−1) nor R_(K+1) can be taken for it.
    /// </summary>
    private VdvaeScores Scores(double rate, int latents, Reconstruction reconstruction, double spread) => VdvaeScores.Of(
        new([.. ByLatent(latents, rate)], [.. ByLatent(latents, spread)], 1, reconstruction), Plan.K);

    private IEnumerable<double> ByLatent(int latents, double atK) =>
        Enumerable.Range(1, latents).Select(k => k == Plan.K ? atK : k < Plan.K ? 0 : 1);

    private void Leave<T>(Dictionary<string, JobResult> results, Job job, string file, T content)
    {
        var place = Directory.CreateDirectory(Path.Combine(folder, Path.GetRandomFileName())).FullName;
        File.WriteAllText(Path.Combine(place, file), JsonSerializer.Serialize(content));
        results.Add(job.Key, new(job.Key, place, new Dictionary<string, Metric>(StringComparer.Ordinal), []));
    }
}

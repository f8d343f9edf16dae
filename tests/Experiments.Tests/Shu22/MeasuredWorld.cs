// Made-up results of Shu22's jobs.

using Experiments.Jobs.ProgressiveCoding;
using Experiments.Presets;
using Experiments.ProgressiveCoding;
using Hvae.Data;
using Hvae.Metrics.RateDistortion;
using Hvae.Pretrained;
using Repro.Plans;

namespace Experiments.Tests.Shu22;

internal static class MeasuredWorld
{
    private const int Images = 200;
    private const int K = 2;

    /// <summary>Plans the jobs on generated images with the sizes of a preset.</summary>
    public static DataSetPlan MakePlan(string preset, long seed = 2)
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

    /// <summary>Returns the results of seeds whose numbers differ by a percent; null for a training that failed.</summary>
    public static MeasuredSet Set(
        string quality, (double Rate, Reconstruction AtK)? conventional, (double Rate, Reconstruction Reconstruction)? targeted,
        string wanted = "svhn", int seeds = 3, double? share = null)
    {
        return new(
            new DataSource(wanted, quality, new('0', 64), $"{wanted} ({quality})") { Wanted = wanted, Share = share },
            [.. Enumerable.Range(0, seeds).Select(seed => Seed(1 + (0.01 * seed), 1 + (0.01 * (seed * 2 % 3))))]);

        MeasuredSeed Seed(double one, double other) => new()
        {
            Conventional = conventional is var (rate, atK) ? Scores(rate, atK) : null,
            ConventionalAtK = conventional is { } ofK ? Scaled(ofK.AtK, one) : null,
            Targeted = targeted is var (targetedRate, reconstruction) ? Scores(targetedRate, Scaled(reconstruction, other)) : null,
        };
    }

    /// <summary>Returns reconstructions whose squared errors and shares of detail scatter by a tenth about these means.</summary>
    public static Reconstruction About(double squaredError, double detail)
    {
        double[] scatter = [.. Enumerable.Range(0, Images).Select(image => 1 + (0.1 * Math.Sin(image * 12.9898)))];
        return new([.. scatter.Select(factor => factor * squaredError)], [.. scatter.Reverse().Select(factor => factor * detail)]);
    }

    private static Reconstruction Scaled(Reconstruction one, double factor) =>
        new([.. one.SquaredErrors.Select(error => factor * error)], [.. one.DetailShares.Select(share => factor * share)]);

    /// <summary>Returns scores in which all of R_K is in the K-th latent, so that R_(K−1) and R_(K+1) cannot be taken for it.</summary>
    private static VdvaeScores Scores(double rate, Reconstruction reconstruction) =>
        VdvaeScores.Of(new([0, rate, 1], [0, 0, 0], 1, reconstruction), K);
}

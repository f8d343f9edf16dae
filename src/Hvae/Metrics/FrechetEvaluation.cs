// The Fréchet distance between two sets of images, under the name that its features allow.

using Hvae.Metrics.Features;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>What <see cref="FrechetEvaluation"/> measures.</summary>
/// <param name="Name">What it is called; <c>FID</c> only for the published network with the published weights.</param>
/// <param name="Distance">At least 0 up to rounding; smaller is better.</param>
/// <param name="Features">Whose features.</param>
/// <param name="References">Images of the first set.</param>
/// <param name="Samples">Images of the second set.</param>
/// <param name="Notes">What a reader of the number should know.</param>
public sealed record FrechetScore(string Name, double Distance, string Features, long References, long Samples, IReadOnlyList<string> Notes);

/// <summary>Extracts features batch by batch and compares their moments.</summary>
public static class FrechetEvaluation
{
    /// <summary>Version of this numeric code: part of the identity of all that is measured with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>The statistics of a data set. Their tensors belong to the caller's dispose scope.</summary>
    /// <param name="features">On the images' device.</param>
    /// <param name="images">At least two.</param>
    /// <param name="batchSize">Images at once; the result depends on it only in rounding.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public static FeatureStatistics Statistics(IImageFeatures features, ImageBatches images, int batchSize, CancellationToken cancellation = default)
    {
        var start = 0;
        return Statistics(features, images.Count, batchSize, Next, cancellation);

        Tensor Next(int count) => images.Range((start += count) - count, count);
    }

    /// <summary>The statistics of samples that are made as they are needed. Their tensors belong to the caller's dispose scope.</summary>
    /// <param name="features">On the samples' device.</param>
    /// <param name="samples">How many, at least two.</param>
    /// <param name="batchSize">Samples at once.</param>
    /// <param name="next">Makes so many, shape (N, C, H, W), range [0, 1]. They are judged as they are: a protocol that saves samples as 8-bit pictures rounds them first.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public static FeatureStatistics Statistics(IImageFeatures features, int samples, int batchSize, Func<int, Tensor> next, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        using var noGradient = no_grad();
        using var moments = new FeatureMoments();
        while (moments.Count < samples)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            moments.Add(features.Of(next((int)Math.Min(batchSize, samples - moments.Count))).cpu());
        }

        return moments.Statistics() with { Features = features.Name };
    }

    /// <summary>The distance between two sets that were seen by <paramref name="features"/>.</summary>
    /// <exception cref="ArgumentException">They were not, by the features' name and number.</exception>
    public static FrechetScore Between(IImageFeatures features, FeatureStatistics references, FeatureStatistics samples)
    {
        foreach (var (set, name) in new[] { (references, nameof(references)), (samples, nameof(samples)) })
        {
            if (!string.Equals(set.Features, features.Name, StringComparison.Ordinal))
                throw new ArgumentException($"These statistics are of the features of {set.Features ?? "an unknown network"}, not of {features.Name}.", name);
        }

        return new(
            features.DistanceName,
            FrechetDistance.Between(references, samples),
            features.Name,
            references.Count,
            samples.Count,
            [.. Notes("reference images", references.Count, features.Dimensions), .. Notes("samples", samples.Count, features.Dimensions)]);
    }

    /// <summary>The covariance of no more samples than features has no full rank, and the distance is too large by far.</summary>
    private static IEnumerable<string> Notes(string what, long count, int dimensions) =>
        count > dimensions ? [] : [$"only {count} {what} for {dimensions} features: their covariance is singular, and the distance is biased upwards"];
}

// Measures the Fréchet distance between two sets of images, and names it after its features.

using Hvae.Metrics.Features;
using Hvae.Training;
using static TorchSharp.torch;

namespace Hvae.Metrics;

/// <summary>The result of a <see cref="FrechetEvaluation"/>.</summary>
/// <param name="Name">Name of the distance; <c>FID</c> only for the published network with the published weights.</param>
/// <param name="Distance">The distance, at least 0 up to rounding; smaller is better.</param>
/// <param name="Features">Name of the features.</param>
/// <param name="References">Number of images of the first set.</param>
/// <param name="Samples">Number of images of the second set.</param>
/// <param name="Notes">Remarks for readers of the number.</param>
public sealed record FrechetScore(
    string Name, double Distance, string Features, long References, long Samples, IReadOnlyList<string> Notes);

/// <summary>Extracts features batch by batch and compares their moments.</summary>
public static class FrechetEvaluation
{
    /// <summary>Returns the statistics of a data set. Their tensors belong to the caller's dispose scope.</summary>
    /// <param name="features">Features, computed on the images' device.</param>
    /// <param name="images">The images, at least two.</param>
    /// <param name="batchSize">Number of images at a time; it changes only the rounding.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public static FeatureStatistics Statistics(
        IImageFeatures features, ImageBatches images, int batchSize, CancellationToken cancellation = default)
    {
        var start = 0;
        return Statistics(features, images.Count, batchSize, Next, cancellation);

        Tensor Next(int count) => images.Range((start += count) - count, count);
    }

    /// <summary>
    /// Returns the statistics of samples that are made when they are needed. Their tensors belong to the caller's dispose scope.
    /// </summary>
    /// <param name="features">Features, computed on the samples' device.</param>
    /// <param name="samples">Number of samples, at least two.</param>
    /// <param name="batchSize">Number of samples at a time.</param>
    /// <param name="next">
    /// Makes a given number of samples, shape (N, C, H, W), range [0, 1]. They are not rounded here; a protocol that saves samples as
    /// 8-bit pictures rounds them before.
    /// </param>
    /// <param name="cancellation">Stops between two batches.</param>
    public static FeatureStatistics Statistics(
        IImageFeatures features, int samples, int batchSize, Func<int, Tensor> next, CancellationToken cancellation = default)
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

    /// <summary>Returns the distance between two sets whose statistics are of <paramref name="features"/>.</summary>
    /// <exception cref="ArgumentException">Thrown when the statistics are of features with another name or number.</exception>
    public static FrechetScore Between(IImageFeatures features, FeatureStatistics references, FeatureStatistics samples)
    {
        foreach (var (set, name) in new[] { (references, nameof(references)), (samples, nameof(samples)) })
        {
            if (!string.Equals(set.Features, features.Name, StringComparison.Ordinal))
            {
                throw new ArgumentException(
                    $"These statistics are of the features of {set.Features ?? "an unknown network"}, not of {features.Name}.", name);
            }
        }

        return new(
            features.DistanceName,
            FrechetDistance.Between(references, samples),
            features.Name,
            references.Count,
            samples.Count,
            [.. Notes("reference images", references.Count, features.Dimensions), .. Notes("samples", samples.Count, features.Dimensions)]);
    }

    /// <summary>
    /// Returns a remark when there are not more samples than features: the covariance then has no full rank, and the distance is far too
    /// large.
    /// </summary>
    private static IEnumerable<string> Notes(string what, long count, int dimensions) =>
        count > dimensions
            ? []
            : [$"only {count} {what} for {dimensions} features: their covariance is singular, and the distance is biased upwards"];
}

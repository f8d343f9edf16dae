// The error for weights that a metric needs and that the user has not supplied.

namespace Hvae.Pretrained;

/// <summary>None of the files that could hold the weights is in the folder.</summary>
/// <param name="weights">Which weights.</param>
/// <param name="folder">Where they were looked for.</param>
public sealed class WeightsMissingException(PublishedWeights weights, string folder)
    : Exception($"There are no {weights.Title} in {folder}: put {string.Join(" or ", weights.FileNames)} there ({weights.Address}; docs/perceptual.md).")
{
    /// <summary>Which weights.</summary>
    public PublishedWeights Weights { get; } = weights;
}

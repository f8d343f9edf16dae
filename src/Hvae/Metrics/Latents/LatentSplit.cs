// Which images train the classifiers and which test them: both come from the test split (Xiao23's public code).

using static TorchSharp.torch;

namespace Hvae.Metrics.Latents;

/// <summary>Four fifths of the images train the classifiers on latents, one fifth tests them.</summary>
public static class LatentSplit
{
    private const uint Seed = 42;
    private const double TestShare = 0.2;

    /// <summary>Positions after a fixed permutation: the last int(0.2·N) are for tests.</summary>
    /// <param name="count">N images.</param>
    /// <returns>Two int64 tensors of shapes (N − int(0.2·N)) and (int(0.2·N)), on the CPU.</returns>
    /// <exception cref="ArgumentOutOfRangeException">So few images that none is left for tests.</exception>
    public static (Tensor Train, Tensor Test) Of(int count)
    {
        var test = (int)(TestShare * count);
        ArgumentOutOfRangeException.ThrowIfLessThan(test, 1, nameof(count));
        var order = NumpyPermutation.Of(count, Seed);
        return (tensor(order[..^test]), tensor(order[^test..]));
    }
}

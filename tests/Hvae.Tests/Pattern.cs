// The deterministic tensors from which reference numbers were computed. tests/reference describes them.

using Hvae.Models;
using static TorchSharp.torch;

namespace Hvae.Tests;

internal static class Pattern
{
    /// <summary>Element i is s·sin(a·i + b), float64.</summary>
    public static Tensor Sine(long[] shape, double a, double b, double s) => FromIndex(shape, i => s * Math.Sin((a * i) + b));

    /// <summary>Element i is scale·(2·(n² mod 65521)/65521 − 1) with n = i + 211·k + 17·seed, float64.</summary>
    public static Tensor Mix(int k, long[] shape, double scale, int seed = 0) => FromIndex(shape, i =>
    {
        var n = i + (211 * k) + (17 * seed);
        return scale * ((2 * (double)(n * n % 65521) / 65521) - 1);
    });

    /// <summary>Element i is 0.5 + 0.5·sin(1e-5·(i + 100·seed)²), float64.</summary>
    public static Tensor Images(int seed, params long[] shape) =>
        FromIndex(shape, i => 0.5 + (0.5 * Math.Sin(1e-5 * (i + (100 * seed)) * (i + (100 * seed)))));

    /// <summary>
    /// Returns the k-th tensor of a network. Large tensors have the scale √(6/fan), scales are near 1, and all others near 0.
    /// </summary>
    public static Tensor Parameter(int k, string name, long[] shape, int seed = 0)
    {
        if (shape.Length > 1) return Mix(k, shape, Math.Sqrt(6 / shape.Skip(1).Aggregate(1.0, (product, size) => product * size)), seed);
        var isScale = name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal);
        return isScale ? Mix(k, shape, 0.2, seed) + 1 : Mix(k, shape, 0.05, seed);
    }

    /// <summary>Gives every parameter and buffer of a network its pattern, all parameters in their order and then all buffers.</summary>
    public static void Fill(nn.Module network)
    {
        using var noGradient = no_grad();
        foreach (var (k, (name, tensor)) in network.state_dict()
            .Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Index())
            tensor.copy_(Parameter(k, name, tensor.shape));
    }

    /// <summary>Picks latents with the given standard normal noise, one tensor per layer, in the posterior's shape.</summary>
    public static LatentRule Given(params Tensor[] noise)
    {
        var rest = new Queue<Tensor>(noise);
        return posterior => posterior.Sample(rest.Dequeue().reshape(posterior.Mean.shape));
    }

    public static Tensor FromIndex(long[] shape, Func<long, double> value)
    {
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++) values[i] = value(i);
        return tensor(values, dtype: ScalarType.Float64).reshape(shape);
    }
}

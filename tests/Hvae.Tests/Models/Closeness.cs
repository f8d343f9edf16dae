// Compares tensors with those that libtorch computes in float64 from the same numbers.

using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

/// <summary>Tolerances are relative to the largest number.</summary>
internal static class Closeness
{
    public const double Float64Tolerance = 1e-12;
    public const double Float32Tolerance = 1e-5;
    public const double Bf16Tolerance = 1.0 / 64; // A few roundings to 8 bits.

    public static Tensor Leaf(Tensor values) => values.detach().alias().requires_grad_(true);

    public static Tensor Wide(Tensor values) => values.to(ScalarType.Float64);

    public static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var largest = expected.detach().abs().max().item<double>();
        Assert.InRange((expected - Wide(actual)).detach().abs().max().item<double>(), 0, tolerance * largest);
    }
}

// Tensors compared with plain numbers, and short ways to write them.

using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Operators;

internal static class Expect
{
    /// <summary>A vector of float64.</summary>
    public static Tensor V(params double[] values) => tensor(values);

    /// <summary>A matrix of float64 with that many columns.</summary>
    public static Tensor M(int columns, params double[] values) => tensor(values).view(-1, columns);

    public static double[] Numbers(Tensor actual)
    {
        using var plain = actual.detach().cpu().to_type(ScalarType.Float64).contiguous();
        return plain.data<double>().ToArray();
    }

    public static void Values(Tensor actual, params double[] expected) => Close(expected, Numbers(actual), 1e-12);

    public static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.True(expected.Length == actual.Length, $"{actual.Length} values, expected {expected.Length}: {Show(actual)}");
        for (var i = 0; i < expected.Length; i++)
        {
            var same = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(same, $"Value {i}: {actual[i]}, expected {expected[i]}.\nactual   {Show(actual)}\nexpected {Show(expected)}");
        }
    }

    public static void Shape(Tensor actual, params long[] expected) => Assert.Equal(expected, actual.shape);

    private static string Show(double[] values) => $"[{string.Join(", ", values)}]";
}

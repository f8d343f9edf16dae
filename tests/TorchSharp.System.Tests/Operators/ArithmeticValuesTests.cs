// Arithmetic, comparisons and logic: operators of C#, named forms, and both orders of tensor and number.

using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Operators;

public class ArithmeticValuesTests
{
    private readonly Tensor a = V(1, 2, 6);
    private readonly Tensor b = V(4, 2, 3);

    [Fact]
    public void Operators_between_tensors()
    {
        Values(a + b, 5, 4, 9);
        Values(a - b, -3, 0, 3);
        Values(a * b, 4, 4, 18);
        Values(a / b, 0.25, 1, 2);
        Values(a % b, 1, 0, 0);
        Values(-a, -1, -2, -6);
    }

    [Fact]
    public void Operators_with_numbers_on_either_side()
    {
        Values(a + 1, 2, 3, 7);
        Values(1 + a, 2, 3, 7);
        Values(a - 1L, 0, 1, 5);
        Values(1L - a, 0, -1, -5);
        Values(a * 0.5, 0.5, 1, 3);
        Values(0.5f * a, 0.5, 1, 3);
        Values(a / 2, 0.5, 1, 3);
        Values(6.0 / a, 6, 3, 1);
        Values(a % 4, 1, 2, 2);
        Scalar number = 10;
        Values(a + number, 11, 12, 16);
        Values(number - a, 9, 8, 4);
    }

    [Fact]
    public void Numbers_do_not_widen_the_type_of_a_tensor()
    {
        Assert.Equal(ScalarType.Float32, (ones(2) * 2.0).dtype);
        Assert.Equal(ScalarType.Int64, (tensor(3L) + 1).dtype);
        Assert.Equal(ScalarType.Float32, (tensor(3L) + 1.5).dtype);
    }

    [Fact]
    public void Named_forms_have_the_values_of_the_operators()
    {
        Values(a.add(b), 5, 4, 9);
        Values(a.add(b, 10), 41, 22, 36);
        Values(a.sub(b), -3, 0, 3);
        Values(a.subtract(1), 0, 1, 5);
        Values(a.mul(b), 4, 4, 18);
        Values(a.multiply(2), 2, 4, 12);
        Values(a.div(b), 0.25, 1, 2);
        Values(V(-7).div(V(2), RoundingMode.floor), -4);
        Values(V(-7).div(2, RoundingMode.trunc), -3);
        Values(V(-7).floor_divide(V(2)), -4);
        Values(a.true_divide(2), 0.5, 1, 3);
        Values(a.pow(b), 1, 4, 216);
        Values(V(7).fmod(V(4)), 3);
        Values(V(-7).remainder(V(4)), 1);
        Values(a.lerp(b, V(0.5, 0.5, 0.5)), 2.5, 2, 4.5);
        Values(a.addcmul(a, b, 2), 9, 10, 42);
        Values(a.addcdiv(a, b, 4), 2, 6, 14);
        Values(a.addcdiv(a, b), 1.25, 3, 8);
        Values(V(3).hypot(V(4)), 5);
        Values(V(1).atan2(V(1)), Math.PI / 4);
        Values(V(0).logaddexp(V(0)), Math.Log(2));
        Values(V(0, 2).xlogy(V(0, 3)), 0, 2 * Math.Log(3));
    }

    [Fact]
    public void In_place_forms_with_tensors()
    {
        var x = V(1, 2, 3);
        Values(x.add_(a), 2, 4, 9);
        Values(x.add_(a, -1), 1, 2, 3);
        Values(x.sub_(b), -3, 0, 0);
        Values(x.mul_(b), -12, 0, 0);
        Values(x.div_(b), -3, 0, 0);
        Values(x.addcmul_(a, a, 1), -2, 4, 36);
        Values(x.addcdiv_(a, a, 2), 0, 6, 38);
        Values(x.lerp_(zeros_like(x), ones_like(x)), 0, 0, 0);
    }

    [Fact]
    public void Extremes_of_two_tensors()
    {
        Values(a.maximum(b), 4, 2, 6);
        Values(a.minimum(b), 1, 2, 3);
        Values(torch.max(a, b), 4, 2, 6);
        Values(torch.min(a, b), 1, 2, 3);
        Values(V(double.NaN).fmax(V(1)), 1);
        Values(V(double.NaN).fmin(V(1)), 1);
        Values(a.clamp(V(2, 2, 2), V(3, 3, 3)), 2, 2, 3);
    }

    [Fact]
    public void Comparisons()
    {
        Values(a < b, 1, 0, 0);
        Values(a <= b, 1, 1, 0);
        Values(a > b, 0, 0, 1);
        Values(a >= b, 0, 1, 1);
        Values(a == b, 0, 1, 0);
        Values(a != b, 1, 0, 1);
        Values(a > 1, 0, 1, 1);
        Values(a.lt(2), 1, 0, 0);
        Values(a.le(2), 1, 1, 0);
        Values(a.gt(b), 0, 0, 1);
        Values(a.ge(2), 0, 1, 1);
        Values(a.eq(2), 0, 1, 0);
        Values(a.ne(2), 1, 0, 1);
        Assert.Equal(ScalarType.Bool, (a < b).dtype);
        Scalar two = 2;
        Values(two < a, 0, 0, 1);
        Values(two >= a, 1, 1, 0);
    }

    [Fact]
    public void Logic()
    {
        var (yes, no) = (tensor(new[] { true, true, false }), tensor(new[] { true, false, false }));
        Values(yes & no, 1, 0, 0);
        Values(yes | no, 1, 1, 0);
        Values(yes ^ no, 0, 1, 0);
        Values(~yes, 0, 0, 1);
        Values(yes.logical_and(no), 1, 0, 0);
        Values(yes.logical_or(no), 1, 1, 0);
        Values(yes.logical_xor(no), 0, 1, 0);
        Values(yes.logical_not(), 0, 0, 1);
        Values(yes.any(), 1);
        Values(yes.all(), 0);
        Values(yes.view(3, 1).all(1), 1, 1, 0);
        Values(yes.view(1, 3).any(1, true), 1);
        Values(where(yes, V(1, 2, 3), V(4, 5, 6)), 1, 2, 6);
        Values(where(no)[0], 0);
    }

    [Fact]
    public void Numbers_that_are_not_finite()
    {
        var x = V(1, double.NaN, double.PositiveInfinity, double.NegativeInfinity);
        Values(x.isfinite(), 1, 0, 0, 0);
        Values(x.isnan(), 0, 1, 0, 0);
        Values(x.isinf(), 0, 0, 1, 1);
        Values(x.isposinf(), 0, 0, 1, 0);
        Values(x.isneginf(), 0, 0, 0, 1);
    }

    [Fact]
    public void Closeness()
    {
        Assert.True(a.allclose(a + 1e-9));
        Assert.False(a.allclose(a + 1e-3));
        Assert.True(a.allclose(a + 1e-3, atol: 1e-2));
        Values(a.isclose(V(1, 2.1, 6)), 1, 0, 1);
        Assert.True(a.Equals(a.clone()));
        Assert.False(a.Equals(b));
        Values(a.isin(V(2, 6)), 0, 1, 1);
    }

    [Fact]
    public void Shapes_broadcast()
    {
        var sum = V(1, 2).view(2, 1) + V(10, 20, 30);
        Shape(sum, 2, 3);
        Values(sum, 11, 21, 31, 12, 22, 32);
    }
}

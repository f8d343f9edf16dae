// Reductions, order, and what accumulates along a dimension.

using Xunit;
using static TorchSharp.Tests.Operators.Expect;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Operators;

public class ReductionValuesTests
{
    private readonly Tensor m = M(3, 1, 2, 3, 4, 5, 9);

    [Fact]
    public void Sums_and_means()
    {
        Values(m.sum(), 24);
        Values(m.sum(0L), 5, 7, 12);
        Values(m.sum(1), 6, 18);
        Values(m.sum(0, 1), 24);
        Values(m.sum([0L, 1L]), 24);
        Shape(m.sum([0L], keepdim: true), 1, 3);
        Values(m.mean(), 4);
        Values(m.mean([1L]), 2, 6);
        Shape(m.mean([1L], keepdim: true), 2, 1);
        Values(m.prod(), 1080);
        Values(m.prod(1), 6, 180);
        Assert.Equal(ScalarType.Float32, m.sum(ScalarType.Float32).dtype);
        Values(V(1, double.NaN).nansum(), 1);
    }

    [Fact]
    public void A_plain_zero_is_an_element_type_to_sum_as_in_the_official_package()
    {
        // C# converts the constant 0 to any enum, and the overload with one parameter wins.
        Assert.Equal(ScalarType.Byte, m.sum(0).dtype);
        Assert.Equal(ScalarType.Float64, m.sum(0L).dtype);
    }

    [Fact]
    public void Variance_is_unbiased_unless_told_otherwise()
    {
        Values(V(1, 2, 3, 4).var(), 5.0 / 3);
        Values(V(1, 2, 3, 4).var(false), 1.25);
        Values(V(1, 2, 3, 4).std(false), Math.Sqrt(1.25));
        Values(m.var(1), 1, 7);
        Values(m.var([0L, 1L], unbiased: false), 20.0 / 3);
        Values(m.std(1, unbiased: false, keepdim: true), Math.Sqrt(2.0 / 3), Math.Sqrt(14.0 / 3));
        var (spread, mean) = m.var_mean(1);
        Values(spread, 1, 7);
        Values(mean, 2, 6);
        (spread, mean) = V(1, 3).std_mean(false);
        Values(spread, 1);
        Values(mean, 2);
    }

    [Fact]
    public void Extremes()
    {
        Values(m.max(), 9);
        Values(m.min(), 1);
        var (values, indices) = m.max(1);
        Values(values, 3, 9);
        Values(indices, 2, 2);
        (values, indices) = m.min(0, keepdim: true);
        Shape(values, 1, 3);
        Values(indices, 0, 0, 0);
        Values(m.argmax(), 5);
        Values(m.argmax(1), 2, 2);
        Values(m.argmin(), 0);
        Values(m.argmin(0), 0, 0, 0);
        Values(m.amax(1L), 3, 9);
        Values(m.amin([0L, 1L]), 1);
        Values(m.median(), 3);
        Values(V(1, 1, 2).mode().Item1, 1);
    }

    [Fact]
    public void Norms()
    {
        Values(V(3, 4).norm(), 5);
        Values(V(3, -4).norm(1f), 7);
        Values(M(2, 3, 4, 6, 8).norm(1), 5, 10);
        Shape(M(2, 3, 4, 6, 8).norm(1, true, 2f), 2, 1);
        Values(V(1, 2).dist(V(4, 6)), 5);
    }

    [Fact]
    public void Logarithms_of_sums_do_not_overflow()
    {
        Values(V(1000, 1000).logsumexp(0), 1000 + Math.Log(2));
        Shape(m.logsumexp(1, true), 2, 1);
        Values(M(2, 0, 0).softmax(1), 0.5, 0.5);
        Values(M(2, 0, 0).log_softmax(1), -Math.Log(2), -Math.Log(2));
        Values(M(2, 0, Math.Log(3)).softmax(-1), 0.25, 0.75);
    }

    [Fact]
    public void Accumulation()
    {
        Values(m.cumsum(1), 1, 3, 6, 4, 9, 18);
        Values(m.cumprod(0), 1, 2, 3, 4, 10, 27);
        Values(V(1, 3, 2).cummax(0).Item1, 1, 3, 3);
        Values(V(3, 1, 2).cummin(0).Item2, 0, 1, 1);
        Values(V(0, 0).logcumsumexp(0), 0, Math.Log(2));
        Values(V(1, 4, 9).diff(), 3, 5);
    }

    [Fact]
    public void Order()
    {
        var x = V(3, 1, 2);
        var (values, indices) = x.sort();
        Values(values, 1, 2, 3);
        Values(indices, 1, 2, 0);
        Values(x.sort(0, descending: true, stable: true).Item1, 3, 2, 1);
        Values(x.argsort(), 1, 2, 0);
        (values, indices) = x.topk(2);
        Values(values, 3, 2);
        Values(indices, 0, 2);
        Values(x.topk(1, largest: false).Item1, 1);
        Values(x.kthvalue(2, 0).Item1, 2);
        Values(x.msort(), 1, 2, 3);
        Values(V(0, 5, 0, 7).nonzero(), 1, 3);
        Values(V(0, 5).argwhere(), 1);
        Values(V(0.5, 2.5).bucketize(V(1, 2, 3)), 0, 2);
        Values(V(1, 2, 3, 4).quantile(V(0.5)), 2.5);
    }

    [Fact]
    public void Counts()
    {
        Values(V(0, 5, 0, 7).count_nonzero(), 2);
        Values(tensor(new[] { 0L, 2, 2 }).bincount(null!), 1, 0, 2);
        Values(V(0, 0.5, 1).to(float32).histc(2, 0, 1), 1, 2);
    }
}

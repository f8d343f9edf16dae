// The Gaussian by its log scale compared with that by its scale.

using Hvae.Models;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class LogScaleGaussianTests
{
    [Fact]
    public void The_rate_in_log_scales_is_the_general_one()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        Tensor Draw() => randn([4, 3, 2, 2], dtype: ScalarType.Float64, generator: generator);
        var (q, p) = (new LogScaleGaussian(Draw(), Draw()), new LogScaleGaussian(Draw(), Draw()));

        Assert.True(q.KlTo(p).allclose(q.ByStd().KlTo(p.ByStd()), 1e-12, 1e-12));
        Assert.True(q.KlTo(q).allclose(zeros(4, dtype: ScalarType.Float64), 0, 1e-12));
    }
}

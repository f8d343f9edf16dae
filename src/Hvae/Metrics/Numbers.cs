// The way of a tensor's values out of libtorch.

using static TorchSharp.torch;

namespace Hvae.Metrics;

internal static class Numbers
{
    /// <summary>All values in their order, whatever type and device they have.</summary>
    public static double[] Of(Tensor values) => values.to(ScalarType.Float64).cpu().data<double>().ToArray();
}

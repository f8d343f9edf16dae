// A short chain with a linear schedule of noise, for tests.

using Hvae.Theory;

namespace Hvae.Tests.Theory;

internal static class DdpmChain
{
    /// <summary>Returns a chain whose β goes from 0.05 to 0.5 in this number of steps.</summary>
    public static DiffusionChain Of(int steps) =>
        DiffusionChain.VariancePreserving([.. Enumerable.Range(0, steps).Select(i => 0.05 + (0.45 * i / Math.Max(1, steps - 1)))]);
}

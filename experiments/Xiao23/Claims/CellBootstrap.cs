// The spread of a statistic of a whole sweep: over its cells and, where there are several, over seeds.

using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>
/// Bootstrap over the grid's cells: how much a statistic hangs on single models. Cells are drawn with replacement within
/// each of the three parts of the grid (beta2 below, on and above beta1), whose sizes are by design and not by chance;
/// then seeds are drawn with replacement within each drawn cell.
/// </summary>
internal static class CellBootstrap
{
    /// <summary>The estimate of a statistic of cells.</summary>
    /// <param name="cells">Each with at least one model.</param>
    /// <param name="statistic">NaN where the cells do not define it.</param>
    public static Estimate Of(IReadOnlyList<SweepCell> cells, Func<IReadOnlyList<SweepCell>, double> statistic) =>
        Bootstrap.Of(statistic(cells), Resampled(cells, statistic));

    /// <summary>The estimate of how much larger a statistic is on one sweep's cells than on another's, which are drawn independently.</summary>
    public static Estimate OfDifference(
        IReadOnlyList<SweepCell> cells, IReadOnlyList<SweepCell> others, Func<IReadOnlyList<SweepCell>, double> statistic)
    {
        var (resampled, othersResampled) = (Resampled(cells, statistic), Resampled(others, statistic));
        return Bootstrap.Of(statistic(cells) - statistic(others), random => resampled(random) - othersResampled(random));
    }

    private static Func<RandomStream, double> Resampled(IReadOnlyList<SweepCell> cells, Func<IReadOnlyList<SweepCell>, double> statistic)
    {
        var parts = cells.GroupBy(cell => cell.Betas.Beta2.CompareTo(cell.Betas.Beta1)).OrderBy(part => part.Key).Select(part => part.ToArray()).ToArray();
        return random => statistic([.. parts.SelectMany(part => Bootstrap.Draw(part, random)).Select(cell => DrawSeeds(cell, random))]);
    }

    private static SweepCell DrawSeeds(SweepCell cell, RandomStream random) =>
        cell.Models.Count == 1 ? cell : cell with { Models = Bootstrap.Draw(cell.Models, random) };
}

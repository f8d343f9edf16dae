// Finds the optimal models of a sweep, which lie on the part of the convex hull that faces a high metric at a low rate.

namespace Hvae.Metrics;

/// <summary>The paper's choice of optimal models (purple in Xiao23 Figures 3 to 10; public code's plot_eval).</summary>
public static class OptimalModels
{
    /// <summary>
    /// Returns the models at the ends of those edges of the convex hull of all (R, metric) that are visible from the viewpoint (0, 2·max
    /// metric). An edge with outward normal n through p is visible when n·(viewpoint − p) is positive. The viewpoint is not part of the
    /// hull.
    /// </summary>
    /// <param name="rates">Total rate R of each model.</param>
    /// <param name="metric">Metric of each model, in the same order.</param>
    /// <returns>Indices of the optimal models, ascending. Models with a value that is not finite are never optimal.</returns>
    public static IReadOnlyList<int> Find(IReadOnlyList<double> rates, IReadOnlyList<double> metric)
    {
        var hull = ConvexHull(rates, metric);
        if (hull.Count < 3) return [.. hull.Order()];

        var viewpoint = (X: 0.0, Y: 2 * hull.Max(index => metric[index]));
        var optimal = new SortedSet<int>();
        for (var i = 0; i < hull.Count; i++)
        {
            var (a, b) = (hull[i], hull[(i + 1) % hull.Count]);
            var normal = (X: metric[b] - metric[a], Y: rates[a] - rates[b]);
            if ((normal.X * (viewpoint.X - rates[a])) + (normal.Y * (viewpoint.Y - metric[a])) > 0) optimal.UnionWith([a, b]);
        }

        return [.. optimal];
    }

    /// <summary>Returns the indices of the hull's corners, counter-clockwise (Andrew's monotone chain).</summary>
    private static List<int> ConvexHull(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var order = Enumerable.Range(0, x.Count)
            .Where(i => double.IsFinite(x[i]) && double.IsFinite(y[i]))
            .OrderBy(i => x[i]).ThenBy(i => y[i])
            .DistinctBy(i => (x[i], y[i]))
            .ToList();
        if (order.Count < 3) return order;

        var lower = Chain(order, x, y);
        order.Reverse();
        var upper = Chain(order, x, y);
        return [.. lower.SkipLast(1), .. upper.SkipLast(1)];
    }

    private static List<int> Chain(List<int> order, IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var chain = new List<int>();
        foreach (var point in order)
        {
            while (chain.Count >= 2 && TurnsRightOrGoesStraight(chain[^2], chain[^1], point)) chain.RemoveAt(chain.Count - 1);
            chain.Add(point);
        }

        return chain;

        bool TurnsRightOrGoesStraight(int a, int b, int c) =>
            ((x[b] - x[a]) * (y[c] - y[a])) - ((y[b] - y[a]) * (x[c] - x[a])) <= 0;
    }
}

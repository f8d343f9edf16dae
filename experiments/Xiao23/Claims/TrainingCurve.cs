// How a number of a sweep changed over the training, and what a longer training is expected to change.

using Experiments.Claims;
using Experiments.Sweeps;
using Repro.Plans;

namespace Experiments.Xiao23.Claims;

/// <summary>A number of a sweep after shares of its training, the last of which is 1.</summary>
/// <param name="Points">Shares of all steps, in rising order, with the estimates of the number.</param>
/// <param name="LastDoubling">Change for each doubling of the steps since the last but one share.</param>
/// <param name="Outlook">What a longer training is expected to change.</param>
internal sealed record TrainingCurve(IReadOnlyList<(double Share, Estimate Value)> Points, Estimate LastDoubling, Outlook Outlook)
{
    /// <summary>
    /// Returns the curve of a statistic, or null where the sweep has no history, or too few cells have its metrics at each share. Errors of
    /// changes are those of the same seeds at both shares: the values of a model at all shares are drawn together.
    /// </summary>
    /// <param name="sweep">The trained models with their earlier states.</param>
    /// <param name="metrics">Names of the metrics.</param>
    /// <param name="statistic">
    /// Computes the mean over the metrics of this number from a metric of all cells; NaN where they do not define it.
    /// </param>
    /// <param name="falling">Whether the learning rate falls over the training.</param>
    public static TrainingCurve? Of(
        Sweep sweep, IReadOnlyList<string> metrics, Func<CellValues, string, double> statistic, bool falling)
    {
        if (sweep.Earlier.Count == 0) return null;
        (double Share, Sweep Sweep)[] times = [.. sweep.Earlier, (1, sweep)];
        string[][] names = [.. times.Select(time => metrics.Select(metric => $"{metric} after {time.Share:R}").ToArray())];
        var joined = sweep with { Cells = [.. sweep.Cells.Select(Joined)] };
        TrainingCurve? curve = null;
        SeededSweep.Test(joined, [.. names.SelectMany(each => each)], "", cells =>
        {
            (double Share, Estimate Value)[] points = [.. times.Zip(names).Select(time =>
                (time.First.Share, cells.Of(values => Mean(values, time.Second))))];
            if (points.All(point => double.IsFinite(point.Value.Value)))
            {
                var last = cells.Of(values => Change(values, ^1));
                curve = new(points, last, Outlook.Without(last, falling, names.Length) ?? Expect(cells, last));
            }

            return Finding.NotTestable("");
        });
        return curve;

        SweepCell Joined(SweepCell cell) =>
            cell with { Models = [.. cell.Models.Select(model => model with { Metrics = Over(cell, model) })] };

        Dictionary<string, Metric> Over(SweepCell cell, SweepModel model) => (
            from time in times.Zip(names)
            let then = time.First.Sweep.Cells.FirstOrDefault(other => other.Betas == cell.Betas)?.Models
                .FirstOrDefault(other => other.Seed == model.Seed)?.Metrics
            from metric in metrics.Zip(time.Second)
            where then?.ContainsKey(metric.First) == true
            select (metric.Second, then[metric.First])).ToDictionary(StringComparer.Ordinal);

        double Mean(CellValues values, IEnumerable<string> at) => at.Average(name => statistic(values, name));

        double Change(CellValues values, Index to)
        {
            var end = to.GetOffset(names.Length);
            return (Mean(values, names[end]) - Mean(values, names[end - 1]))
                / Math.Log2(times[end].Share / times[end - 1].Share);
        }

        Outlook Expect(SeededSweep cells, Estimate last)
        {
            var previous = cells.Of(values => Change(values, ^2));
            var shrinks = cells.Of(values => Math.Sign(last.Value) * (Change(values, ^2) - Change(values, ^1)));
            return Outlook.Of(last, previous, shrinks, Combined);

            double? Combined(double ofLast, double ofPrevious) =>
                cells.Of(values => (ofLast * Change(values, ^1)) + (ofPrevious * Change(values, ^2))).StandardError;
        }
    }
}

/// <summary>
/// What a longer training is expected to change. A change is a measurement, and what follows from it is an assumption: that the changes of
/// successive doublings go on to shrink by the factor r by which the last one shrank (Aitken's Δ² process). Then the next doubling changes
/// the number by r·d, where d is the last change, and all later ones together by r·d / (1 − r).
/// </summary>
/// <param name="Text">The expectation in words.</param>
internal sealed record Outlook(string Text)
{
    /// <summary>The text of a change that may be one of seeds alone.</summary>
    public const string NoChange = "no change beyond the noise";

    /// <summary>Change of the next doubling; null where none is extrapolated.</summary>
    public Estimate? Next { get; private init; }

    /// <summary>Change of all later doublings together; null where none is extrapolated.</summary>
    public Estimate? All { get; private init; }

    /// <summary>Returns the outlook where nothing can be extrapolated whatever the changes before the last one were, else null.</summary>
    /// <param name="last">Change for each doubling since the last but one share.</param>
    /// <param name="falling">Whether the learning rate falls over the training.</param>
    /// <param name="times">Number of shares, with the end.</param>
    public static Outlook? Without(Estimate last, bool falling, int times) =>
        last.HalfLength is null ? new("not known: one seed does not tell a change from noise")
        : !IsBeyondNoise(last) ? new(NoChange)
        : falling ? new("less than the last doubling, in which the learning rate fell")
        : times < 3 ? new("as much as the last doubling or less; two times show no trend")
        : null;

    /// <summary>Returns the outlook by the last two changes.</summary>
    /// <param name="last">The last change, which is beyond the noise.</param>
    /// <param name="previous">Change for each doubling between the two shares before, in the same unit.</param>
    /// <param name="shrinks">By how much the last change is smaller, in the direction of the last one.</param>
    /// <param name="error">Returns the standard error of a linear combination of the last and the previous change.</param>
    public static Outlook Of(Estimate last, Estimate previous, Estimate shrinks, Func<double, double, double?> error)
    {
        var (d, p) = (last.Value, previous.Value);
        if (IsBeyondNoise(previous) && Math.Sign(d) != Math.Sign(p)) return new("not known: the change has turned round");
        if (!IsBeyondNoise(previous) || !(IsBeyondNoise(shrinks) && shrinks.Value > 0))
            return new("as much as the last doubling; no limit in sight");

        // Errors of r·d = d²/p and of r·d/(1 − r) = d²/(p − d), to first order in d and p.
        var ratio = d / p;
        return new($"each doubling gives {ratio:P0} of the one before")
        {
            Next = new(ratio * d, error(2 * ratio, -ratio * ratio)),
            All = new(d * d / (p - d), error(((2 * d * p) - (d * d)) / ((p - d) * (p - d)), -(d * d) / ((p - d) * (p - d)))),
        };
    }

    private static bool IsBeyondNoise(Estimate change) => change.HalfLength is { } half && Math.Abs(change.Value) > half;
}

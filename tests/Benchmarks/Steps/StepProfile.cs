// Where a training step's time goes, operator by operator: `profile MODEL`.

using TorchSharp;

namespace Benchmarks.Steps;

internal static class StepProfile
{
    private const int WarmUp = 10;
    private const int Rounds = 20;

    /// <summary>Prints the median over rounds of each operator's own time in one step.</summary>
    public static int Run(BenchModel bench)
    {
        using var training = new Training(bench);
        for (var i = 0; i < WarmUp; i++) training.Steps(1);
        var rounds = Enumerable.Range(0, Rounds).Select(_ => Profile.Of(() => training.Steps(1))).ToList();
        var rows = rounds.SelectMany(round => round).GroupBy(row => row.Operator, StringComparer.Ordinal)
            .Select(same => (same.Key, Calls: same.First().Calls, Time: Median(same.Select(row => row.Milliseconds))))
            .OrderByDescending(row => row.Time).ToList();
        var sum = rows.Sum(row => row.Time);
        Console.WriteLine($"{bench.Name}: {sum:F1} ms in operators, each operator's median of {Rounds} steps");
        foreach (var family in rows.GroupBy(row => row.Key.Split("  ")[0], StringComparer.Ordinal).OrderByDescending(family => family.Sum(row => row.Time)).Take(16))
            Console.WriteLine($"{family.Sum(row => row.Time),8:F2} ms {family.Sum(row => row.Time) / sum,6:P1} {family.Sum(row => row.Calls),4} × {family.Key}");
        Console.WriteLine();
        foreach (var row in rows.Take(40))
            Console.WriteLine($"{row.Time,8:F2} ms {row.Time / sum,6:P1} {row.Calls,4} × {row.Key}");
        return 0;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}

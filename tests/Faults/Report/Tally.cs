// Counts the cases and losses of one kind of fault and keeps the time of the longest case.

using System.Diagnostics;

namespace Faults.Report;

/// <summary>Counts cases. A case that throws, because something was lost or by a defect, is a loss.</summary>
/// <param name="kind">Name of the kind of fault.</param>
/// <param name="seed">Seed of all random choices.</param>
/// <param name="extent">Number of cases to run.</param>
internal sealed class Tally(string kind, int seed, Extent extent)
{
    private const int MostShown = 10;
    private readonly Stopwatch clock = new();
    private readonly List<string> losses = [];

    public string Kind { get; } = kind;

    public int Seed { get; } = seed;

    public Extent Extent { get; } = extent;

    /// <summary>Makes the random choices, which do not depend on the other kinds that run.</summary>
    public Random Random { get; } = new(seed);

    public int Cases { get; private set; }

    public IReadOnlyList<string> Losses => losses;

    public TimeSpan Longest { get; private set; }

    public TimeSpan Total => clock.Elapsed;

    /// <summary>A remark for the table.</summary>
    public string? Note { get; set; }

    /// <summary>Why cases were skipped, or null when all have run.</summary>
    public string? Skipped { get; set; }

    /// <summary>Runs all cases of the kind.</summary>
    public void Run(Action<Tally> cases)
    {
        clock.Start();
        try
        {
            cases(this);
        }
        catch (Exception problem)
        {
            Lose($"the suite itself: {problem}");
        }

        clock.Stop();
        if (Cases == 0 && Skipped is null) Lose("no case was run, and nothing says why");
    }

    /// <summary>Runs one case.</summary>
    public void Case(string name, Action body)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            body();
        }
        catch (Exception problem)
        {
            Lose($"{name}: {(problem is LossException ? problem.Message : problem.ToString())}");
        }

        Count(1, watch.Elapsed);
    }

    /// <summary>Counts cases that did not run through <see cref="Case"/>.</summary>
    public void Count(int cases, TimeSpan longest)
    {
        Cases += cases;
        if (longest > Longest) Longest = longest;
    }

    /// <summary>Records a loss. The first few are shown at once.</summary>
    public void Lose(string what)
    {
        losses.Add(what);
        if (losses.Count <= MostShown) Console.WriteLine($"LOSS in '{Kind}' (--seed {Seed}): {what}");
    }
}

/// <summary>Thrown when something was lost, or when a fault was not noticed.</summary>
internal sealed class LossException(string message) : Exception(message)
{
    public static void Unless(bool condition, string what)
    {
        if (!condition) throw new LossException(what);
    }

    public static void Unless(string expected, string found, string what) =>
        Unless(expected == found, $"{what}: expected\n{expected}\nfound\n{found}");
}

/// <summary>Number of cases to run.</summary>
/// <param name="IsBrief">Whether only the short part runs, which the target Test includes.</param>
/// <param name="Share">Factor by which the number of cases is multiplied.</param>
internal sealed record Extent(bool IsBrief, double Share)
{
    public int Of(int full, int brief) => Math.Max(1, (int)Math.Round(Share * (IsBrief ? brief : full)));
}

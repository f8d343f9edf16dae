// Compares the ratios of two runs of the measurements: which of them moved by more than their noise.

using System.Globalization;
using System.Text.Json.Nodes;
using MathNet.Numerics.Distributions;

namespace Benchmarks.Report;

/// <summary>A ratio that both runs have.</summary>
/// <param name="Name">Name in the file, e.g. <c>ratio_plain mnist</c>.</param>
/// <param name="Was">The ratio in the first run.</param>
/// <param name="Now">The ratio in the second run.</param>
/// <param name="Errors">ln(<paramref name="Now"/>/<paramref name="Was"/>) in standard errors; null where a run has no error.</param>
internal sealed record ComparedRatio(string Name, double Was, double Now, double? Errors)
{
    /// <summary>p-value of a difference as large as this; null where a run has no error.</summary>
    public double? P => Errors is { } errors ? 2 * Normal.CDF(0, 1, -Math.Abs(errors)) : null;

    /// <summary>Whether the difference is significant among all that were tested (Holm 1979).</summary>
    public bool HasMoved { get; init; }
}

/// <summary>The result of a comparison.</summary>
/// <param name="Ratios">The ratios, by p-value.</param>
/// <param name="Machine">What differs of the machine and its packages, a sentence each.</param>
internal sealed record BenchComparison(IReadOnlyList<ComparedRatio> Ratios, IReadOnlyList<string> Machine)
{
    /// <summary>Name of the file of a run.</summary>
    public const string FileName = "latest.json";

    /// <summary>Member of the file with the relative standard error of each ratio.</summary>
    public const string Errors = "errors";

    /// <summary>
    /// Relative standard deviation of a ratio from run to run, beside the errors over the rounds of a run: processes that start anew have
    /// their memory at other places. docs/performance.md says how it was measured.
    /// </summary>
    private const double BetweenRuns = 0.03;

    /// <summary>Largest probability that any ratio moves by chance, as in `hvae-repro compare`.</summary>
    private const double Level = 0.05;

    /// <summary>Exit code when a ratio moved, as in `hvae-repro compare`.</summary>
    private const int Moved = 4;

    /// <summary>Whether a ratio moved by more than its noise.</summary>
    public bool HasChanged => Ratios.Any(ratio => ratio.HasMoved);

    /// <summary>Compares the runs in two folders and prints what moved; returns the exit code.</summary>
    public static int Run(string was, string now)
    {
        var comparison = Of(Read(was), Read(now));
        Console.WriteLine($"A: {was}\nB: {now}");
        foreach (var ratio in comparison.Ratios)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{ratio.Name,-24}{ratio.Was,8:F3}{ratio.Now,8:F3}{(ratio.Now / ratio.Was) - 1,9:+0.0%;-0.0%}")
                + (ratio.Errors is { } errors
                    ? string.Create(
                        CultureInfo.InvariantCulture, $"{errors,8:+0.0;-0.0} standard errors{(ratio.HasMoved ? ", moved" : "")}")
                    : "   without an error, so that it decides nothing"));
        var known = comparison.Ratios.Count(ratio => ratio.P is not null);
        Console.WriteLine($"{comparison.Ratios.Count(ratio => ratio.HasMoved)} of the {known} "
            + $"ratios with an error moved by more than their noise (Holm, level {Level.ToString(CultureInfo.InvariantCulture)}).");
        foreach (var differs in comparison.Machine) Console.WriteLine(differs);
        return comparison.HasChanged ? Moved : 0;
    }

    /// <summary>Compares two runs.</summary>
    /// <param name="was">Content of the first run's file.</param>
    /// <param name="now">Content of the second run's file.</param>
    public static BenchComparison Of(JsonObject was, JsonObject now)
    {
        string[] names = ["ratio_plain", "ratio_pytorch", "bf16_ratio", "svm_speedup", "workers_speedup_cpu"];
        var (before, after) = (Numbers(was, names), Numbers(now, names));
        var (errorsBefore, errorsAfter) = (Numbers(was[Errors], names), Numbers(now[Errors], names));
        ComparedRatio[] ratios =
        [
            .. from name in before.Keys.Where(after.ContainsKey)
               let compared = new ComparedRatio(name, before[name], after[name], Distance(name))
               orderby compared.P ?? 2
               select compared,
        ];
        var tests = ratios.Count(ratio => ratio.P is not null);
        var moved = ratios.TakeWhile((ratio, place) => ratio.P * (tests - place) <= Level).ToHashSet();
        return new([.. ratios.Select(ratio => ratio with { HasMoved = moved.Contains(ratio) })], [.. Differences(was, now)]);

        double? Distance(string name) => errorsBefore.TryGetValue(name, out var one) && errorsAfter.TryGetValue(name, out var other)
            ? Math.Log(after[name] / before[name]) / Math.Sqrt((one * one) + (other * other) + (2 * BetweenRuns * BetweenRuns))
            : null;
    }

    private static JsonObject Read(string folder) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, FileName)))!.AsObject();

    /// <summary>Returns the numbers of some members and those of their own members; without those that are missing.</summary>
    private static Dictionary<string, double> Numbers(JsonNode? of, IEnumerable<string> names) => (
        from name in names
        from number in of?[name] is JsonObject models
            ? models.Select(model => (Name: $"{name} {model.Key}", model.Value))
            : [(name, of?[name])]
        where number.Value is not null
        select number).ToDictionary(number => number.Name, number => number.Value!.GetValue<double>());

    private static IEnumerable<string> Differences(JsonObject was, JsonObject now)
    {
        var (before, after) = (was["machine"]!.AsObject(), now["machine"]!.AsObject());
        return
            from name in before.Select(fact => fact.Key).Union(after.Select(fact => fact.Key))
            let values = ($"{before[name]}", $"{after[name]}")
            where values.Item1 != values.Item2
            select $"environment: {name}: {values.Item1} → {values.Item2}";
    }
}

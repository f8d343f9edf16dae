// `hvae-repro compare`: what moved between two folders of results, and what could explain it.

using System.CommandLine;
using System.Text.Json.Nodes;
using Experiments.Comparison;
using Repro.Claims;
using Repro.Execution;
using Repro.Plans;
using Shared;

namespace Experiments.CommandLine;

/// <summary>Makes the command compare.</summary>
internal static class CompareCommand
{
    private const int MostMoves = 40;

    private static readonly Argument<string> First = new("A") { Description = "Folder of results, or a file of records" };

    private static readonly Argument<string> Second = new("B") { Description = "The same, which is newer" };

    /// <summary>Makes `compare`.</summary>
    public static Command Make()
    {
        var command = new Command("compare",
            $"Print what moved from A to B, by how many standard errors, and why; exit code {ExitCode.CheckFailed} if anything did")
        {
            First, Second, Options.Preset, Options.Json,
        };
        command.SetAction(parsed =>
        {
            var preset = Options.Settings(parsed).PresetName;
            var was = ComparedRecords.Read(parsed.GetValue(First)!, preset);
            var now = ComparedRecords.Read(parsed.GetValue(Second)!, preset);
            var comparison = RecordsComparison.Of(was, now);
            if (parsed.GetValue(Options.Json)) Output.WriteJson(ToJson(comparison, was, now));
            else Print(comparison, was, now, Output.Console(parsed).Profile.Width);
            return comparison.HasChanged ? ExitCode.CheckFailed : ExitCode.Success;
        });
        return command;
    }

    private static void Print(RecordsComparison comparison, ComparedRecords was, ComparedRecords now, int width)
    {
        Console.WriteLine($"A: {was.Path}\nB: {now.Path}");
        Console.WriteLine($"{Counted.Of(comparison.Jobs, "job")} in both, {comparison.Identical} of them with identical bits; "
            + $"{comparison.Gone} only in A, {comparison.Added} only in B.");
        if (comparison.Moves.Count > 0)
        {
            Console.WriteLine();
            foreach (var line in TableLines.Of(Moves([.. comparison.Moves.Take(MostMoves)]), width)) Console.WriteLine(line);
            if (comparison.Moves.Count > MostMoves) Console.WriteLine($"{comparison.Moves.Count - MostMoves} more with --json");
        }

        var significant = comparison.Moves.Count(move => move.IsSignificant);
        var unknown = comparison.Moves.Count(move => move.P is null);
        Console.WriteLine();
        Console.WriteLine($"{Counted.Of(comparison.Moves.Count, "metric")} moved, {significant} of them significantly (Holm over "
            + $"{Counted.Of(comparison.Tests, "test")}, level {RecordsComparison.Level})"
            + $"{(unknown > 0 ? $"; of {unknown} no error is known, so that they are shown but decide nothing" : "")}.");
        foreach (var change in comparison.Verdicts)
            Console.WriteLine($"verdict: {change.Claim} of {change.Target} was \"{VerdictText.Of(change.Was)}\" and is "
                + $"\"{VerdictText.Of(change.Now)}\"");
        if (comparison.Verdicts.Count == 0) Console.WriteLine("No verdict changed.");
        foreach (var differs in comparison.Circumstances)
        {
            var text = differs.Kind == "code" ? differs.Now : $"{differs.Was ?? "not there"} → {differs.Now ?? "not there"}";
            Console.WriteLine(string.Join("\n  ", $"{differs.Kind}: {differs.Name}: {text}".Lines(width - 2)));
        }

        if (comparison.Circumstances.Count == 0) Console.WriteLine("Environment, data and code are the same.");
    }

    private static Table Moves(IReadOnlyList<Move> moves) => new()
    {
        Name = "moves",
        Caption = "",
        Columns = [new("job"), new("metric"), new("A"), new("B"), new("seeds"), new("errors"), new("p"), new("significant")],
        Rows = [.. moves.Select(move => new object?[]
        {
            move.Name, move.Metric, move.Was, move.Now, (long)move.Seeds, move.Errors, move.P, move.IsSignificant ? "yes" : "no",
        })],
    };

    private static JsonObject ToJson(RecordsComparison comparison, ComparedRecords was, ComparedRecords now) => new()
    {
        ["a"] = was.Path,
        ["b"] = now.Path,
        ["changed"] = comparison.HasChanged,
        ["jobs"] = comparison.Jobs,
        ["identical"] = comparison.Identical,
        ["only_a"] = comparison.Gone,
        ["only_b"] = comparison.Added,
        ["tests"] = comparison.Tests,
        ["moves"] = new JsonArray([.. comparison.Moves.Select(move => (JsonNode)new JsonObject
        {
            ["job"] = move.Name,
            ["metric"] = move.Metric,
            ["unit"] = move.Unit,
            ["seeds"] = move.Seeds,
            ["a"] = move.Was,
            ["b"] = move.Now,
            ["standard_errors"] = move.Errors,
            ["p"] = move.P,
            ["significant"] = move.IsSignificant,
        })]),
        ["verdicts"] = new JsonArray([.. comparison.Verdicts.Select(change => (JsonNode)new JsonObject
        {
            ["target"] = change.Target,
            ["claim"] = change.Claim,
            ["a"] = VerdictText.Of(change.Was),
            ["b"] = VerdictText.Of(change.Now),
        })]),
        ["differences"] = new JsonArray([.. comparison.Circumstances.Select(differs => (JsonNode)new JsonObject
        {
            ["kind"] = differs.Kind,
            ["name"] = differs.Name,
            ["a"] = differs.Was,
            ["b"] = differs.Now,
        })]),
    };
}

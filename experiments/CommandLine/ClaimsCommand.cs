// `hvae-repro claims`: the latest verdict of each claim, or a claim in full with the way to its evidence.

using System.CommandLine;
using System.Text.Json.Nodes;
using Repro.Claims;
using Repro.Execution;
using Repro.Records;
using Shared;

namespace Experiments.CommandLine;

/// <summary>Makes the command claims.</summary>
internal static class ClaimsCommand
{
    /// <summary>Width of the names in a claim that is shown in full.</summary>
    private const int Indent = 12;

    /// <summary>What stands between two data sets in <see cref="LedgerEntry.Data"/>.</summary>
    private const string BetweenData = "; ";

    private static readonly Argument<string[]> Names = new("name")
    {
        Description = "Claims (B4) or targets (Xiao23.Verdicts); a claim is shown in full (default: all, a line each)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Makes `claims`.</summary>
    public static Command Make()
    {
        var command = new Command("claims", "Print the latest verdict on each claim, with effect, error and reason")
        {
            Names, Options.Preset, Options.Results, Options.Json,
        };
        command.SetAction(parsed =>
        {
            var settings = Options.Settings(parsed);
            using var records = RecordsDatabase.OpenToRead(Path.Combine(settings.PresetResults, RecordsDatabase.FileName));
            var all = Ledger.Of(records);
            var asked = parsed.GetValue(Names)!;
            var entries = asked.Length == 0 ? all : [.. asked.SelectMany(name => Named(all, name)).Distinct()];
            if (parsed.GetValue(Options.Json))
                Output.WriteJson(new JsonArray([.. entries.Select(entry => (JsonNode)ToJson(entry, settings))]));
            else
                Print(entries, settings, asked, Output.Console(parsed).Profile.Width);
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Returns the command that prints the results behind a claim.</summary>
    public static string Evidence(LedgerEntry entry, Settings settings) => CommandText.Of(
        ["records", "--claim", entry.Claim, "--target", entry.Target, "--preset", settings.PresetName, "--results", settings.Results]);

    /// <summary>Whether a name is that of a claim, with or without the data set on which the paper does not make it.</summary>
    public static bool IsOf(LedgerEntry entry, string claim) => entry.Claim.Equals(claim, StringComparison.OrdinalIgnoreCase)
        || entry.Claim.StartsWith($"{claim} ", StringComparison.OrdinalIgnoreCase);

    private static bool IsOfTarget(LedgerEntry entry, string target) => entry.Target.Equals(target, StringComparison.OrdinalIgnoreCase)
        || entry.Target.EndsWith($".{target}", StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<LedgerEntry> Named(IReadOnlyList<LedgerEntry> entries, string name)
    {
        IReadOnlyList<LedgerEntry> found = [.. entries.Where(entry => IsOf(entry, name) || IsOfTarget(entry, name))];
        return found.Count > 0 ? found : throw new UnknownNameException(
            $"No claim or target in these records is called '{name}'."
            + NearestNames.Suggest(name, entries.SelectMany(entry => new[] { entry.Claim, entry.Target }).Distinct())
            + " `hvae-repro claims` lists all.");
    }

    private static void Print(IReadOnlyList<LedgerEntry> entries, Settings settings, IReadOnlyList<string> asked, int width)
    {
        if (entries.Count == 0)
            Console.WriteLine(
                $"No run in {settings.PresetResults} has decided a claim yet. hvae-repro run Xiao23.Verdicts decides those of a paper.");
        var full = entries.Where(entry => asked.Any(name => IsOf(entry, name))).ToList();
        foreach (var run in full.GroupBy(entry => (entry.Target, entry.RunId, entry.Data)))
        {
            var data = new DataTold(run.Key.Data?.Split(BetweenData) ?? []);
            foreach (var entry in run) PrintWhole(entry, data, settings, width);
        }

        foreach (var target in entries.Except(full).GroupBy(entry => entry.Target))
        {
            var first = target.First();
            Console.WriteLine($"{target.Key}, run {first.RunId} of {first.Started}, commit {TableLines.Short(first.Commit ?? "unknown")}");
            if (first.Data is not null) Console.WriteLine($"  on {first.Data}".CutTo(width));
            foreach (var warning in Warnings(first)) Console.WriteLine($"  {warning}");
            foreach (var line in ClaimLines.Of([.. target.Select(entry => entry.AsClaim)], width - 2)) Console.WriteLine($"  {line}");
            Console.WriteLine();
        }

        if (entries.Count > full.Count)
            Console.WriteLine($"{Counts(entries)}. A claim in full with its evidence: hvae-repro claims {entries[0].Claim.Split(' ')[0]}");
    }

    private static string Counts(IEnumerable<LedgerEntry> entries) => string.Join(", ", Enum.GetValues<Verdict>()
        .Select(verdict => $"{entries.Count(entry => entry.Verdict == verdict)} {VerdictText.Of(verdict)}"));

    private static IEnumerable<string> Warnings(LedgerEntry entry)
    {
        if (entry.StandIns > 0) yield return $"Made from {Counted.Of(entry.StandIns, "stand-in")}, which are generated images.";
        if (entry.MissingResults > 0) yield return $"Made without the results of {Counted.Of(entry.MissingResults, "job")}.";
        if (entry.WorseLaterRun is { } later)
            yield return $"Run {later} is later but worse (more stand-ins, or more jobs without a result), so it is not shown.";
    }

    /// <summary>Prints a claim. The data are those that its reason names, or all of the target where it names none.</summary>
    private static void PrintWhole(LedgerEntry entry, DataTold told, Settings settings, int width)
    {
        var all = entry.Data?.Split(BetweenData) ?? [];
        var named = all.Where(data => entry.Reason.Contains(data, StringComparison.Ordinal)).ToArray();
        var data = told.Told(string.Join(BetweenData, named.Length > 0 ? named : all));
        (string Name, string? Text)[] lines =
        [
            ("claim", $"{entry.Claim}: {entry.Statement}"), ("source", entry.Source), ("target", entry.Target), ("data", data),
            ("statistic", entry.Statistic),
            ("effect", $"{ClaimText.Effect(entry.AsClaim)}{(entry.StandardError is null ? "" : " (± standard error)")}"),
            ("p-values", entry.PHolds is null ? null : $"holds {entry.PHolds:G3}, fails {entry.PFails:G3}"),
            ("error rates", entry.ErrorRates), ("verdict", VerdictText.Of(entry.Verdict)), ("history", entry.History),
            ("reason", told.Told(entry.Reason)), .. Warnings(entry).Select(warning => ("note", (string?)warning)),
            ("run", $"{entry.RunId} of {entry.Started}, preset {entry.Preset}, commit {entry.Commit ?? "unknown"}"),
            ("command", entry.Command), ("evidence", $"{Counted.Of(entry.Results, "result")}: {Evidence(entry, settings)}"),
        ];
        foreach (var (name, text) in lines.Where(line => !string.IsNullOrEmpty(line.Text)))
            Console.WriteLine($"{name,-Indent}{string.Join($"\n{"",Indent}", text!.Lines(width - Indent))}");
        Console.WriteLine();
    }

    private static JsonObject ToJson(LedgerEntry entry, Settings settings) => new()
    {
        ["claim"] = entry.Claim,
        ["target"] = entry.Target,
        ["statement"] = entry.Statement,
        ["source"] = entry.Source,
        ["statistic"] = entry.Statistic,
        ["data"] = entry.Data,
        ["effect"] = entry.Effect,
        ["standard_error"] = entry.StandardError,
        ["unit"] = entry.Unit,
        ["p_holds"] = entry.PHolds,
        ["p_fails"] = entry.PFails,
        ["error_rates"] = entry.ErrorRates,
        ["verdict"] = VerdictText.Of(entry.Verdict),
        ["history"] = entry.History,
        ["reason"] = entry.Reason,
        ["short_reason"] = entry.Short,
        ["stand_ins"] = entry.StandIns,
        ["missing_results"] = entry.MissingResults,
        ["worse_later_run"] = entry.WorseLaterRun,
        ["run"] = entry.RunId,
        ["started"] = entry.Started,
        ["preset"] = entry.Preset,
        ["commit"] = entry.Commit,
        ["command"] = entry.Command,
        ["results"] = entry.Results,
        ["evidence"] = Evidence(entry, settings),
    };
}

/// <summary>Thrown when the records have nothing of a name.</summary>
internal sealed class UnknownNameException(string message) : Exception(message);

// Where a preset's sizes are not the paper's: what a smaller run owes to its size, beside what it owes to our protocols.

using System.Text.Json.Nodes;
using Experiments.CommandLine;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>Holds a preset against <c>paper</c>.</summary>
internal static class PresetDepartures
{
    private const string PaperPreset = "paper";

    private static readonly string[] OfAllData = ["training", "evaluation", "samples", "seeds", "betaGrid"];

    /// <summary>Each value that differs, e.g. <c>samples.count 2000 (paper: 10000)</c>, in the order of the paper's file.</summary>
    /// <param name="settings">The preset's values, inheritance resolved.</param>
    /// <param name="data">The data sets whose sizes matter.</param>
    public static IReadOnlyList<string> Of(JsonObject settings, IEnumerable<string> data)
    {
        var paper = new Presets(Settings.PresetFolder).Load(PaperPreset).Settings;
        return [.. OfAllData.Concat(data.Distinct()).SelectMany(name => Compare(name, settings[name], paper[name]))];
    }

    private static IEnumerable<string> Compare(string path, JsonNode? here, JsonNode? paper) => paper switch
    {
        JsonObject members =>
            members.SelectMany(member => Compare($"{path}.{member.Key}", (here as JsonObject)?[member.Key], member.Value)),
        _ when JsonNode.DeepEquals(here, paper) => [],
        _ => [$"{path} {Text(here)} (paper: {Text(paper)})"],
    };

    private static string Text(JsonNode? value) => value?.ToJsonString().Trim('"') ?? "none";
}

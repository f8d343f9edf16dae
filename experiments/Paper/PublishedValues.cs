// Numbers that the papers print, with the table in which they are.

using System.Text.Json.Nodes;

namespace Experiments.Paper;

/// <summary>Reads <c>Paper/*.json</c>. Published values are data, never literals in code.</summary>
internal static class PublishedValues
{
    /// <summary>The values of Xiao &amp; Bamler 2023.</summary>
    public static JsonObject Xiao23 { get; } = Load("xiao23");

    /// <summary>The values of Shu &amp; Ermon 2022.</summary>
    public static JsonObject Shu22 { get; } = Load("shu22");

    /// <summary>The claims of both papers by their identifiers.</summary>
    public static JsonObject Claims { get; } = Load("claims");

    private static JsonObject Load(string paper) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Paper", $"{paper}.json")))!.AsObject();
}

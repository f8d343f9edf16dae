// Where output goes: people read the console; with --json a machine reads standard output and people standard error.

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Experiments.CommandLine;

/// <summary>The program's streams.</summary>
internal static class Output
{
    /// <summary>For machines.</summary>
    public static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Where people read.</summary>
    public static IAnsiConsole Console(ParseResult parsed) =>
        parsed.GetValue(Options.Json) ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(System.Console.Error) }) : AnsiConsole.Console;

    /// <summary>Writes for a machine.</summary>
    public static void WriteJson(JsonNode json) => System.Console.WriteLine(json.ToJsonString(Json));
}

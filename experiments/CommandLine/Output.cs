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
    public static IAnsiConsole Console(ParseResult parsed)
    {
        var json = parsed.GetValue(Options.Json);
        var redirected = json ? System.Console.IsErrorRedirected : System.Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(json ? System.Console.Error : System.Console.Out),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected) console.Profile.Width = WidthOfFiles;
        return console;
    }

    /// <summary>Files and pipes have no width of their own; at this one our tables do not wrap.</summary>
    private const int WidthOfFiles = 160;

    /// <summary>Writes for a machine.</summary>
    public static void WriteJson(JsonNode json) => System.Console.WriteLine(json.ToJsonString(Json));
}

// The program's output: text for people on the console, and JSON for machines on standard output.

using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hvae.Data.Downloads;
using Spectre.Console;

namespace Experiments.CommandLine;

/// <summary>The program's streams.</summary>
internal static class Output
{
    /// <summary>Format of JSON.</summary>
    public static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Returns the console for people: standard output, or standard error with --json.</summary>
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

    /// <summary>Width of files and pipes in characters, at which our tables do not wrap.</summary>
    private const int WidthOfFiles = 160;

    /// <summary>Writes JSON to standard output.</summary>
    public static void WriteJson(JsonNode json) => System.Console.WriteLine(json.ToJsonString(Json));
}

/// <summary>
/// Shows the progress of a download: one line that is rewritten on a terminal, or a line every ten seconds elsewhere. It is written to
/// standard error, so that standard output has the program's result alone.
/// </summary>
internal sealed class DownloadLine : IProgress<DownloadProgress>
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);
    private long last;

    public void Report(DownloadProgress value)
    {
        var finished = value.Done >= value.Total;
        if (Console.IsErrorRedirected && !finished && last != 0 && TimeProvider.System.GetElapsedTime(last) < PlainInterval) return;
        last = TimeProvider.System.GetTimestamp();
        var finish = value.FinishesAt is { } at && !finished ? $", finishes {at:HH:mm:ss}" : "";
        var percent = 100.0 * value.Done / Math.Max(1, value.Total);
        var line = $"{value.FileName}: {value.Done / 1e6:F1} of {value.Total / 1e6:F1} MB ({percent:F0} %){finish}";
        if (Console.IsErrorRedirected) Console.Error.WriteLine(line);
        else Console.Error.Write($"\r{line,-78}{(finished ? "\n" : "")}");
    }
}

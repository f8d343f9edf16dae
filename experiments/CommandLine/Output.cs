// The program's output: text for people on the console, and JSON for machines on standard output.

using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hvae.Data.Downloads;
using Spectre.Console;

namespace Experiments.CommandLine;

/// <summary>The program's streams.</summary>
internal static class Output
{
    /// <summary>Format of JSON.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // β as it is: a console is no web page.
    };

    /// <summary>Makes writing to a standard stream that the caller has closed do nothing.</summary>
    public static void TolerateClosed()
    {
        System.Console.SetOut(TextWriter.Synchronized(new TolerantWriter(System.Console.OpenStandardOutput)));
        System.Console.SetError(TextWriter.Synchronized(new TolerantWriter(System.Console.OpenStandardError)));
    }

    /// <summary>Returns the console for people: standard output, or standard error with --json.</summary>
    public static IAnsiConsole Console(ParseResult parsed) => Console(onError: parsed.GetValue(Options.Json));

    /// <summary>Returns a console for people.</summary>
    /// <param name="onError">Whether it writes to standard error rather than to standard output.</param>
    public static IAnsiConsole Console(bool onError)
    {
        var redirected = onError ? System.Console.IsErrorRedirected : System.Console.IsOutputRedirected;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(onError ? System.Console.Error : System.Console.Out),
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

/// <summary>Writes to a stream of UTF-8 for as long as that is possible, and says nothing when it is not.</summary>
internal sealed class TolerantWriter : TextWriter
{
    private readonly StreamWriter? inner;

    /// <param name="open">Opens the stream; it may throw when the stream is closed.</param>
    public TolerantWriter(Func<Stream> open)
    {
        try
        {
            inner = new(open(), Encoding) { AutoFlush = true };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    public override Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        try
        {
            inner?.Write(buffer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
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

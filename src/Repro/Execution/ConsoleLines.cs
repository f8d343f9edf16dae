// Lines on the console that are not wrapped, so that paths stay whole and can be copied.

using Spectre.Console;

namespace Repro.Execution;

internal static class ConsoleLines
{
    /// <summary>Writes a line as it is.</summary>
    public static void Line(this IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);

    /// <summary>Writes a line whose first word is coloured.</summary>
    public static void Line(this IAnsiConsole console, string colour, string head, string rest)
    {
        console.Markup($"[{colour}]{Markup.Escape(head)}[/]");
        console.Line(rest);
    }
}

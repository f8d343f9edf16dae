// Writes lines to a console: whole, as paragraphs that break between words, or cut where the console ends.

using Spectre.Console;

namespace Repro.Execution;

/// <summary>Writes lines to a console.</summary>
public static class ConsoleLines
{
    private const string Cut = "…";

    /// <summary>Most lines of a note; a longer one is cut to one line.</summary>
    private const int MostLinesOfNote = 2;

    /// <summary>Writes a line without any markup, however long it is, so that a path can be copied.</summary>
    public static void Line(this IAnsiConsole console, string text) => console.Profile.Out.Writer.WriteLine(text);

    /// <summary>Writes a line whose first word is coloured.</summary>
    public static void Line(this IAnsiConsole console, string style, string head, string rest)
    {
        console.Markup($"[{style}]{Markup.Escape(head)}[/]");
        console.Line(rest);
    }

    /// <summary>Writes a text on as many lines as it needs.</summary>
    public static void Paragraph(this IAnsiConsole console, string text)
    {
        foreach (var line in text.Lines(console.Profile.Width)) console.Line(line);
    }

    /// <summary>Writes a note, of which one line is enough where it is long, because it stands in full in a file.</summary>
    public static void Note(this IAnsiConsole console, string text)
    {
        if (text.Lines(console.Profile.Width).Count > MostLinesOfNote) console.Line(text.CutTo(console.Profile.Width));
        else console.Paragraph(text);
    }

    /// <summary>Returns the text on one line, cut after a word to a number of characters.</summary>
    public static string CutTo(this string text, int width)
    {
        var line = text.ReplaceLineEndings(" ").TrimEnd();
        if (line.Length <= width) return line;
        var end = line.LastIndexOf(' ', Math.Max(0, width - Cut.Length));
        return line[..(end > width / 2 ? end : width - Cut.Length)].TrimEnd(' ', ',', ';', ':') + Cut;
    }

    /// <summary>Returns the text on lines of at most a number of characters, broken between words; a longer word is a line.</summary>
    public static IReadOnlyList<string> Lines(this string text, int width)
    {
        var lines = new List<string>();
        foreach (var word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= width) lines[^1] += " " + word;
            else lines.Add(word);
        }

        return lines;
    }
}

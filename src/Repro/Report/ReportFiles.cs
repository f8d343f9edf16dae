// Writes the report of a results folder: a page and a Markdown text.

using Repro.Records;
using Shared;

namespace Repro.Report;

/// <summary>Writes reports.</summary>
public static class ReportFiles
{
    /// <summary>Size in bytes above which a page is slow to open.</summary>
    private const long Largest = 15_000_000;

    /// <summary>Writes the page and, beside it, the text.</summary>
    /// <param name="results">Folder with the records of a preset.</param>
    /// <param name="page">Path of the page; the text has the same name and ends in <c>.md</c>.</param>
    /// <param name="subject">What the records do not know.</param>
    /// <param name="notice">Called with a sentence for people.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Paths of the files.</returns>
    /// <exception cref="RecordsException">Thrown when there are no records, or they cannot be read.</exception>
    public static IReadOnlyList<string> Write(
        string results, string page, ReportSubject subject, Action<string> notice, TimeProvider time)
    {
        var path = Path.GetFullPath(Path.Combine(results, RecordsDatabase.FileName));
        if (!File.Exists(path))
            throw new RecordsException(
                $"There are no records in {Path.GetDirectoryName(path)}, so there is nothing to report. Run a target first, e.g. "
                + $"hvae-repro run All --preset {Path.GetFileName(Path.GetDirectoryName(path))}, or name another folder by --results.");
        using var records = RecordsDatabase.OpenToRead(path);
        var content = new ReportReader(records, subject).Read(time.GetUtcNow());
        var full = Path.GetFullPath(page);
        var markdown = Path.ChangeExtension(full, ".md");
        AtomicFile.WriteText(full, new HtmlReport(content).Write());
        AtomicFile.WriteText(markdown, new MarkdownReport(content, Path.GetDirectoryName(markdown)!).Write());
        if (new FileInfo(full).Length is > Largest and var size)
            notice($"{full} has {size / 1_000_000} MB, so it opens slowly. The pictures of large figures take the most.");
        return [full, markdown];
    }
}

// What a job leaves beside its result: how far it was and when (progress.jsonl), and how it failed (failure.json).

using System.Text;
using Shared;

namespace Repro.Records;

/// <summary>How a job failed.</summary>
/// <param name="Key">Key of the job.</param>
/// <param name="Kind">Kind of the job.</param>
/// <param name="Label">Label of the job.</param>
/// <param name="Message">What happened and what to do, for people.</param>
/// <param name="Exception">Type and stack of the exception, for developers; empty when a worker process died.</param>
/// <param name="LogTail">The last lines of the job's log.</param>
/// <param name="When">When the job failed, in UTC.</param>
public sealed record FailureRecord(
    string Key, string Kind, string Label, string Message, string Exception, IReadOnlyList<string> LogTail, DateTimeOffset When)
{
    internal const string FileName = "failure.json";

    /// <summary>Whether the job would fail in the same way again, so that only <c>--retry-failed</c> repeats it.</summary>
    public bool IsFinal { get; init; }

    internal void Write(string folder) => AtomicFile.WriteText(Path.Combine(folder, FileName), RecordJson.Text(this));

    internal static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Removes the record, so that a record that is found later is a new one.</summary>
    internal static void Remove(string folder)
    {
        if (Directory.Exists(folder)) File.Delete(Path.Combine(folder, FileName));
    }

    /// <summary>Reads the record; null when there is none. When it cannot be read, the message says so.</summary>
    internal static FailureRecord? Read(string folder, string kind, string key, string label)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            return RecordJson.Read<FailureRecord>(File.ReadAllBytes(path));
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            return new(key, kind, label, $"{path} cannot be read ({problem.Message})", "", [], default);
        }
    }
}

/// <summary>One line of <c>progress.jsonl</c>.</summary>
/// <param name="Time">Time of the line, in UTC.</param>
/// <param name="Seconds">Time spent on the job so far, in seconds, with earlier attempts.</param>
/// <param name="Fraction">Share of the work that is done, from 0 to 1.</param>
/// <param name="Note">What the job does now.</param>
public sealed record ProgressLine(DateTimeOffset Time, double Seconds, double Fraction, string? Note = null);

internal static class ProgressFile
{
    public const string Name = "progress.jsonl";

    /// <summary>Number of lines that are tried from the end: a crash cuts one line short.</summary>
    private const int LinesTried = 4;

    public static void Append(string folder, ProgressLine line) =>
        File.AppendAllText(Path.Combine(folder, Name), RecordJson.Line(line) + "\n");

    /// <summary>
    /// Returns the last whole line among the last few; null when there is none. A line that a crash has cut short is skipped.
    /// </summary>
    public static ProgressLine? Last(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            if (!File.Exists(path)) return null;
            return File.ReadLines(path, Encoding.UTF8).TakeLast(LinesTried).Reverse().Select(RecordJson.TryRead<ProgressLine>)
                .FirstOrDefault(line => line is not null);
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            return null;
        }
    }
}

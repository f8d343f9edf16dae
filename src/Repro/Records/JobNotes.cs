// What a job leaves beside its result: how far it was and when (progress.jsonl), and how it failed (failure.json).

using System.Text;
using Shared;

namespace Repro.Records;

/// <summary>How a job failed.</summary>
/// <param name="Key">The job's key.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Label">Its label.</param>
/// <param name="Message">What happened and what to do, for people.</param>
/// <param name="Exception">Type and stack, for developers; empty when a worker process died.</param>
/// <param name="LogTail">The last lines of the job's log.</param>
/// <param name="When">UTC.</param>
public sealed record FailureRecord(
    string Key, string Kind, string Label, string Message, string Exception, IReadOnlyList<string> LogTail, DateTimeOffset When)
{
    internal const string FileName = "failure.json";

    internal void Write(string folder) => AtomicFile.WriteText(Path.Combine(folder, FileName), RecordJson.Text(this));

    internal static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Forgets the failure, so that one that is found later is new.</summary>
    internal static void Remove(string folder)
    {
        if (Directory.Exists(folder)) File.Delete(Path.Combine(folder, FileName));
    }

    /// <summary>Null when there is none; one that cannot be read says so in its message.</summary>
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
/// <param name="Time">UTC.</param>
/// <param name="Seconds">Time spent on the job so far, earlier attempts included.</param>
/// <param name="Fraction">Share of the work done, 0 to 1.</param>
/// <param name="Note">Where it stands.</param>
public sealed record ProgressLine(DateTimeOffset Time, double Seconds, double Fraction, string? Note = null);

internal static class ProgressFile
{
    public const string Name = "progress.jsonl";

    /// <summary>A crash cuts one line short; where many are damaged, nothing is worth a search.</summary>
    private const int LinesTried = 4;

    public static void Append(string folder, ProgressLine line) =>
        File.AppendAllText(Path.Combine(folder, Name), RecordJson.Line(line) + "\n");

    /// <summary>The last whole line among the last few; null when there is none. A line cut short by a crash is passed over.</summary>
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

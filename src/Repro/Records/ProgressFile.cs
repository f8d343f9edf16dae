// The lines of progress.jsonl: how far a job was, and when.

using System.Text;

namespace Repro.Records;

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
            return File.ReadLines(path, Encoding.UTF8).TakeLast(LinesTried).Reverse().Select(RecordJson.TryRead<ProgressLine>).FirstOrDefault(line => line is not null);
        }
        catch (Exception problem) when (RecordJson.IsDamage(problem))
        {
            return null;
        }
    }
}

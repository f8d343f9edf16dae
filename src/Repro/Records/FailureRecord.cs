// What a failed job leaves in failure.json, so that the next plan can say why it runs again.

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

    internal void Write(string folder) =>
        AtomicFile.WriteText(Path.Combine(folder, FileName), RecordJson.Text(this));

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

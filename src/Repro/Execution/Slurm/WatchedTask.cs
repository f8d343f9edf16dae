// A task in the queue as the parent sees it.


using Repro.Records;

namespace Repro.Execution.Slurm;

/// <summary>One task of an array and those of its jobs that belong to the run.</summary>
internal sealed record WatchedTask(ArrayFolder Folder, string JobName, string JobId, int Index, IReadOnlyList<string> Keys, IReadOnlyList<JobState> Jobs)
{
    /// <summary>As Slurm writes it, e.g. <c>123_4</c>.</summary>
    public string Id => $"{JobId}_{Index}";

    /// <summary>Since when it has not been in the queue; null while it is.</summary>
    public long? GoneSince { get; set; }

    /// <summary>Whether people were told that it is held.</summary>
    public bool HeldTold { get; set; }

    /// <summary>What is said when it has ended badly: both logs and the end of each.</summary>
    public string WithLogs(string text)
    {
        var said = $"its Slurm task {Id} {text}";
        foreach (var log in Folder.LogsOf(JobId, Index))
        {
            said += $"\n{log}";
            if (Tail(log) is { Length: > 0 } tail) said += $":\n{tail}";
        }

        return said;
    }

    private static string Tail(string log)
    {
        const int Lines = 20;
        try
        {
            return File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(Lines)).TrimEnd() : "";
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}

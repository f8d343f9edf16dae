// Reads the states of processes from Linux.


namespace Repro.TestWorker;

internal static class Processes
{
    public static IReadOnlyList<int> ChildrenOf(int process) => [.. Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .Where(id => id > 0 && ParentOf(id) == process)];

    public static bool IsAlive(int process) => ParentOf(process) is not null && StateOf(process) != "Z";

    private static int? ParentOf(int process) => Fields(process) is { } fields ? int.Parse(fields[1]) : null;

    private static string? StateOf(int process) => Fields(process)?[0];

    /// <summary>Returns the fields after the name in brackets: state, parent and others.</summary>
    private static string[]? Fields(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}

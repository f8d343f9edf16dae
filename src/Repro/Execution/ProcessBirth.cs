// What tells a process from a later one with the same id, however the clock was set meanwhile.

using System.Globalization;

namespace Repro.Execution;

internal static class ProcessBirth
{
    /// <summary>Fields of /proc/ID/stat after the name in brackets, before that of the start.</summary>
    private const int FieldsBeforeStart = 19;

    /// <summary>
    /// The same text at each call for a process that lives; null for one that does not. On Linux: which start of the system, and the
    /// ticks from there to the process's own start. Elsewhere the time at which it began, to the second.
    /// </summary>
    public static string? Of(int process)
    {
        try
        {
            return OperatingSystem.IsLinux() ? OnLinux(process) : ByTheClock(process);
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A zombie (Z) has ended; only nobody has asked for its exit code yet.</summary>
    private static string? OnLinux(int process)
    {
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
        return fields[0] is "Z" or "X" ? null : $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {fields[FieldsBeforeStart]}";
    }

    private static string ByTheClock(int process)
    {
        using var found = System.Diagnostics.Process.GetProcessById(process);
        return found.StartTime.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
    }
}

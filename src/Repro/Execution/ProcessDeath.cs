// How a process died, in words.

using System.Globalization;

namespace Repro.Execution;

internal static class ProcessDeath
{
    /// <summary>The exit code of a worker whose job ran out of memory: the number of the system's error ENOMEM.</summary>
    public const int OutOfMemoryCode = 12;

    /// <summary>A process that a signal ended has this and the signal's number as its exit code, for .NET and shells alike.</summary>
    public const int SignalBase = 128;

    /// <summary>The exit code of a process that SIGKILL ended.</summary>
    public const int KilledCode = SignalBase + Kill;

    private const int Kill = 9;
    private const string Remedy = "use fewer workers (--workers N)";

    /// <summary>How many processes this system has killed for want of memory since it was started, in all its control groups; 0 where it does not say.</summary>
    public static long OutOfMemoryKills
    {
        get
        {
            try
            {
                var line = File.ReadLines("/proc/vmstat").FirstOrDefault(line => line.StartsWith("oom_kill ", StringComparison.Ordinal));
                return line is null ? 0 : long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
            {
                return 0;
            }
        }
    }

    /// <summary>The exit code, or the signal, with what it usually means.</summary>
    /// <param name="exitCode">Of the process.</param>
    /// <param name="outOfMemoryKills">How many processes the system has killed for want of memory while this one lived.</param>
    public static string Text(int exitCode, long outOfMemoryKills) => exitCode switch
    {
        OutOfMemoryCode => $"the worker process ran out of memory; {Remedy}",
        KilledCode when outOfMemoryKills > 0 => $"the worker process was killed by signal {Kill} (SIGKILL) while the system ran out of memory and killed {outOfMemoryKills} processes; {Remedy}",
        > SignalBase => $"the worker process was killed by signal {exitCode - SignalBase}{Meaning(exitCode - SignalBase)}",
        _ => $"the worker process exited with code {exitCode}",
    };

    private static string Meaning(int signal) => signal switch
    {
        4 => " (SIGILL: an instruction that this processor lacks)",
        6 => " (SIGABRT)",
        7 => " (SIGBUS: most often a file that it reads was cut short)",
        Kill => " (SIGKILL: somebody ended it)",
        11 => " (SIGSEGV)",
        15 => " (SIGTERM)",
        _ => "",
    };
}

// How a process died, in words.

namespace Repro.Execution;

internal static class ProcessDeath
{
    private const int SignalBase = 128;

    /// <summary>The exit code, or the signal that .NET reports as 128 and its number, with what it usually means.</summary>
    public static string Text(int exitCode) => exitCode > SignalBase
        ? $"the worker process was killed by signal {exitCode - SignalBase}{Meaning(exitCode - SignalBase)}"
        : $"the worker process exited with code {exitCode}";

    private static string Meaning(int signal) => signal switch
    {
        4 => " (SIGILL: an instruction that this processor lacks)",
        6 => " (SIGABRT)",
        7 => " (SIGBUS)",
        9 => " (SIGKILL: often the system is out of memory; use fewer workers)",
        11 => " (SIGSEGV)",
        15 => " (SIGTERM)",
        _ => "",
    };
}

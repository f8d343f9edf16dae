// What Linux offers beyond .NET: /proc, signals, and file descriptors of native code.

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Shared;

namespace Repro.Environments;

/// <summary>Reads /proc, names signals, and keeps standard output for the protocol alone.</summary>
internal sealed partial class LinuxPlatform : Platform
{
    /// <summary>A process that a signal ended has this and the signal's number as its exit code, for .NET and shells alike.</summary>
    public const int SignalBase = 128;

    /// <summary>Exit code of a process that SIGKILL ended.</summary>
    public const int KilledExitCode = SignalBase + Kill;

    private const int Kill = 9;

    /// <summary>Fields of /proc/ID/stat after the name in brackets, before that of the start.</summary>
    private const int FieldsBeforeStart = 19;

    public override IEnumerable<KeyValuePair<string, string>> Facts =>
    [
        new("os", Field("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription),
        new("kernel", TryReadText("/proc/sys/kernel/osrelease")?.Trim() ?? Environment.OSVersion.VersionString),
        new("cpu", Field("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString()),
        new("bf16", Bf16()),
    ];

    /// <summary>The count of all control groups of the system.</summary>
    public override long OutOfMemoryKills =>
        long.TryParse(Field("/proc/vmstat", "oom_kill ", ' '), out var kills) ? kills : 0;

    /// <summary>The signal SIGUSR1, which the batch file asks for; .NET has no name for it.</summary>
    public override PosixSignal? TimeLimitSignal => (PosixSignal)10;

    /// <summary>
    /// Gives freed memory back to the kernel, which glibc alone can do, and then resets the count. Otherwise the memory that an earlier
    /// job left scattered would be counted, and stay beside the large blocks of the next one.
    /// </summary>
    public override void ResetPeakMemory()
    {
        try
        {
            TrimHeap(0);
        }
        catch (EntryPointNotFoundException)
        {
            // The C library is not glibc.
        }

        try
        {
            if (File.Exists("/proc/self/clear_refs")) File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // This is not granted, so the count remains that of the whole process.
        }
    }

    /// <summary>
    /// Returns the id of the system's start, and the ticks from there to the start of the process, so that a change of the clock does not
    /// matter. A zombie (Z) has ended, but its exit code has not been read yet.
    /// </summary>
    public override string? BirthOf(int process)
    {
        if (TryReadText($"/proc/{process}/stat") is not { } stat) return null;
        var fields = stat.Split(") ")[^1].Split(' ');
        return fields[0] is "Z" or "X" ? null : $"{TryReadText("/proc/sys/kernel/random/boot_id")?.Trim()} {fields[FieldsBeforeStart]}";
    }

    public override string ExitDescription(int exitCode, long outOfMemoryKills) => exitCode switch
    {
        KilledExitCode when outOfMemoryKills > 0 =>
            $"the worker process was killed by signal {Kill} (SIGKILL) while the system ran out of memory and killed "
            + $"{Counted.Of(outOfMemoryKills, "process", "processes")}; {MemoryRemedy}",
        > SignalBase => $"the worker process was killed by signal {exitCode - SignalBase}{Meaning(exitCode - SignalBase)}",
        _ => base.ExitDescription(exitCode, outOfMemoryKills),
    };

    public override void FlushNativeOutput() => _ = FlushAll(0);

    /// <summary>Makes file descriptor 1 standard error, so that what native code prints goes there.</summary>
    protected override Stream OpenStandardOutput()
    {
        const int DuplicateClosedOnExec = 1030; // F_DUPFD_CLOEXEC
        var kept = Control(descriptor: 1, DuplicateClosedOnExec, 3);
        if (kept < 0 || Redirect(from: 2, to: 1) < 0)
            throw new IOException(
                $"Standard output cannot be redirected (error {Marshal.GetLastPInvokeError()}); "
                + "start the worker with its standard output as a pipe.");
        return new FileStream(new SafeFileHandle(kept, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

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

    /// <summary>Returns the processor's instructions for bfloat16 by the names that Linux gives them.</summary>
    private static string Bf16()
    {
        if (Field("/proc/cpuinfo", "flags", ':')?.Split(' ') is not { } flags) return "not known on this system";
        var found = new[] { "amx_bf16", "avx512_bf16" }.Intersect(flags).ToList();
        return found.Count > 0 ? string.Join(", ", found) : "no instructions for it: --precision=bf16 would be slow";
    }

    private static string? Field(string path, string name, char separator) =>
        TryReadText(path)?.Split('\n').FirstOrDefault(line => line.StartsWith(name))?.Split(separator, 2).ElementAtOrDefault(1)?.Trim();

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimHeap(nuint padding);

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int FlushAll(nint none);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Redirect(int from, int to);
}

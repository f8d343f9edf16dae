// What the harness needs of an operating system beyond .NET, in the plain form for Windows and macOS.

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Repro.Environments;

/// <summary>A platform of which only those facts are known that .NET offers everywhere; <see cref="LinuxPlatform"/> knows more.</summary>
internal class Platform
{
    /// <summary>Exit code of a worker whose job ran out of memory: the number of the system's error ENOMEM.</summary>
    public const int OutOfMemoryExitCode = 12;

    /// <summary>What to do when a worker runs out of memory.</summary>
    protected const string MemoryRemedy = "use fewer workers (--workers N)";

    /// <summary>The platform of this process. A test may choose the plain one, which works on Linux too.</summary>
    public static Platform Current { get; set; } = OperatingSystem.IsLinux() ? new LinuxPlatform() : new Platform();

    /// <summary>Operating system, kernel, processor and its instructions for bfloat16, by the names of an environment record.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> Facts =>
    [
        new("os", RuntimeInformation.OSDescription),
        new("kernel", Environment.OSVersion.VersionString),
        new("cpu", RuntimeInformation.ProcessArchitecture.ToString()),
        new("bf16", "not known on this system"),
    ];

    /// <summary>
    /// Number of processes that the system has killed since its start because it ran out of memory; 0 where this is not known.
    /// </summary>
    public virtual long OutOfMemoryKills => 0;

    /// <summary>The signal that tells a task of Slurm that its time limit is near; null where there is no such signal.</summary>
    public virtual PosixSignal? TimeLimitSignal => null;

    /// <summary>Whether a file could not be opened because another process has locked it.</summary>
    public static bool IsLocked(IOException problem)
    {
        const int SharingViolation = unchecked((int)0x80070020);
        var wouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;
        return problem.HResult == (OperatingSystem.IsWindows() ? SharingViolation : wouldBlock);
    }

    /// <summary>
    /// Returns the text of a file, which another process may be writing; null when the file is missing or cannot be read.
    /// </summary>
    public static string? TryReadText(string path)
    {
        try
        {
            if (!File.Exists(path)) return null;
            using var reader = new StreamReader(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return reader.ReadToEnd();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Largest resident memory of this process in bytes, since <see cref="ResetPeakMemory"/> where that is possible.</summary>
    public static long PeakMemoryBytes
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return self.PeakWorkingSet64;
        }
    }

    /// <summary>Resets <see cref="PeakMemoryBytes"/>, so that it does not count the memory of the worker's earlier jobs.</summary>
    public virtual void ResetPeakMemory()
    {
    }

    /// <summary>
    /// Returns a text that tells a process from a later one with the same id: the same text at each call while the process lives, and null
    /// when it does not. Here it is the time at which the process began, to the second.
    /// </summary>
    public virtual string? BirthOf(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return found.HasExited ? null : $"{found.StartTime.ToUniversalTime():s}";
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Returns how a worker process ended, for people.</summary>
    /// <param name="exitCode">The exit code of the process.</param>
    /// <param name="outOfMemoryKills">
    /// Number of processes that the system has killed while this one lived because it ran out of memory.
    /// </param>
    public virtual string ExitDescription(int exitCode, long outOfMemoryKills) => exitCode == OutOfMemoryExitCode
        ? $"the worker process ran out of memory; {MemoryRemedy}"
        : $"the worker process exited with code {exitCode}";

    /// <summary>Returns the stream to the parent process; from now on what is written to the console goes to standard error.</summary>
    public Stream TakeStandardOutput()
    {
        var stream = OpenStandardOutput();
        Console.SetOut(Console.Error);
        return stream;
    }

    /// <summary>Flushes what native code has printed.</summary>
    public virtual void FlushNativeOutput()
    {
    }

    /// <summary>
    /// Opens the stream to the parent process. What native code prints goes there too; answers have a mark that tells them from it.
    /// </summary>
    protected virtual Stream OpenStandardOutput() => Console.OpenStandardOutput();
}

// Keeps a worker's standard output for the protocol alone: what native code prints goes to standard error instead.

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Repro.Execution;

internal static partial class StandardStreams
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>The stream to the parent. From now on file descriptor 1 and the console are standard error.</summary>
    public static Stream TakeOutput()
    {
        var stream = OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : TakeDescriptor();
        Console.SetOut(Console.Error);
        return stream;
    }

    /// <summary>Writes out what native code has printed and still holds in memory, and marks on standard error that a job has ended.</summary>
    public static void EndJob()
    {
        if (!OperatingSystem.IsWindows()) _ = FlushAll(0);
        Console.Error.WriteLine("\n" + WorkerAnswer.EndOfErrors);
    }

    private static FileStream TakeDescriptor()
    {
        var duplicateClosedOnExec = OperatingSystem.IsLinux() ? 1030 : 67; // F_DUPFD_CLOEXEC
        var kept = Control(StandardOutput, duplicateClosedOnExec, 3);
        if (kept < 0 || Redirect(StandardError, StandardOutput) < 0)
            throw new IOException($"Standard output cannot be redirected (error {Marshal.GetLastPInvokeError()}); start the worker with its standard output as a pipe.");
        return new(new SafeFileHandle(kept, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "fflush")]
    private static partial int FlushAll(nint none);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Redirect(int from, int to);
}

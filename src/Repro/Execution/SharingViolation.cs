// Tells a file that another process holds from one that cannot be opened for any other reason.

namespace Repro.Execution;

internal static class SharingViolation
{
    /// <summary>On Linux and macOS the code is the system's EWOULDBLOCK, on Windows ERROR_SHARING_VIOLATION.</summary>
    public static bool Is(IOException problem) =>
        problem.HResult == (OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsMacOS() ? 35 : 11);
}

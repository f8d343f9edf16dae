// The processor time of this process in fine steps: on a busy machine it says more than the clock on the wall.

using System.Runtime.InteropServices;

namespace Benchmarks.Steps;

internal static partial class ProcessorTime
{
    private const int ProcessClock = 2;

    /// <summary>Milliseconds, all threads together.</summary>
    public static double Now => clock_gettime(ProcessClock, out var time) == 0 ? (time.Seconds * 1e3) + (time.Nanoseconds * 1e-6)
        : throw new InvalidOperationException("clock_gettime failed.");

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

// The largest resident memory of this process, as Linux counts it.

using System.Globalization;

namespace Repro.Execution;

internal static class PeakMemory
{
    /// <summary>Since <see cref="Reset"/>, or since the process began where that is not granted; 0 where it is not known.</summary>
    public static long Bytes
    {
        get
        {
            try
            {
                var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                return line is null ? 0 : 1024 * long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
            {
                return 0;
            }
        }
    }

    /// <summary>Begins the count anew, so that one job of a long-lived worker is not charged with another's memory.</summary>
    public static void Reset()
    {
        try
        {
            if (File.Exists("/proc/self/clear_refs")) File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Not granted: the count stays that of the whole process.
        }
    }
}

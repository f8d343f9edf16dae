// What a piece of work took, and what of that is to be held against a limit on a machine that others use too.

using System.Globalization;

namespace Faults.Scale;

/// <summary>What a piece of work took.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="ProcessorSeconds">Of all threads, start-up included.</param>
/// <param name="Threads">Of its threads.</param>
/// <param name="PeakBytes">Largest resident memory of the process.</param>
internal sealed record Measure(double Seconds, double ProcessorSeconds, ThreadTimes Threads, long PeakBytes)
{
    private const int Cores = 2;

    /// <summary>The least time for which no thread ran or could run, e.g. because all waited for a disk.</summary>
    public double BlockedSeconds => Math.Max(0, Seconds - ProcessorSeconds - Threads.QueueSeconds);

    /// <summary>
    /// The clock on a machine of two cores that does nothing else: the busiest thread's computing, or half of all where that is more, and
    /// what it waited for, but not what others kept it from. The clock itself where that is less. It can say too little where threads
    /// compute one after another, at most by half.
    /// </summary>
    public double OwnSeconds => Math.Min(Seconds, Math.Max(Threads.BusiestSeconds, ProcessorSeconds / Cores) + BlockedSeconds);
}

/// <summary>What Linux counts of each thread; zeros on other systems, where the clock has to do.</summary>
/// <param name="BusiestSeconds">Processor time of the thread that has most of it.</param>
/// <param name="QueueSeconds">For which threads that could run waited for a processor; the sum over all.</param>
internal sealed record ThreadTimes(double BusiestSeconds, double QueueSeconds)
{
    /// <summary>Of this process, since its start.</summary>
    public static ThreadTimes Here()
    {
        const string Folder = "/proc/self/task";
        if (!Directory.Exists(Folder)) return new(0, 0);
        var threads = Directory.EnumerateDirectories(Folder).Select(thread => Read(Path.Combine(thread, "schedstat"))).ToList();
        return new(threads.Max(thread => thread.Ran), threads.Sum(thread => thread.Waited));
    }

    /// <summary>The first two numbers of the file, as Documentation/scheduler/sched-stats.rst of Linux says; none where the kernel does not count.</summary>
    private static (double Ran, double Waited) Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Split(' ') is [var ran, var waited, ..] ? (Seconds(ran), Seconds(waited)) : (0, 0);
        }
        catch (IOException)
        {
            return (0, 0); // The thread has ended meanwhile.
        }
    }

    private static double Seconds(string nanoseconds) => double.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1e9;
}

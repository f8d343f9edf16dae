// Measures pieces of work, each in a process of its own, so that its memory is measured too: `Faults measure WHAT JOBS FOLDER`.

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Repro.Environments;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;
using Spectre.Console;

namespace Faults.Scale;

/// <summary>The pieces of work, and the measurement of each.</summary>
internal static class Measured
{
    public static readonly IReadOnlyDictionary<string, (string Meaning, bool IsLimited, Action<int, string> Work)> Works =
        new Dictionary<string, (string, bool, Action<int, string>)>
        {
            ["plan"] = ("the jobs, their keys and their order", true, (jobs, _) => Plan.Of(new NoOpSweep(jobs).Requested)),
            ["why, nothing run"] = ("the same, and the reason of each", true, (jobs, folder) => Why(jobs, Path.Combine(folder, "empty"))),
            ["why, all cached"] = ("every result and its files verified; status does the same", true,
                (jobs, folder) => Why(jobs, Path.Combine(folder, "artifacts"))),
            ["schedule"] = ("every job taken in order and reported to the progress line, without running it", true,
                (jobs, _) => Schedule(jobs)),
            ["ingestion"] = ("rebuild: every result verified and taken into new records", true, (_, folder) => Ingest(folder)),
            ["run, all cached"] = ("verification, records, the table, CSV files; no limit is set for it", false, Rerun),
        };

    /// <summary>Measures in a new process.</summary>
    public static Measure InOwnProcess(string what, int jobs, string folder)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(Measured).Assembly.Location, "measure", what, $"{jobs}", folder])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return JsonSerializer.Deserialize<Measure>(output.TrimEnd().Split('\n')[^1])!;
    }

    public static int Run(string[] arguments)
    {
        var (what, jobs, folder) = (arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture), arguments[2]);
        var watch = Stopwatch.StartNew();
        Works[what].Work(jobs, folder);
        Console.WriteLine(JsonSerializer.Serialize(new Measure(
            watch.Elapsed.TotalSeconds, Environment.CpuUsage.TotalTime.TotalSeconds, ThreadTimes.Here(), Platform.PeakMemoryBytes)));
        return 0;
    }

    private static void Why(int jobs, string artifacts) =>
        JobState.Examine(Plan.Of(new NoOpSweep(jobs).Requested), new(artifacts)).Count(state => state.IsCached);

    private static void Schedule(int jobs)
    {
        var states = Plan.Of(new NoOpSweep(jobs).Requested).Jobs.Select(job => new JobState(job, new NotYetRun(), null)).ToList();
        var schedule = new Schedule(states);
        var board = new ProgressBoard(states, 2, TimeProvider.System);
        while (schedule.Take() is { } state)
        {
            board.Take(new JobStarted(state.Job, 1, new Dictionary<string, string>()));
            var ended = new JobEnded(state.Job, JobEnd.Done, null, null, 1);
            board.Take(ended);
            _ = board.Total;
            schedule.End(ended);
        }
    }

    private static void Ingest(string folder) => Rebuild.Run(
        Path.Combine(folder, "rebuilt", RecordsDatabase.FileName), new(Path.Combine(folder, "artifacts")), new("none", []), [],
        TimeProvider.System);

    private static void Rerun(int jobs, string folder)
    {
        var options = new RunnerOptions
        {
            ArtifactsRoot = Path.Combine(folder, "artifacts"),
            ResultsFolder = Path.Combine(folder, "results"),
            Executor = ExecutorKind.Debug
        };
        var console = AnsiConsole.Create(
            new() { Out = new AnsiConsoleOutput(TextWriter.Null), Ansi = AnsiSupport.No, Interactive = InteractionSupport.No });
        var runner = new Runner(options, [new NoHandler("train"), new NoHandler("evaluate")], () => new Dictionary<string, string>(),
            new TextRenderer(), console, TimeProvider.System);
        var result = runner.RunAsync([new NoOpSweep(jobs)], new("none", []), CancellationToken.None).GetAwaiter().GetResult();
        if (result.Status != RunStatus.Succeeded) throw new InvalidOperationException($"The run ended as {result.Status}.");
    }

    /// <summary>A handler that fails when it runs, because everything is cached.</summary>
    private sealed class NoHandler(string kind) : IJobHandler
    {
        public string Kind => kind;

        public JobOutput Run(JobContext context) => throw new InvalidOperationException("Nothing was to be run.");
    }
}

/// <summary>Time and memory of a piece of work.</summary>
/// <param name="Seconds">Seconds by the clock.</param>
/// <param name="ProcessorSeconds">Processor time of all threads in seconds, with start-up.</param>
/// <param name="Threads">Times of the work's threads.</param>
/// <param name="PeakBytes">Largest resident memory of the process in bytes.</param>
internal sealed record Measure(double Seconds, double ProcessorSeconds, ThreadTimes Threads, long PeakBytes)
{
    private const int Cores = 2;

    /// <summary>The least time for which no thread ran or could run, e.g. because all waited for a disk, in seconds.</summary>
    public double BlockedSeconds => Math.Max(0, Seconds - ProcessorSeconds - Threads.QueueSeconds);

    /// <summary>
    /// Estimates the seconds that the work would take on two cores that do nothing else: the processor time of the busiest thread, or half
    /// of all threads' where that is more, and the time in which it waited for a disk, but not for a processor. The clock limits it from
    /// above. Where threads compute one after another it is too small, by half at most.
    /// </summary>
    public double OwnSeconds => Math.Min(Seconds, Math.Max(Threads.BusiestSeconds, ProcessorSeconds / Cores) + BlockedSeconds);

    /// <summary>Returns all times and the memory, for the table.</summary>
    public override string ToString() =>
        $"{OwnSeconds:F1} s ({ProcessorSeconds:F1} s of processor, {Threads.BusiestSeconds:F1} s in one thread, "
        + $"{BlockedSeconds:F1} s blocked, {Seconds:F1} s by the clock), {PeakBytes / 1e6:F0} MB";
}

/// <summary>Times that Linux counts for each thread; zeros on other systems, where the clock is used instead.</summary>
/// <param name="BusiestSeconds">Processor time of the thread that has the most, in seconds.</param>
/// <param name="QueueSeconds">Time for which threads waited for a processor, summed over all threads, in seconds.</param>
internal sealed record ThreadTimes(double BusiestSeconds, double QueueSeconds)
{
    /// <summary>Returns the times of this process since its start.</summary>
    public static ThreadTimes Here()
    {
        const string Folder = "/proc/self/task";
        if (!Directory.Exists(Folder)) return new(0, 0);
        var threads = Directory.EnumerateDirectories(Folder).Select(thread => Read(Path.Combine(thread, "schedstat"))).ToList();
        return new(threads.Max(thread => thread.Ran), threads.Sum(thread => thread.Waited));
    }

    /// <summary>Returns the first two numbers of the file (Linux, Documentation/scheduler/sched-stats.rst); zeros if it has none.</summary>
    private static (double Ran, double Waited) Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Split(' ') is [var ran, var waited, ..] ? (Seconds(ran), Seconds(waited)) : (0, 0);
        }
        catch (IOException)
        {
            return (0, 0); // The thread has ended.
        }
    }

    private static double Seconds(string nanoseconds) => double.Parse(nanoseconds, CultureInfo.InvariantCulture) / 1e9;
}

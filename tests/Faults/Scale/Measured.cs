// One measured piece of work in a process of its own, so that memory is its own too: `Faults measure WHAT JOBS FOLDER`.
// `Faults measure artifacts JOBS FOLDER` writes what is measured there.

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

/// <summary>The pieces of work, and how each is measured.</summary>
internal static class Measured
{
    public static readonly IReadOnlyDictionary<string, (string Meaning, bool IsLimited, Action<int, string> Work)> Works =
        new Dictionary<string, (string, bool, Action<int, string>)>
        {
            ["plan"] = ("the jobs, their keys and their order", true, (jobs, _) => Plan.Of(new NoOpSweep(jobs).Requested)),
            ["why, nothing run"] = ("the same, and the reason of each", true, (jobs, folder) => Why(jobs, Path.Combine(folder, "empty"))),
            ["why, all cached"] = ("every result and the files it vouches for verified; status does the same", true,
            (jobs, folder) => Why(jobs, Path.Combine(folder, "artifacts"))),
            ["schedule"] =
            ("every job taken in order and reported to the progress line, without running it", true, (jobs, _) => Schedule(jobs)),
            ["ingestion"] = ("rebuild: every result verified and taken into new records", true, (_, folder) => Ingest(folder)),
            ["run, all cached"] = ("verification, records, the table, CSV files; no limit is set for it", false, Rerun),
        };

    /// <summary>Measures in a new process.</summary>
    public static Measure InOwnProcess(string what, int jobs, string folder)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet",
            [typeof(Measured).Assembly.Location, "measure", what, $"{jobs}", folder])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true
            })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return JsonSerializer.Deserialize<Measure>(output.TrimEnd().Split('\n')[^1])!;
    }

    public static int Run(string[] arguments)
    {
        var (what, jobs, folder) = (arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture), arguments[2]);
        var watch = Stopwatch.StartNew();
        if (what == "artifacts") new NoOpSweep(jobs).WriteArtifacts(new(Path.Combine(folder, what)));
        else Works[what].Work(jobs, folder);
        Console.WriteLine(
            JsonSerializer.Serialize(new Measure(
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

    /// <summary>All is cached, so nothing is run.</summary>
    private sealed class NoHandler(string kind) : IJobHandler
    {
        public string Kind => kind;

        public JobOutput Run(JobContext context) => throw new InvalidOperationException("Nothing was to be run.");
    }
}

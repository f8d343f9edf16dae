// Starts the test worker and processes that run whole experiments, and reads their results.

using System.Diagnostics;
using System.Text.Json.Nodes;
using Dapper;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Records;
using Repro.TestWorker;
using Spectre.Console;

namespace Repro.Tests.Execution;

internal static class Workers
{
    /// <summary>Watchdog that only a hang reaches, however busy the machine is.</summary>
    public static readonly TimeSpan Watchdog = TimeSpan.FromMinutes(5);

    public static WorkerCommand Command { get; } = new("dotnet", [typeof(ToyHandlers).Assembly.Location, "worker"]);

    /// <summary>Plans and runs jobs with the local executor.</summary>
    public static async Task<IReadOnlyList<JobEvent>> RunAsync(
        string root, IReadOnlyList<Job> jobs, int workers = 2, Action<JobEvent>? watch = null, TimeSpan? hangLimit = null,
        WorkerCommand? command = null, CancellationToken cancellation = default)
    {
        var events = new List<JobEvent>();
        var executor = new LocalExecutor(new(root), command ?? Command, workers, threads: 1, TimeProvider.System)
        {
            Patience = TimeSpan.FromSeconds(3),
            HangLimit = hangLimit ?? RunnerOptions.DefaultHangLimit,
        };
        await executor.ExecuteAsync(Toys.Examine(root, [.. jobs]), (Action<JobEvent>)events.Add + watch, cancellation);
        return events;
    }

    /// <summary>
    /// Starts a process that runs the toy experiment with two workers. It receives Ctrl-C even where the tests ignore it.
    /// </summary>
    /// <param name="artifacts">Path of the artifacts folder.</param>
    /// <param name="results">Path of the results folder.</param>
    /// <param name="settings">Settings of the toy experiment.</param>
    /// <param name="platform"><c>plain</c> for the platform of Windows and macOS; otherwise that of this machine.</param>
    public static Process StartRun(string artifacts, string results, JsonObject settings, string platform = "own") =>
        Process.Start(new ProcessStartInfo(
        "env", ["--default-signal=INT", $"TOY_PLATFORM={platform}", "dotnet", typeof(ToyHandlers).Assembly.Location, "run", artifacts,
            results, "2", settings.ToJsonString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Waits until a condition in another process is met.</summary>
    public static async Task Until(Func<bool> happened, string what)
    {
        for (var clock = Stopwatch.StartNew(); !happened(); await Task.Delay(20))
        {
            if (clock.Elapsed > Watchdog) throw new TimeoutException($"{what}: not within {Watchdog}");
        }
    }

    /// <summary>Returns all metrics of the last run in a results folder, in full precision.</summary>
    public static IReadOnlyList<string> MetricsOfLastRun(string results)
    {
        using var records = RecordsDatabase.Open(Path.Combine(results, "records.sqlite"));
        return [.. records.Connection
            .Query<(string, string, string, string, double, double?, long?)>("""
                SELECT kind || '|' || unit, label, key, name, value, standard_error, n FROM run_metrics
                WHERE run_id = (SELECT max(id) FROM runs) ORDER BY key, name
                """)
            .Select(row => row.ToString())];
    }

    /// <summary>A console of 80 columns without colours.</summary>
    public static IAnsiConsole PlainConsole(TextWriter written) => AnsiConsole.Create(
        new() { Out = new AnsiConsoleOutput(written), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
}

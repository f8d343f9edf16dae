// Starts the test worker, and processes that run whole experiments.

using System.Diagnostics;
using System.Text.Json.Nodes;
using Repro.Execution;
using Repro.Plans;
using Repro.Tests.Records;
using Repro.TestWorker;

namespace Repro.Tests.Execution;

internal static class Workers
{
    /// <summary>Only a hang takes so long, however busy the machine is.</summary>
    public static readonly TimeSpan Watchdog = TimeSpan.FromMinutes(5);

    public static WorkerCommand Command { get; } = new("dotnet", [typeof(ToyHandlers).Assembly.Location, "worker"]);

    public static Task<IReadOnlyList<JobEvent>> RunAsync(string root, params Job[] jobs) =>
        RunAsync(root, 2, _ => { }, CancellationToken.None, jobs);

    public static async Task<IReadOnlyList<JobEvent>> RunAsync(
        string root, int workers, Action<JobEvent> watch, CancellationToken cancellation, params Job[] jobs)
    {
        var events = new List<JobEvent>();
        var executor = new LocalExecutor(
            new(root), Command, workers, threads: 1, TimeProvider.System)
        { Patience = TimeSpan.FromSeconds(3) };
        await executor.ExecuteAsync(
            Toys.Examine(root, jobs),
            happened =>
            {
                events.Add(happened);
                watch(happened);
            },
            cancellation);
        return events;
    }

    /// <summary>Starts a process that runs the toy experiment with two workers; it hears Ctrl-C even where the tests themselves must not.</summary>
    /// <param name="artifacts">The artifacts' folder.</param>
    /// <param name="results">The results' folder.</param>
    /// <param name="settings">Settings of the toy experiment.</param>
    /// <param name="platform"><c>plain</c> for the platform of Windows and macOS; else that of this machine.</param>
    public static Process StartRun(string artifacts, string results, JsonObject settings, string platform = "own") =>
        Process.Start(new ProcessStartInfo(
        "env", ["--default-signal=INT", $"TOY_PLATFORM={platform}", "dotnet", typeof(ToyHandlers).Assembly.Location, "run", artifacts,
            results, "2", settings.ToJsonString()])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Waits for something that happens in another process.</summary>
    public static async Task Until(Func<bool> happened, string what)
    {
        for (var clock = Stopwatch.StartNew(); !happened(); await Task.Delay(20))
        {
            if (clock.Elapsed > Watchdog) throw new TimeoutException($"{what}: not within {Watchdog}");
        }
    }
}

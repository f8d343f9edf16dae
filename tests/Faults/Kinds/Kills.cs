// Kills and interrupts sweeps at random moments until they are done. Then records and files equal those of a run without faults.

using Faults.Report;
using Faults.Scenes;
using Repro.Execution;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class Kills
{
    /// <summary>Exit codes of an interrupted run, of the toys' program and of hvae-repro.</summary>
    private const int ToysInterrupted = (int)RunStatus.Cancelled, Interrupted = 130;

    private const string Interrupt = "interrupt";
    private static readonly string[] Victims = ["worker", "parent", "worker", "parent and workers", Interrupt];

    public static void OfToySweeps(Tally tally)
    {
        var settings = ToyExperiment.Settings(counts: 6, steps: 30, pause: 10);
        Run(tally, tally.Extent.Of(200, 5), () => new ToyScene(settings), perSweep: 8, longestWait: 900);
    }

    public static void OfTrainings(Tally tally) =>
        Run(tally, tally.Extent.Of(20, 1), () => new RealScene(), perSweep: 5, longestWait: 8_000);

    /// <param name="tally">Counts the kills, each of which is a case.</param>
    /// <param name="wanted">Number of kills to make.</param>
    /// <param name="make">Creates a scene in which the sweep can be run.</param>
    /// <param name="perSweep">Largest number of kills of one sweep.</param>
    /// <param name="longestWait">Longest time before a kill, in milliseconds.</param>
    private static void Run(Tally tally, int wanted, Func<Scene> make, int perSweep, int longestWait)
    {
        using var undisturbed = make();
        undisturbed.Succeed();
        var expected = undisturbed.Outcome();
        var done = new List<string>();
        while (done.Count < wanted && tally.Losses.Count < wanted)
        {
            using var scene = make();
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var (before, until) = (done.Count, Math.Min(wanted, done.Count + perSweep));
            try
            {
                while (done.Count < until && !IsDoneDespite(scene, done, until, () => tally.Random.Next(longestWait)))
                {
                    // The next start continues where the killed one stopped.
                }

                scene.Succeed();
                LossException.Unless(expected, scene.Outcome(), $"after {done.Count - before} kills the outcome differs");
            }
            catch (LossException loss)
            {
                tally.Lose(loss.Message);
            }

            tally.Count(done.Count - before, watch.Elapsed / Math.Max(1, done.Count - before));
        }

        tally.Note = string.Join(", ", done.CountBy(victim => victim).Select(victim => $"{victim.Value} {victim.Key}"));
    }

    /// <summary>Starts the sweep once and kills its processes. Returns whether it succeeded nevertheless.</summary>
    private static bool IsDoneDespite(Scene scene, List<string> done, int until, Func<int> wait)
    {
        using var running = scene.Start();
        IReadOnlyList<int>? interrupted = null;
        while (done.Count < until)
        {
            Thread.Sleep(wait());
            if (running.HasExited) break;
            var workers = running.Workers;
            var victim = Victims[done.Count % Victims.Length];
            if (victim != "parent" && workers.Count == 0) continue;
            if (victim == Interrupt)
            {
                running.Interrupt();
                interrupted = workers;
            }
            else
            {
                int[] killed = victim switch { "worker" => [workers[0]], "parent" => [running.Id], _ => [running.Id, .. workers] };
                if (killed.Count(Running.Kill) == 0) continue;
            }

            done.Add(victim);
            if (victim != "worker") break;
        }

        var ended = running.Wait();
        LossException.Unless(!ended.Text.Contains("Unhandled exception", StringComparison.Ordinal), $"an exception escaped: {ended.Text}");
        if (interrupted is null || ended.Code == 0) return ended.Code == 0;
        LossException.Unless(ended.Code is ToysInterrupted or Interrupted, $"it ended with code {ended.Code}: {ended.Text}");
        LossException.Unless(ended.Text.Split(RunResult.Interrupted).Length == 2, $"not said, or said twice: {ended.Text}");
        LossException.Unless(!interrupted.Any(Processes.IsAlive), "a worker is still alive");
        return false;
    }
}

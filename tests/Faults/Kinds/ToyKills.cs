// SIGKILL at random moments of toy sweeps, until each has come to its end; then nothing may differ from a calm run.

using Faults.Report;
using Faults.Scenes;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class ToyKills
{
    private const int KillsPerSweep = 8;
    private const int LongestWait = 900;

    private static readonly System.Text.Json.Nodes.JsonObject Settings = ToyExperiment.Settings(counts: 6, steps: 30, pause: 10);

    public static void Run(Tally tally)
    {
        using var calm = new ToyScene(Settings);
        calm.RunHere();
        var expected = calm.Outcome();
        var wanted = tally.Extent.Of(200, 4);
        var victims = new Dictionary<string, int>();
        while (tally.Cases < wanted && tally.Losses.Count < wanted)
        {
            using var scene = new ToyScene(Settings);
            Kills.UntilDone(scene, tally, Math.Min(KillsPerSweep, wanted - tally.Cases), LongestWait, expected, victims);
        }

        tally.Note = string.Join(", ", victims.Select(victim => $"{victim.Value} {victim.Key}"));
    }
}

/// <summary>Kills a scene's processes and runs it to its end.</summary>
internal static class Kills
{
    private static readonly string[] Victims = ["worker", "worker", "parent", "parent and workers"];

    /// <summary>Up to so many kills, then the end; each kill is a case, and a difference in the end is the loss of all of them.</summary>
    public static void UntilDone(Scene scene, Tally tally, int kills, int longestWait, string expected, Dictionary<string, int> victims)
    {
        var done = 0;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        try
        {
            while (done < kills)
            {
                using var running = scene.Start();
                while (done < kills && Wait(running, tally.Random.Next(longestWait)))
                {
                    if (Strike(running, Victims[tally.Random.Next(Victims.Length)]) is not { } victim) continue;
                    victims[victim] = victims.GetValueOrDefault(victim) + 1;
                    done++;
                }

                var ended = running.Wait();
                LossException.Unless(!ended.Text.Contains("Unhandled exception", StringComparison.Ordinal),
                    $"an exception escaped: {ended.Text}");
                if (ended.Code == 0) break;
            }

            scene.Succeed();
            LossException.Unless(expected, scene.Outcome(), $"after {done} kills the outcome differs");
        }
        catch (LossException loss)
        {
            tally.Lose(loss.Message);
        }

        tally.Count(done, watch.Elapsed / Math.Max(1, done));
    }

    /// <summary>False when the run has ended meanwhile.</summary>
    private static bool Wait(Running running, int milliseconds)
    {
        Thread.Sleep(milliseconds);
        return !running.HasExited;
    }

    private static string? Strike(Running running, string victim)
    {
        var workers = running.Workers;
        if (victim != "parent" && workers.Count == 0) return null;
        if (victim == "worker") return Running.Kill(workers[0]) ? victim : null;
        if (!Running.Kill(running.Id)) return null;
        if (victim != "parent") foreach (var worker in workers) Running.Kill(worker);
        return victim;
    }
}

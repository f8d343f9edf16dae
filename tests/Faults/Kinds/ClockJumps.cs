// The clock jumps each time it is read: durations stay true, and no lock is taken from a living process.

using Faults.Report;
using Faults.Scenes;
using Repro.Execution;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class ClockJumps
{
    public static void Run(Tally tally)
    {
        using var undisturbed = new ToyScene(ToyExperiment.Settings(counts: 2, steps: 5));
        undisturbed.RunHere();
        var expected = undisturbed.Outcome();
        for (var number = 0; number < tally.Extent.Of(100, 5); number++)
        {
            tally.Case($"case {number}", () =>
            {
                using var scene = new ToyScene(ToyExperiment.Settings(counts: 2, steps: 5));
                var clock = new JumpingClock(tally.Random);
                var watch = System.Diagnostics.Stopwatch.StartNew();
                using (ArtifactsLock.Take(scene.Artifacts, _ => { }, clock))
                {
                    LossException.Unless(Refuses(scene.Artifacts, clock), "the lock of a living process was taken over");
                }

                var output = scene.RunHere(clock);
                var most = watch.Elapsed.TotalSeconds;
                foreach (var state in scene.Examine())
                {
                    var seconds = state.Result!.Seconds;
                    LossException.Unless(seconds >= 0 && seconds <= most, $"{state.Job.Label} took {seconds} s of {most} s");
                }


                LossException.Unless(!output.Contains(" d ", StringComparison.Ordinal), $"a duration of days: {output}");
                LossException.Unless(expected, scene.Outcome(), "the outcome differs");
            });
        }
    }

    private static bool Refuses(string artifacts, TimeProvider clock)
    {
        try
        {
            ArtifactsLock.Take(artifacts, _ => { }, clock).Dispose();
            return false;
        }
        catch (ArtifactsLockedException)
        {
            return true;
        }
    }

    /// <summary>A clock that returns another time within ten years of today at each call. Its timestamps are the system's.</summary>
    private sealed class JumpingClock(Random random) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays((random.NextDouble() - 0.5) * 7300);
    }
}

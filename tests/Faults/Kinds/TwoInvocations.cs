// Two runs are started in one folder at the same moment: one works, and the other names it.

using Faults.Report;
using Faults.Scenes;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class TwoInvocations
{
    public static void Run(Tally tally)
    {
        var settings = ToyExperiment.Settings(counts: 4, steps: 40, pause: 25);
        using var undisturbed = new ToyScene(settings);
        undisturbed.RunHere();
        var expected = undisturbed.Outcome();
        for (var number = 0; number < tally.Extent.Of(10, 1); number++)
        {
            tally.Case($"pair {number}", () =>
            {
                using var scene = new ToyScene(settings);
                using var first = scene.Start();
                Thread.Sleep(tally.Random.Next(100));
                using var second = scene.Start();
                Ended[] ends = [first.Wait(), second.Wait()];
                LossException.Unless(ends.Count(ended => ended.Code == 0) == 1,
                    $"codes {ends[0].Code}, {ends[1].Code}: {ends[0].Text}{ends[1].Text}");
                var winner = ends[0].Code == 0 ? first.Id : second.Id;
                LossException.Unless(ends.Single(ended => ended.Code != 0).Errors.Contains(
                    $"in use by process {winner} on ", StringComparison.Ordinal), "the owner is not named");
                LossException.Unless(expected, scene.Outcome(), "the outcome differs");
            });
        }
    }
}

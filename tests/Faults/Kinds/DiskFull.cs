// Artifacts and records on a disk that fills up at a random moment: a clear message, and after making room the same outcome.

using Faults.Report;
using Faults.Scenes;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class DiskFull
{
    private const int MostLeft = 300_000;

    public static void Run(Tally tally)
    {
        var settings = ToyExperiment.Settings(counts: 4, steps: 10);
        using var calm = new ToyScene(settings);
        calm.RunHere();
        var expected = calm.Outcome();
        var full = 0;
        for (var number = 0; number < tally.Extent.Of(40, 1); number++)
        {
            using var disk = SmallDisk.Mount(4, out var reason);
            if (disk is null)
            {
                tally.Skipped = reason;
                return;
            }

            var left = number == 0 ? 0 : tally.Random.Next(MostLeft);
            tally.Case($"{left} bytes left", () =>
            {
                var scene = new ToyScene(settings, disk.Root);
                disk.FillBut(left);
                var ended = scene.Finish();
                if (ended.Code != 0) full++;
                LossException.Unless(ended.Code == 0 || Says(ended), $"no clear message: {ended.Text}");
                disk.Empty();
                scene.Succeed();
                LossException.Unless(expected, scene.Outcome(), "after making room the outcome differs");
            });
        }

        tally.Note = $"{full} runs found no room";
    }

    private static bool Says(Ended ended) =>
        !ended.Text.Contains("Unhandled exception", StringComparison.Ordinal)
        && (ended.Text.Contains("No space left on device", StringComparison.Ordinal)
            || ended.Text.Contains("disk is full", StringComparison.Ordinal)
            || ended.Text.Contains("disk I/O error", StringComparison.Ordinal)
                || ended.Text.Contains("unable to open database", StringComparison.Ordinal));
}

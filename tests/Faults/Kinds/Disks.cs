// A full disk and folders that cannot be written: the message is clear, and when the fault is removed nothing is missing.

using Faults.Report;
using Faults.Scenes;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class Disks
{
    private const int Megabytes = 4;
    private const int MostLeft = 300_000;
    private const int SomethingMissing = 5;

    /// <summary>Artifacts and records are on a disk that fills up at a random moment.</summary>
    public static void Full(Tally tally)
    {
        var settings = ToyExperiment.Settings(counts: 4, steps: 10);
        using var undisturbed = new ToyScene(settings);
        undisturbed.RunHere();
        var expected = undisturbed.Outcome();
        var full = 0;
        for (var number = 0; number < tally.Extent.Of(40, 1); number++)
        {
            var left = number == 0 ? 0 : tally.Random.Next(MostLeft);
            if (!Case(tally, $"{left} bytes left", disk =>
            {
                var scene = new ToyScene(settings, disk.Root);
                disk.FillBut(left);
                var ended = scene.Finish();
                if (ended.Code != 0) full++;
                LossException.Unless(ended.Code == 0 || IsClear(ended.Text), $"no clear message: {ended.Text}");
                disk.Empty();
                scene.Succeed();
                LossException.Unless(expected, scene.Outcome(), "after making room the outcome differs");
            })) return;
        }

        tally.Note = $"{full} runs found no room";
    }

    /// <summary>The folder of the artifacts or of the records is read-only, before the first run or after it.</summary>
    public static void ReadOnly(Tally tally)
    {
        foreach (var part in (string[])["artifacts", "results"])
        {
            if (!Case(tally, $"{part} read-only, not run", disk => CheckReadOnly(disk, part, isFinished: false))) return;
            if (!Case(tally, $"{part} read-only, cached", disk => CheckReadOnly(disk, part, isFinished: true))) return;
        }
    }

    private static void CheckReadOnly(SmallDisk disk, string part, bool isFinished)
    {
        using var scene = new ToyScene(ToyExperiment.Settings(counts: 2, steps: 3));
        Directory.CreateSymbolicLink(Path.Combine(scene.Root, part), disk.Root);
        if (isFinished) scene.Succeed();
        disk.SetReadOnly(true);
        var ended = scene.Finish();
        LossException.Unless(ended.Code == SomethingMissing && ended.Errors.Contains($"--{part} DIR", StringComparison.Ordinal),
            $"no clear message (code {ended.Code}): {ended.Text}");
        disk.SetReadOnly(false);
        scene.Succeed();
        LossException.Unless(scene.Examine().All(state => state.IsCached), "results are missing");
        File.Delete(Path.Combine(scene.Root, part));
    }

    /// <summary>Runs a case on a disk of its own. Returns false where none can be mounted.</summary>
    private static bool Case(Tally tally, string name, Action<SmallDisk> body)
    {
        using var disk = SmallDisk.Mount(Megabytes, out var reason);
        tally.Skipped = reason;
        if (disk is null) return false;
        tally.Case(name, () => body(disk));
        return true;
    }

    private static bool IsClear(string text) => !text.Contains("Unhandled exception", StringComparison.Ordinal)
        && new[] { "No space left on device", "disk is full", "disk I/O error", "unable to open database" }
            .Any(message => text.Contains(message, StringComparison.Ordinal));
}

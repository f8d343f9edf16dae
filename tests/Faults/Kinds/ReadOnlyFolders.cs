// Artifacts or records in a folder that cannot be written: the message names it at once, and nothing there is lost.

using Faults.Report;
using Faults.Scenes;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class ReadOnlyFolders
{
    private const int SomethingMissing = 5;

    public static void Run(Tally tally)
    {
        var settings = ToyExperiment.Settings(counts: 2, steps: 3);
        foreach (var isFinished in (bool[])[false, true])
        {
            foreach (var part in (string[])["artifacts", "results"])
            {
                using var disk = SmallDisk.Mount(4, out var reason);
                if (disk is null)
                {
                    tally.Skipped = reason;
                    return;
                }

                tally.Case($"{part} read-only, {(isFinished ? "cached" : "not run")}", () => Check(settings, disk, part, isFinished));
            }
        }
    }

    private static void Check(System.Text.Json.Nodes.JsonObject settings, SmallDisk disk, string part, bool isFinished)
    {
        using var scene = new ToyScene(settings);
        Directory.CreateSymbolicLink(Path.Combine(scene.Root, part), disk.Root);
        if (isFinished) scene.Succeed();
        disk.SetReadOnly(true);
        var ended = scene.Finish();
        LossException.Unless(ended.Code == SomethingMissing && ended.Errors.Contains($"--{part} DIR", StringComparison.Ordinal),
            $"no clear message (code {ended.Code}): {ended.Text}");
        disk.SetReadOnly(false);
        scene.Succeed();
        LossException.Unless(scene.Examine().All(state => state.IsCached), "not all is there in the end");
        File.Delete(Path.Combine(scene.Root, part));
    }
}

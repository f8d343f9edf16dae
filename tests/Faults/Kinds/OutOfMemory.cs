// The kernel kills a worker that has no memory left, and the failure says so. A control group sets the limit.

using Faults.Report;
using Faults.Scenes;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class OutOfMemory
{
    private const long GroupBytes = 400L << 20;

    public static void Run(Tally tally)
    {
        var group = $"/sys/fs/cgroup/memory/hvae-faults-{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(group);
            File.WriteAllText(Path.Combine(group, "memory.limit_in_bytes"), $"{GroupBytes}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            tally.Skipped = "no control group can be made here (needs root and version 1 of control groups)";
            return;
        }

        for (var number = 0; number < tally.Extent.Of(3, 1); number++) tally.Case($"kill {number}", () => Check(group));
        Directory.Delete(group);
    }

    private static void Check(string group)
    {
        using var scene = new Scene(
            // Without a limit of its own the garbage collector would stay below that of the group and throw first.
            ["sh", "-c", $"echo $$ > {group}/cgroup.procs; exec \"$@\"", "sh", "env", "DOTNET_GCHeapHardLimit=0x80000000",
                .. ToyScene.Command(ToyExperiment.Settings(counts: 2, steps: 3, troubles: (2, "hog")))],
            "results");
        var ended = scene.Finish();
        LossException.Unless(ended.Code == 1 && ended.Output.Contains("while the system ran out of memory", StringComparison.Ordinal)
            && ended.Output.Contains("use fewer workers", StringComparison.Ordinal), $"code {ended.Code}: {ended.Text}");
    }
}

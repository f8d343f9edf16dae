// Workers without memory: an OutOfMemoryException, and the kernel's own kill where a control group can be made.

using Faults.Report;
using Faults.Scenes;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class OutOfMemory
{
    private const string Groups = "/sys/fs/cgroup/memory";
    private const long GroupBytes = 400L << 20;

    public static void Run(Tally tally)
    {
        for (var number = 0; number < tally.Extent.Of(5, 1); number++)
            tally.Case($"exception {number}",
                () => Check(["env", "DOTNET_GCHeapHardLimit=0x6000000"], "the worker process ran out of memory"));
        var group = Path.Combine(Groups, $"hvae-faults-{Environment.ProcessId}");
        if (!TryMake(group))
        {
            tally.Skipped = "the kernel's own kill: no control group can be made here (needs root and version 1 of control groups)";
            return;
        }

        for (var number = 0; number < tally.Extent.Of(3, 1); number++)
            tally.Case($"kernel {number}",
                () => Check(["sh", "-c", $"echo $$ > {group}/cgroup.procs; exec \"$@\"", "sh"], "while the system ran out of memory"));
        Directory.Delete(group);
    }

    private static void Check(string[] before, string says)
    {
        using var scene = new Hog(before);
        var ended = scene.Finish();
        LossException.Unless(ended.Code == 1 && ended.Output.Contains(says, StringComparison.Ordinal)
            && ended.Output.Contains("use fewer workers", StringComparison.Ordinal), $"code {ended.Code}: {ended.Text}");
    }

    private static bool TryMake(string group)
    {
        try
        {
            Directory.CreateDirectory(group);
            File.WriteAllText(Path.Combine(group, "memory.limit_in_bytes"), $"{GroupBytes}");
            return true;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed class Hog(string[] before)
        : Scene([.. before, "dotnet", typeof(ToyHandlers).Assembly.Location, "run", "artifacts", "results", "1",
            ToyExperiment.Settings(counts: 2, steps: 3, troubles: (2, "hog")).ToJsonString()], "results");
}

// Files of finished toy artifacts are damaged: those that matter are named and redone, those that do not change nothing.

using Faults.Report;
using Faults.Scenes;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class ToyDamage
{
    /// <summary>What a result stands on. The log and the progress of a finished job are for people only.</summary>
    private static readonly string[] Matters = [ResultFile.Name, ArtifactStore.ConfigurationFile, "sum.txt"];

    private static readonly string[] DoesNot = [ArtifactStore.LogFile, ProgressFile.Name];

    public static void Run(Tally tally)
    {
        using var scene = new ToyScene(ToyExperiment.Settings(counts: 3, steps: 3));
        scene.RunHere();
        var expected = scene.Outcome();
        var cases = tally.Extent.Of(1000, 40);
        for (var number = 0; number < cases; number++)
        {
            var job = scene.Jobs[tally.Random.Next(scene.Jobs.Count)];
            var matters = number % 5 != 0;
            var names = matters ? Matters : DoesNot;
            var path = Path.Combine(scene.Store.FolderOf(job), names[tally.Random.Next(names.Length)]);
            tally.Case($"case {number}", () => Check(scene, job, path, matters, expected, tally.Random));
        }

        tally.Note = $"matter: {string.Join(", ", Matters)}; do not: {string.Join(", ", DoesNot)}";
    }

    private static void Check(ToyScene scene, Job job, string path, bool matters, string expected, Random random)
    {
        var how = Wound.Inflict(path, random);
        var state = scene.Examine().Single(state => state.Job.Key == job.Key);
        if (matters) LossException.Unless(state.Reason is ArtifactDamaged damaged && damaged.Path == path, $"{how}: not named, but '{state.Text}'");
        else LossException.Unless(state.IsCached, $"{how}: '{state.Text}'");
        scene.RunHere();
        LossException.Unless(expected, scene.Outcome(), how);
    }
}

// Checkpoints of unfinished toy jobs are damaged: the log names them, and the job starts from its beginning.

using Faults.Report;
using Faults.Scenes;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class CheckpointDamage
{
    public static void Run(Tally tally)
    {
        using var scene = new ToyScene(ToyExperiment.Settings(counts: 1, steps: 3));
        scene.RunHere();
        var expected = scene.Outcome();
        var job = scene.Jobs.First(job => job.Kind == "count");
        var folder = scene.Store.FolderOf(job);
        var checkpoint = Path.Combine(folder, CountHandler.Checkpoint);
        for (var number = 0; number < tally.Extent.Of(200, 10); number++)
        {
            tally.Case($"case {number}", () =>
            {
                Directory.Delete(folder, recursive: true);
                Directory.CreateDirectory(folder);
                File.WriteAllText(checkpoint, CountHandler.Text(2, 7.5));
                var how = Wound.Inflict(checkpoint, tally.Random);
                scene.RunHere();
                LossException.Unless(File.ReadAllText(scene.Store.LogOf(job)).Contains($"{checkpoint} is not used", StringComparison.Ordinal), $"{how}: the log does not name it");
                LossException.Unless(expected, scene.Outcome(), how);
            });
        }
    }
}

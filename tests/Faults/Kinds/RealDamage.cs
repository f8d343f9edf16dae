// Artifacts of real trainings are damaged, and checkpoints of unfinished ones: named, redone, with equal weights in the end.

using Faults.Report;
using Faults.Scenes;
using Repro.Records;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class RealDamage
{
    private const string Weights = "weights.safetensors";
    private const string Checkpoint = "checkpoint.safetensors";
    private static readonly string[] Matters = [ResultFile.Name, ArtifactStore.ConfigurationFile, Weights];

    public static void Run(Tally tally)
    {
        using var scene = new RealScene();
        scene.Succeed();
        var expected = scene.Outcome();
        for (var round = 0; round < tally.Extent.Of(3, 1); round++) Redone(scene, tally, expected);
        Checkpoints(tally, expected);
    }

    /// <summary>A third of all artifacts damaged at once, and every log.</summary>
    private static void Redone(RealScene scene, Tally tally, string expected)
    {
        var hurt = Matters.SelectMany(scene.Files).GroupBy(path => Path.GetDirectoryName(path)).Where(_ => tally.Random.Next(3) == 0)
            .Select(group => group.ElementAt(tally.Random.Next(group.Count()))).ToList();
        foreach (var log in scene.Files(ArtifactStore.LogFile).Concat(scene.Files(ProgressFile.Name))) Wound.Inflict(log, tally.Random);
        var how = string.Join('\n', hurt.Select(path => Wound.Inflict(path, tally.Random)));
        tally.Case(how, () =>
        {
            var why = scene.Ask(["why", "Xiao23.Figure8", "--preset", "smoke", "--offline"]).Output;
            foreach (var path in hurt) LossException.Unless(why.Contains(path, StringComparison.Ordinal), $"{path} is not named: {how}");
            scene.Succeed();
            LossException.Unless(expected, scene.Outcome(), how);
        });
    }

    private static void Checkpoints(Tally tally, string expected)
    {
        using var unfinished = new RealScene();
        using (var running = unfinished.Start())
        {
            while (!unfinished.Files(Checkpoint).Any() && !running.HasExited) Thread.Sleep(20);
            foreach (var worker in running.Workers.Append(running.Id)) Running.Kill(worker);
            running.Wait();
        }

        var path = unfinished.Files(Checkpoint).First();
        tally.Case("all checkpoints at once", () =>
        {
            foreach (var checkpoint in unfinished.Files(Checkpoint)) Wound.Inflict(checkpoint, tally.Random);
            unfinished.Succeed();
            LossException.Unless(expected, unfinished.Outcome(), "after damaged checkpoints");
            LossException.Unless(File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, ArtifactStore.LogFile))
                .Contains($"{path} is not used", StringComparison.Ordinal), "the log does not name the checkpoint");
        });
    }
}

// records.sqlite is damaged: the next run notices where a number differs, keeps the old file, and makes a new one from the artifacts.

using Faults.Report;
using Faults.Scenes;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class RecordsDamage
{
    public static void Run(Tally tally)
    {
        var (renewed, harmless) = (0, 0);
        using var scene = new ToyScene(ToyExperiment.Settings(counts: 3, steps: 3));
        scene.RunHere();
        var expected = scene.Outcome();
        var whole = File.ReadAllBytes(scene.Records);
        for (var number = 0; number < tally.Extent.Of(300, 15); number++)
        {
            tally.Case($"case {number}", () =>
            {
                File.WriteAllBytes(scene.Records, whole);
                var how = Wound.Inflict(scene.Records, tally.Random);
                var damaged = File.ReadAllBytes(scene.Records);
                var output = scene.RunHere();
                LossException.Unless(expected, scene.Outcome(), how);
                var aside = Directory.GetFiles(scene.Results, "records.sqlite.damaged-*").Where(file => !file.EndsWith("-journal", StringComparison.Ordinal)).ToList();
                if (aside.Count == 0)
                {
                    harmless++;
                    return;
                }

                renewed++;
                LossException.Unless(File.ReadAllBytes(aside[0]).AsSpan().SequenceEqual(damaged), $"{how}: the old file was changed");
                LossException.Unless(output.Contains(aside[0], StringComparison.Ordinal), $"{how}: the old file is not named: {output}");
                File.Delete(aside[0]);
            });
        }

        Rebuilt(tally, scene, whole, expected);
        tally.Note = $"{renewed} made anew, {harmless} changed no number of this run";
    }

    /// <summary>The command, also when it is killed.</summary>
    private static void Rebuilt(Tally tally, ToyScene scene, byte[] whole, string expected)
    {
        for (var number = 0; number < tally.Extent.Of(20, 1); number++)
        {
            tally.Case($"rebuild {number}", () =>
            {
                File.WriteAllBytes(scene.Records, whole);
                Wound.Inflict(scene.Records, tally.Random);
                using (var running = new Rebuilding(scene.Root).Start())
                {
                    if (number % 2 == 1)
                    {
                        Thread.Sleep(tally.Random.Next(400));
                        Running.Kill(running.Id);
                    }

                    var ended = running.Wait();
                    LossException.Unless(number % 2 == 1 || ended.Code == 0, ended.Text);
                }

                scene.RunHere();
                LossException.Unless(expected, scene.Outcome(), "after a rebuild");
            });
        }
    }

    private sealed class Rebuilding(string root) : Scene(["dotnet", typeof(ToyHandlers).Assembly.Location, "rebuild", "artifacts", "results"], "results", root);
}

// The command rebuilds damaged records and is killed every other time. The next run has the same outcome.

using Faults.Report;
using Faults.Scenes;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class RebuildKills
{
    public static void Run(Tally tally)
    {
        using var scene = new ToyScene(ToyExperiment.Settings(counts: 3, steps: 3));
        scene.RunHere();
        var expected = scene.Outcome();
        var whole = File.ReadAllBytes(scene.Records);
        for (var number = 0; number < tally.Extent.Of(20, 2); number++)
        {
            tally.Case($"rebuild {number}", () =>
            {
                File.WriteAllBytes(scene.Records, whole);
                Wound.Inflict(scene.Records, tally.Random);
                using (var running = scene.Start(["dotnet", ToyScene.Program, "rebuild", "artifacts", "results"]))
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
}

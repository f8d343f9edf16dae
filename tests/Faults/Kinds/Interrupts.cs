// Ctrl-C at random moments: the run says how to go on, leaves no worker, and goes on to the same outcome.

using Faults.Report;
using Faults.Scenes;
using Repro.Execution;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class Interrupts
{
    public static void Run(Tally tally)
    {
        var settings = ToyExperiment.Settings(counts: 4, steps: 40, pause: 20);
        using var calm = new ToyScene(settings);
        calm.RunHere();
        var expected = calm.Outcome();
        for (var number = 0; number < tally.Extent.Of(20, 1); number++)
        {
            tally.Case($"interrupt {number}", () =>
            {
                using var scene = new ToyScene(settings);
                using (var running = scene.Start())
                {
                    while (!scene.Files(CountHandler.Checkpoint).Any() && !running.HasExited) Thread.Sleep(20);
                    Thread.Sleep(tally.Random.Next(600));
                    var workers = running.Workers;
                    running.Interrupt();
                    var ended = running.Wait();
                    if (ended.Code != 0)
                    {
                        LossException.Unless(ended.Code == (int)RunStatus.Cancelled, $"it ended with code {ended.Code}: {ended.Text}");
                        LossException.Unless(ended.Output.Contains("run the same command again to go on", StringComparison.Ordinal),
                            $"no hint: {ended.Text}");
                    }

                    LossException.Unless(!workers.Any(Processes.IsAlive), "a worker lives on");
                }

                scene.Succeed();
                LossException.Unless(expected, scene.Outcome(), "the outcome differs");
            });
        }
    }
}

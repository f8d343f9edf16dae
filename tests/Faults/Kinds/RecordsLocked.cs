// Another program holds records.sqlite. A run waits for a while and then reports it. Results stay in their artifacts.

using Dapper;
using Faults.Report;
using Faults.Scenes;
using Repro.Records;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class RecordsLocked
{
    private static readonly TimeSpan Briefly = TimeSpan.FromSeconds(5);

    public static void Run(Tally tally)
    {
        tally.Case("let go after a while", () => Check(midRun: false, letGo: true));
        tally.Case("held before the run", () => Check(midRun: false, letGo: false));
        tally.Case("held in mid-run", () => Check(midRun: true, letGo: false));
    }

    private static void Check(bool midRun, bool letGo)
    {
        var settings = ToyExperiment.Settings(counts: 4, steps: 30, pause: 50);
        using var undisturbed = new ToyScene(settings);
        undisturbed.RunHere();
        using var scene = new ToyScene(settings);
        RecordsDatabase.Open(scene.Records).Dispose();
        using (var other = RecordsDatabase.Open(scene.Records))
        {
            if (!midRun) other.Connection.Execute("BEGIN EXCLUSIVE");
            using var running = scene.Start();
            while (midRun && !scene.Files(CountHandler.Checkpoint).Any()) Thread.Sleep(20);
            if (midRun) other.Connection.Execute("BEGIN EXCLUSIVE");
            if (letGo) Thread.Sleep(Briefly);
            if (letGo) other.Connection.Execute("ROLLBACK");
            var ended = running.Wait();
            LossException.Unless(letGo ? ended.Code == 0
                : ended.Code == 5 && ended.Errors.Contains("database is locked", StringComparison.Ordinal)
                && ended.Errors.Contains(scene.Records, StringComparison.Ordinal), $"code {ended.Code}: {ended.Text}");
        }

        scene.Succeed();
        LossException.Unless(undisturbed.Outcome(), scene.Outcome(), "the outcome differs");
    }
}

// Another program holds records.sqlite. Jobs go on, rows are written when they can be, and at the end the run reports it otherwise.

using Dapper;
using Faults.Report;
using Faults.Scenes;
using Repro.Records;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class RecordsLocked
{
    private const string Reading = "BEGIN; SELECT count(*) FROM runs";

    private static readonly TimeSpan Briefly = TimeSpan.FromSeconds(5);

    public static void Run(Tally tally)
    {
        tally.Case("let go after a while", () => Check("BEGIN EXCLUSIVE", midRun: false, letGo: true));
        tally.Case("held before the run", () => Check("BEGIN EXCLUSIVE", midRun: false, letGo: false));
        tally.Case("held in mid-run", () => Check("BEGIN EXCLUSIVE", midRun: true, letGo: false));
        tally.Case("read before the run", () => Check(Reading, midRun: false, letGo: false));
        tally.Case("read in mid-run", () => Check(Reading, midRun: true, letGo: false));
        tally.Case("read in mid-run for a while", () => Check(Reading, midRun: true, letGo: true));
    }

    private static void Check(string hold, bool midRun, bool letGo)
    {
        var settings = ToyExperiment.Settings(counts: 4, steps: 30, pause: 50);
        using var undisturbed = new ToyScene(settings);
        undisturbed.RunHere();
        using var scene = new ToyScene(settings);
        RecordsDatabase.Open(scene.Records).Dispose();
        using (var other = RecordsDatabase.Open(scene.Records))
        {
            if (!midRun) other.Connection.Execute(hold);
            using var running = scene.Start();
            while (midRun && !scene.Files(CountHandler.Checkpoint).Any()) Thread.Sleep(20);
            if (midRun) other.Connection.Execute(hold);
            if (letGo) Thread.Sleep(Briefly);
            if (letGo) other.Connection.Execute("ROLLBACK");
            var ended = running.Wait();
            LossException.Unless(letGo ? ended.Code == 0
                : ended.Code == 5 && ended.Text.Contains("database is locked", StringComparison.Ordinal)
                && ended.Text.Contains(scene.Records, StringComparison.Ordinal), $"code {ended.Code}: {ended.Text}");
        }

        scene.Succeed();
        LossException.Unless(undisturbed.Outcome(), scene.Outcome(), "the outcome differs");
    }
}

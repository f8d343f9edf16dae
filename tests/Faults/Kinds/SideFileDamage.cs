// failure.json and progress.jsonl of unfinished jobs are damaged: the plan still says why the job runs, and it runs.

using Faults.Report;
using Faults.Scenes;
using Repro.Plans;
using Repro.Records;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class SideFileDamage
{
    public static void Run(Tally tally)
    {
        using var scene = new ToyScene(ToyExperiment.Settings(counts: 1, steps: 3));
        scene.RunHere();
        var expected = scene.Outcome();
        var job = scene.Jobs.First(job => job.Kind == "count");
        var folder = scene.Store.FolderOf(job);
        for (var number = 0; number < tally.Extent.Of(200, 10); number++)
        {
            var failed = number % 2 == 0;
            tally.Case($"case {number}", () =>
            {
                Directory.Delete(folder, recursive: true);
                Directory.CreateDirectory(folder);
                File.WriteAllText(Path.Combine(folder, CountHandler.Checkpoint), CountHandler.Text(0, 0));
                ProgressFile.Append(folder, new(DateTimeOffset.UnixEpoch, 5, 0.5, "half"));
                if (failed) new FailureRecord(job.Key, job.Kind, job.Label, "the loss is not finite", "", ["a line"], DateTimeOffset.UnixEpoch).Write(folder);
                var how = Wound.Inflict(Path.Combine(folder, failed ? FailureRecord.FileName : ProgressFile.Name), tally.Random);
                var reason = scene.Examine().Single(state => state.Job.Key == job.Key).Reason;
                LossException.Unless(failed ? reason is FailedBefore : reason is Resumes, $"{how}: {reason?.Text}");
                scene.RunHere();
                LossException.Unless(expected, scene.Outcome(), how);
            });
        }
    }
}

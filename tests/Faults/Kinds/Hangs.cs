// Jobs that stand still in real worker processes: killed, tried again, and named when they do it again.

using Faults.Report;
using Faults.Scenes;
using Repro.TestWorker;

namespace Faults.Kinds;

internal static class Hangs
{
    private const double Limit = 2;

    private static readonly (string Trouble, string Says)[] Kinds =
        [("hang", "no progress and no processor time"), ("freeze", "no sign of life"), ("spin", "computed without any progress")];

    public static void Run(Tally tally)
    {
        for (var number = 0; number < tally.Extent.Of(12, 1); number++)
        {
            var (trouble, says) = Kinds[number % Kinds.Length];
            tally.Case($"{trouble} (case {number})", () => Check(trouble, says));
        }

        for (var number = 0; number < tally.Extent.Of(10, 1); number++) tally.Case($"hangs once (case {number})", Once);
    }

    /// <summary>The job fails by name, the others are done.</summary>
    private static void Check(string trouble, string says)
    {
        using var scene = new ToyScene(ToyExperiment.Settings(counts: 3, steps: 3, troubles: (2, trouble)), hangSeconds: Limit);
        var ended = scene.Finish();
        LossException.Unless(ended.Code == 1 && ended.Output.Contains(says, StringComparison.Ordinal)
            && ended.Output.Contains("log: ", StringComparison.Ordinal), $"code {ended.Code}: {ended.Text}");
        LossException.Unless(scene.Examine().Count(state => state.IsCached) == 3, "the other jobs are not done");
        foreach (var job in scene.Jobs.Where(job => job.Label == "count 2"))
            LossException.Unless(scene.Store.FailureOf(job)!.LogTail.Any(line => line.Contains(says, StringComparison.Ordinal)),
                "the tail of the log does not say it");
    }

    private static void Once()
    {
        using var calm = new ToyScene(ToyExperiment.Settings(counts: 3, steps: 3));
        calm.RunHere();
        using var scene = new ToyScene(ToyExperiment.Settings(counts: 3, steps: 3, troubles: (2, "hang-once")), hangSeconds: Limit);
        var ended = scene.Succeed();
        LossException.Unless(ended.Output.Contains("again ", StringComparison.Ordinal), $"the second attempt is not told: {ended.Text}");
        LossException.Unless(File.ReadAllText(Path.Combine(calm.Results, "Toy.Table1.csv")),
            File.ReadAllText(Path.Combine(scene.Results, "Toy.Table1.csv")), "the table differs");
    }
}

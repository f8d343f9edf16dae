// How many times the steps of one worker several workers do in the same time, one thread each.

using System.Diagnostics;
using Benchmarks.Steps;

namespace Benchmarks.Report;

internal static class Workers
{
    private const int WarmUp = 10;
    private const int Rounds = 25;
    private const int StepsPerTurn = 10;

    /// <summary>
    /// (steps a second of all) / (steps a second of one alone), each of its fastest turn: what others do on the machine
    /// can only make a turn slower.
    /// </summary>
    public static double Speedup(BenchModel model, int count)
    {
        var workers = Enumerable.Range(0, count).Select(_ => StepProcess.Ours(model.Name)).ToList();
        try
        {
            foreach (var worker in workers) worker.Steps(WarmUp);
            var turns = Enumerable.Range(0, Rounds).Select(_ => (Alone: Seconds(workers[..1]), Together: Seconds(workers))).ToList();
            return count * turns.Min(turn => turn.Alone) / turns.Min(turn => turn.Together);
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }
    }

    private static double Seconds(List<StepProcess> workers)
    {
        var start = Stopwatch.GetTimestamp();
        workers.ForEach(worker => worker.Begin(StepsPerTurn));
        workers.ForEach(worker => worker.End());
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}

// How many times the steps of one worker several workers do in the same time, one thread each.

using System.Diagnostics;
using Benchmarks.Steps;

namespace Benchmarks.Report;

/// <param name="Speedup">By the clock on the wall: what one gets on a machine with nothing else to do.</param>
/// <param name="SpeedupOfProcessors">By processor time: what the workers cost one another, on a busy machine too.</param>
internal sealed record Workers(double Speedup, double SpeedupOfProcessors)
{
    private const int WarmUp = 10;
    private const int Rounds = 25;
    private const int StepsPerTurn = 10;

    /// <summary>
    /// Wall: each of its fastest turn, since what others do on the machine can only make a turn slower. Processor time:
    /// median over rounds.
    /// </summary>
    public static Workers Of(BenchModel model, int count)
    {
        var workers = Enumerable.Range(0, count).Select(_ => StepProcess.Ours("steps", model.Name)).ToList();
        try
        {
            foreach (var worker in workers) worker.Steps(WarmUp);
            var turns = Enumerable.Range(0, Rounds).Select(_ => (Alone: Turn(workers[..1]), Together: Turn(workers))).ToList();
            return new(
                count * turns.Min(turn => turn.Alone.Seconds) / turns.Min(turn => turn.Together.Seconds),
                count * Median.Of(turns.Select(turn => turn.Alone.Cpu / turn.Together.Cpu)));
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }
    }

    private static (double Seconds, double Cpu) Turn(List<StepProcess> workers)
    {
        var start = Stopwatch.GetTimestamp();
        workers.ForEach(worker => worker.Begin(StepsPerTurn));
        var steps = workers.SelectMany(worker => worker.End()).ToList();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, Median.Of(steps.Select(step => step.Cpu)));
    }
}

// Measures how many times as many steps several workers do as one worker does in the same time, with one thread each.

using System.Diagnostics;
using Benchmarks.Steps;

namespace Benchmarks.Report;

/// <param name="Speedup">Speed-up by the clock, which is true only on a machine that does nothing else.</param>
/// <param name="SpeedupOfProcessors">Speed-up by processor time, which is true on a busy machine too.</param>
internal sealed record Workers(double Speedup, Ratio SpeedupOfProcessors)
{
    private const int WarmUp = 10;
    private const int Rounds = 25;
    private const int StepsPerTurn = 10;

    /// <summary>
    /// Measures in rounds. By the clock the fastest turn of each side counts, because other programs can only make a turn slower; by
    /// processor time the median over rounds counts.
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
                Measure.RatioOf([.. turns.Select(turn => count * turn.Alone.Cpu / turn.Together.Cpu)]));
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
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, Measure.Median(steps.Select(step => step.Cpu)));
    }
}

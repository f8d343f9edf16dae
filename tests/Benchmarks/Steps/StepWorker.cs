// A process that trains a requested number of steps and reports the time of each: `steps MODEL`, `bf16 MODEL` or `plain MODEL`.

using System.Diagnostics;
using System.Globalization;
using Benchmarks.Report;

namespace Benchmarks.Steps;

/// <summary>Trains on demand.</summary>
internal interface ISteps : IDisposable
{
    /// <summary>Called after every step.</summary>
    Action? AfterStep { get; set; }

    /// <summary>Trains for <paramref name="count"/> steps.</summary>
    void Steps(int count);
}

/// <summary>
/// Reads a number of steps from each line of standard input, trains for this number, and writes "wall cpu" in milliseconds
/// for each step on one line. training_steps.py does the same in PyTorch.
/// </summary>
internal static class StepWorker
{
    public static int Run(ISteps training)
    {
        using var owned = training;
        while (Console.ReadLine() is { Length: > 0 } line)
        {
            var times = new List<string>();
            var (wall, cpu) = (Stopwatch.GetTimestamp(), Measure.ProcessorTime);
            training.AfterStep = () =>
            {
                times.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{Stopwatch.GetElapsedTime(wall).TotalMilliseconds:F3} {Measure.ProcessorTime - cpu:F3}"));
                (wall, cpu) = (Stopwatch.GetTimestamp(), Measure.ProcessorTime);
            };
            training.Steps(int.Parse(line, CultureInfo.InvariantCulture));
            Console.WriteLine(string.Join(' ', times));
        }

        return 0;
    }
}

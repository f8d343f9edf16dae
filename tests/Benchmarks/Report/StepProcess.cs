// A process that trains on demand and reports how long each step took: ours, or stock PyTorch.

using System.Diagnostics;
using System.Globalization;
using Repro.Execution;

namespace Benchmarks.Report;

/// <summary>Time of one step.</summary>
/// <param name="Wall">Milliseconds by the clock.</param>
/// <param name="Cpu">Milliseconds of processor time.</param>
internal readonly record struct StepTime(double Wall, double Cpu);

internal sealed class StepProcess : IDisposable
{
    private const string Python = "/usr/bin/python3"; // Debian's own, for which python3-torch is.

    private readonly Process process;

    private StepProcess(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // The threads and the memory of a worker with one thread, the same for all that are compared.
        foreach (var (name, value) in new WorkerCommand(program, arguments).Variables(threads: 1)) start.Environment[name] = value;
        process = Process.Start(start)!;
    }

    /// <summary>Starts a process of this program.</summary>
    /// <param name="what">"steps", "bf16" or "plain".</param>
    /// <param name="model">Name of a <see cref="Benchmarks.Steps.BenchModel"/>.</param>
    public static StepProcess Ours(string what, string model) => new(Environment.ProcessPath!, Runner(what, model));

    /// <summary>Starts a process of stock PyTorch.</summary>
    public static StepProcess PyTorch(string model) =>
        new(Python, Path.Combine(AppContext.BaseDirectory, "python", "training_steps.py"), model);

    /// <summary>Whether Debian's python3-torch is installed.</summary>
    public static bool HasPyTorch()
    {
        if (!File.Exists(Python)) return false;
        using var question = Process.Start(
            new ProcessStartInfo(Python, ["-c", "import torch"]) { UseShellExecute = false, RedirectStandardError = true })!;
        question.StandardError.ReadToEnd();
        question.WaitForExit();
        return question.ExitCode == 0;
    }

    /// <summary>Returns the largest resident memory that the process has had so far, in MB.</summary>
    public double PeakMemory()
    {
        process.Refresh();
        return process.PeakWorkingSet64 / 1024.0 / 1024.0;
    }

    /// <summary>Trains <paramref name="count"/> steps and returns their times.</summary>
    public IReadOnlyList<StepTime> Steps(int count)
    {
        Begin(count);
        return End();
    }

    /// <summary>Starts <paramref name="count"/> steps.</summary>
    public void Begin(int count)
    {
        process.StandardInput.WriteLine(count);
        process.StandardInput.Flush();
    }

    /// <summary>Waits until the steps are done and returns their times.</summary>
    /// <exception cref="InvalidOperationException">Thrown when the process has ended. Its own message is above.</exception>
    public IReadOnlyList<StepTime> End()
    {
        var line = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{process.StartInfo.FileName} ended before its steps were done.");
        return [.. line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).Chunk(2)
            .Select(pair => new StepTime(pair[0], pair[1]))];
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    // This program was started by `dotnet Benchmarks.dll` or directly.
    private static string[] Runner(params string[] arguments) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [typeof(StepProcess).Assembly.Location, .. arguments]
            : arguments;
}

// A process that trains on demand and says how long each step took: ours, or stock PyTorch.

using System.Diagnostics;
using System.Globalization;
using Repro.Execution;

namespace Benchmarks.Report;

/// <summary>Wall and processor milliseconds of one step.</summary>
internal readonly record struct StepTime(double Wall, double Cpu);

internal sealed class StepProcess : IDisposable
{
    public const string Python = "/usr/bin/python3"; // Debian's own, for which python3-torch is.
    private readonly Process process;

    private StepProcess(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            program, arguments)
        { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        // The threads and the memory of a worker with one thread, the same for all that are compared.
        foreach (var (name, value) in new WorkerCommand(program, arguments).Variables(threads: 1)) start.Environment[name] = value;
        process = Process.Start(start)!;
    }

    /// <summary>A process of this program.</summary>
    /// <param name="what">"steps", "bf16" or "plain".</param>
    /// <param name="model">Name of a <see cref="Benchmarks.Steps.BenchModel"/>.</param>
    public static StepProcess Ours(string what, string model) => new(Environment.ProcessPath!, Runner(what, model));

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

    /// <summary>The most memory that the process ever had, in MB.</summary>
    public double PeakMemory
    {
        get
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        }
    }

    public IReadOnlyList<StepTime> Steps(int count)
    {
        Begin(count);
        return End();
    }

    /// <summary>Lets it start on <paramref name="count"/> steps.</summary>
    public void Begin(int count)
    {
        process.StandardInput.WriteLine(count);
        process.StandardInput.Flush();
    }

    /// <summary>Waits until they are done.</summary>
    /// <exception cref="InvalidOperationException">The process has ended; its own message stands above.</exception>
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

    // Started by `dotnet Benchmarks.dll` or by the program itself.
    private static string[] Runner(params string[] arguments) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(StepProcess).Assembly.Location, .. arguments]
            : arguments;
}

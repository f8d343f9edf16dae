// A process that trains on demand and says how long each step took: ours, or stock PyTorch.

using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Report;

/// <summary>Wall and processor milliseconds of one step.</summary>
internal readonly record struct StepTime(double Wall, double Cpu);

internal sealed class StepProcess : IDisposable
{
    public const string Python = "/usr/bin/python3"; // Debian's own, for which python3-torch is.
    private readonly Process process;

    private StepProcess(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        // One thread, and memory kept between steps: the same for all that are compared.
        start.Environment["OMP_NUM_THREADS"] = "1";
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "4000000000";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "8000000000";
        start.Environment["MALLOC_TOP_PAD_"] = "268435456";
        process = Process.Start(start)!;
    }

    public static StepProcess Ours(string model) => new(Environment.ProcessPath!, Runner("steps", model));

    public static StepProcess PyTorch(string model) => new(Python, Path.Combine(AppContext.BaseDirectory, "python", "training_steps.py"), model);

    /// <summary>Whether Debian's python3-torch is installed.</summary>
    public static bool HasPyTorch()
    {
        if (!File.Exists(Python)) return false;
        using var question = Process.Start(new ProcessStartInfo(Python, ["-c", "import torch"]) { UseShellExecute = false, RedirectStandardError = true })!;
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
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{process.StartInfo.FileName} ended before its steps were done.");
        return [.. line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).Chunk(2).Select(pair => new StepTime(pair[0], pair[1]))];
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    // Started by `dotnet Benchmarks.dll` or by the program itself.
    private static string[] Runner(params string[] arguments) =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(StepProcess).Assembly.Location, .. arguments] : arguments;
}

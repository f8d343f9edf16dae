// Jobs that compute nearly nothing and fail on request, for the tests of the harness.

using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Repro.Plans;

namespace Repro.TestWorker;

internal static class ToyHandlers
{
    public static IReadOnlyList<IJobHandler> All { get; } = [new CountHandler(), new SumHandler()];
}

/// <summary>
/// Counts to "steps", adding i² each time, with a checkpoint after each step. "pause": milliseconds a step.
/// "trouble": what goes wrong at step "at": fail, throw, changed (a check at the end fails), nan, chatter, native, die-once, die,
/// deaf (does not listen to cancellation), hang (waits for ever), hang-once, freeze (the whole process stands still), hog (takes memory
/// without end).
/// </summary>
internal sealed partial class CountHandler : IJobHandler
{
    public const string Checkpoint = "state.txt";

    public string Kind => "count";

    public JobOutput Run(JobContext context)
    {
        var steps = (int)context.Configuration["steps"]!;
        var (step, sum) = Read(context);
        if (step > 0) context.Log.WriteLine($"goes on from step {step}");
        while (step < steps)
        {
            Trouble(context, step);
            if ((string?)context.Configuration["trouble"] != "deaf") context.Cancellation.ThrowIfCancellationRequested();
            Thread.Sleep((int?)context.Configuration["pause"] ?? 0);
            sum += Math.Sqrt(step + (double)context.Configuration["seed"]!);
            step++;
            Write(context.Folder, step, sum);
            context.Progress.Report(new((double)step / steps, $"step {step} of {steps}"));
        }

        File.WriteAllText(Path.Combine(context.Folder, "sum.txt"), sum.ToString("R"));
        return new()
        {
            Metrics = [new("sum", (string?)context.Configuration["trouble"] == "nan" ? double.NaN : sum, "nats", 0.5, steps),
                new("steps", steps, "")],
            Files = ["sum.txt"],
            Details = new JsonObject { ["process"] = "toy" },
        };
    }

    private static void Trouble(JobContext context, int step)
    {
        if (step != ((int?)context.Configuration["at"] ?? 0)) return;
        switch ((string?)context.Configuration["trouble"])
        {
            case "diverge": throw new JobFailedException("the loss is infinite") { IsFinal = true };
            case "fail": throw new JobFailedException("the loss is not finite; lower the learning rate");
            case "many lines": throw new JobFailedException("the first line\nthe second line");
            case "throw": throw new InvalidOperationException("a defect");
            case "changed": context.ChecksAtEnd.Add(() => throw new JobFailedException("what it read has changed")); break;
            case "chatter":
                Console.WriteLine("@repro {\"key\":");
                Console.Out.Write("no newline");
                break;
            case "native":
                var text = System.Text.Encoding.UTF8.GetBytes($"@repro {{\"key\":\"{context.Key}\",\"what\":2}}\nprinted by native code");
                _ = NativeWrite(1, text, text.Length);
                break;
            case "die-once" when !File.Exists(Path.Combine(context.Folder, "died")):
                File.WriteAllText(Path.Combine(context.Folder, "died"), "");
                Environment.FailFast("dies once");
                break;
            case "hang-once" when !File.Exists(Path.Combine(context.Folder, "hung")):
                File.WriteAllText(Path.Combine(context.Folder, "hung"), "");
                Thread.Sleep(Timeout.Infinite);
                break;
            case "hang": Thread.Sleep(Timeout.Infinite); break;
            case "freeze": _ = Raise(StopSignal); break;
            case "hog": Hog(); break;
            case "die": Environment.FailFast("dies always"); break;
            default: break;
        }
    }

    private const int StopSignal = 19;

    /// <summary>Writes to every page, because otherwise the system only promises the memory.</summary>
    private static void Hog()
    {
        for (var held = new List<byte[]>(); ; held.Add(new byte[1 << 22])) held.ForEach(block => Array.Fill(block, (byte)1));
    }

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint NativeWrite(int descriptor, byte[] text, nint length);

    /// <summary>Continues from the checkpoint, or starts when there is none that is valid.</summary>
    private static (int Step, double Sum) Read(JobContext context)
    {
        var path = Path.Combine(context.Folder, Checkpoint);
        if (!File.Exists(path)) return (0, 0);
        var text = File.ReadAllText(path);
        var parts = text.Split(' ');
        if (parts.Length == 3 && int.TryParse(parts[0], out var step)
            && double.TryParse(parts[1], out var sum) && text == Text(step, sum))
            return (step, sum);
        context.Log.WriteLine($"{path} is not used: it is damaged");
        return (0, 0);
    }

    /// <summary>Returns the text of a checkpoint: step, sum, and a hash of both.</summary>
    internal static string Text(int step, double sum)
    {
        var text = $"{step} {sum:R}";
        return $"{text} {Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))}";
    }

    private static void Write(string folder, int step, double sum)
    {
        var path = Path.Combine(folder, Checkpoint);
        File.WriteAllText(path + ".tmp", Text(step, sum));
        File.Move(path + ".tmp", path, overwrite: true);
    }
}

/// <summary>Adds up the sums of its inputs.</summary>
internal sealed class SumHandler : IJobHandler
{
    public string Kind => "add";

    public JobOutput Run(JobContext context)
    {
        var sum = context.InputFolders.Sum(folder => double.Parse(File.ReadAllText(Path.Combine(folder, "sum.txt"))));
        File.WriteAllText(Path.Combine(context.Folder, "sum.txt"), sum.ToString("R"));
        return new() { Metrics = [new("total", sum, "nats")], Files = ["sum.txt"] };
    }
}

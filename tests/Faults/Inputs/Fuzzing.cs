// Feeds mutated inputs to a reader and measures the time and the memory that each takes.

using System.Diagnostics;
using Faults.Report;

namespace Faults.Inputs;

internal static class Fuzzing
{
    /// <summary>
    /// Number of bytes that a refusal may take for any file: exceptions with their texts and stacks, and the search for the nearest name
    /// of a misspelt setting.
    /// </summary>
    private const long RefusalBytes = 64 << 10;

    private const int ValidTimes = 50;
    private const int Times = 3;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);

    public static void Run(InputReader reader, Tally tally)
    {
        using var folder = new InputFolder(reader);
        var longest = reader.Valid.Max(valid => valid.Length);
        var need = reader.Valid.Max(valid => Need(reader, folder.Put(valid)));
        var (refused, read) = (0, 0);
        var most = 0.0;
        for (var number = 0; number < tally.Extent.Of(100_000, 300); number++)
        {
            var input = Mutant.Of(reader.Valid[tally.Random.Next(reader.Valid.Count)], reader.Words, tally.Random);
            if (reader.Mend is { } mend && tally.Random.Next(2) == 0) input = mend(input);
            var growth = Math.Max(1, (double)input.Length / longest);
            var limit = (long)(2 * need * growth) + RefusalBytes;
            var outcome = Read(reader, folder.Put(input), limit);
            Judge(outcome, limit, tally, input);
            most = Math.Max(most, outcome.Bytes / growth);
            if (outcome.IsRead) read++;
            else refused++;
        }

        var native = Allocation.CountsNative ? "" : "; native memory is not counted on this system";
        tally.Note = $"{refused:N0} refused, {read:N0} read; valid inputs take {need:N0} bytes, mutated ones at most {most:N0}{native}";
    }

    /// <summary>
    /// Returns the number of bytes that a valid input takes: the least of many readings, because code was compiled during others.
    /// </summary>
    private static long Need(InputReader reader, string path) =>
        Enumerable.Range(0, ValidTimes).Min(_ => Allocation.During(() => reader.Read(path)));

    /// <summary>
    /// Reads an input, and again if it took long or much memory, because the machine may be busy and other threads may compile.
    /// </summary>
    private static Outcome Read(InputReader reader, string path, long limit)
    {
        var best = new Outcome(false, null, TimeSpan.MaxValue, long.MaxValue);
        for (var time = 0; time < Times && best.Escaped is null && (best.Elapsed > LongestRead || best.Bytes > limit); time++)
        {
            var (isRead, escaped) = (false, (Exception?)null);
            var watch = Stopwatch.GetTimestamp();
            var bytes = Allocation.During(() =>
            {
                try
                {
                    reader.Read(path);
                    isRead = true;
                }
                catch (Exception problem)
                {
                    if (!reader.IsRefusal(problem)) escaped = problem;
                }
            });
            var elapsed = Stopwatch.GetElapsedTime(watch);
            best = new(isRead, escaped, elapsed < best.Elapsed ? elapsed : best.Elapsed, Math.Min(bytes, best.Bytes));
        }

        return best;
    }

    private static void Judge(Outcome outcome, long limit, Tally tally, byte[] input)
    {
        if (outcome.Escaped is not null) Lose($"{outcome.Escaped}");
        else if (outcome.Bytes > limit) Lose($"it took {outcome.Bytes:N0} bytes where {limit:N0} are allowed");
        if (outcome.Elapsed > LongestRead) Lose($"it took {outcome.Elapsed.TotalSeconds:F1} s");
        tally.Count(1, outcome.Elapsed);

        void Lose(string what) => tally.Lose(
            $"case {tally.Cases}: {what}\ninput (base64): {Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, 4096)))}");
    }

    private sealed record Outcome(bool IsRead, Exception? Escaped, TimeSpan Elapsed, long Bytes);

    /// <summary>The folder of the input, which is in memory where the system offers that.</summary>
    private sealed class InputFolder : IDisposable
    {
        private readonly string root =
            Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"faults-{Guid.NewGuid():N}");
        private readonly string path;

        public InputFolder(InputReader reader)
        {
            path = Path.Combine(root, reader.FileName);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            foreach (var (name, content) in reader.Beside) File.WriteAllBytes(Path.Combine(root, name), content);
        }

        public string Put(byte[] content)
        {
            File.WriteAllBytes(path, content);
            return path;
        }

        public void Dispose() => Directory.Delete(root, recursive: true);
    }
}

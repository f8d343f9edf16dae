// Feeds mutated inputs to a reader and measures time and memory of each.

using System.Diagnostics;
using Faults.Report;

namespace Faults.Inputs;

internal static class Fuzzing
{
    /// <summary>What reading any file takes, whatever it holds: stream buffers, the exception, its text and its stack.</summary>
    private const long FixedBytes = 128 << 10;

    private const int Times = 3;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(1);

    public static void Run(InputReader reader, Tally tally)
    {
        using var folder = new InputFolder(reader);
        var needs = reader.Honest.Select(honest => Need(reader, folder.Put(honest))).ToList();
        var (refused, read) = (0, 0);
        for (var number = 0; number < tally.Extent.Of(100_000, 300); number++)
        {
            var which = tally.Random.Next(reader.Honest.Count);
            var input = Mutant.Of(reader.Honest[which], tally.Random);
            if (reader.Mend is { } mend && tally.Random.Next(2) == 0) input = mend(input);
            var growth = Math.Max(1, (double)input.Length / reader.Honest[which].Length);
            if (Try(reader, folder.Put(input), (long)(2 * needs[which] * growth) + FixedBytes, tally, input)) read++;
            else refused++;
        }

        tally.Note = $"{refused:N0} refused, {read:N0} read";
    }

    /// <summary>The third time: by then everything is compiled.</summary>
    private static long Need(InputReader reader, string path)
    {
        long need = 0;
        for (var time = 0; time < Times; time++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            reader.Read(path);
            need = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return need;
    }

    /// <summary>Whether the input was read; a case that took long on a busy machine is tried again.</summary>
    private static bool Try(InputReader reader, string path, long mostBytes, Tally tally, byte[] input)
    {
        var shortest = TimeSpan.MaxValue;
        var isRead = false;
        for (var time = 0; time < Times && shortest > LongestRead; time++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.GetTimestamp();
            try
            {
                reader.Read(path);
                isRead = true;
            }
            catch (Exception problem) when (reader.IsRefusal(problem))
            {
            }
            catch (Exception problem)
            {
                Lose(tally, input, problem.ToString());
            }

            var elapsed = Stopwatch.GetElapsedTime(watch);
            if (elapsed < shortest) shortest = elapsed;
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (bytes > mostBytes) Lose(tally, input, $"it took {bytes:N0} bytes where {mostBytes:N0} are twice the honest need");
        }

        if (shortest > LongestRead) Lose(tally, input, $"it took {shortest.TotalSeconds:F1} s");
        tally.Count(1, shortest);
        return isRead;
    }

    private static void Lose(Tally tally, byte[] input, string what) =>
        tally.Lose($"case {tally.Cases}: {what}\ninput (base64): {Convert.ToBase64String(input.AsSpan(0, Math.Min(input.Length, 4096)))}");

    /// <summary>In memory where the system offers that.</summary>
    private sealed class InputFolder : IDisposable
    {
        private readonly string root = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"faults-{Guid.NewGuid():N}");
        private readonly string path;

        public InputFolder(InputReader reader)
        {
            path = Path.Combine(root, reader.FileName);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            foreach (var (name, text) in reader.Beside) File.WriteAllText(Path.Combine(root, name), text);
        }

        public string Put(byte[] content)
        {
            File.WriteAllBytes(path, content);
            return path;
        }

        public void Dispose() => Directory.Delete(root, recursive: true);
    }
}

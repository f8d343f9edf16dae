// What a plan of 100,000 jobs costs the harness itself, held against its limits.

using Faults.Report;

namespace Faults.Scale;

internal static class ScaleCheck
{
    private const int MostSeconds = 10;
    private const long MostBytes = 500_000_000;

    /// <summary>A disk in memory: what is measured is the harness, not the disk.</summary>
    private const string Memory = "/dev/shm";

    public static void Run(Tally tally)
    {
        var jobs = tally.Extent.Of(100_000, 2_000);
        var folder = Directory.CreateDirectory(Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), $"faults-scale-{Guid.NewGuid():N}")).FullName;
        try
        {
            new NoOpSweep(jobs).WriteArtifacts(new(Path.Combine(folder, "artifacts")));
            var lines = new List<string>();
            foreach (var (name, work) in Measured.Works)
            {
                var measure = Measured.InOwnProcess(name, jobs, folder);
                tally.Count(1, TimeSpan.FromSeconds(measure.Seconds));
                var line = $"{name}: {measure.Seconds:F1} s by the clock, {measure.ProcessorSeconds:F1} s of processor, {measure.PeakBytes / 1e6:F0} MB";
                Console.WriteLine($"  {jobs:N0} jobs, {line} ({work.Meaning})");
                lines.Add(line);
                if (Math.Min(measure.Seconds, measure.ProcessorSeconds) > MostSeconds || measure.PeakBytes > MostBytes) tally.Lose($"{jobs:N0} jobs, {line}");
            }

            tally.Note = $"{jobs:N0} jobs: {string.Join("; ", lines)}";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

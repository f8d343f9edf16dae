// What a plan of 100,000 jobs costs the harness itself, held against its limits.

using Faults.Report;

namespace Faults.Scale;

internal static class ScaleCheck
{
    private const int LimitedJobs = 100_000;
    private const int FewJobs = 1_000;
    private const double MostSeconds = 10;
    private const long MostBytes = 500_000_000;
    private const int Tolerance = 4;

    /// <summary>A disk in memory: what is measured is the harness, not the disk.</summary>
    private const string Memory = "/dev/shm";

    public static void Run(Tally tally)
    {
        var jobs = tally.Extent.Of(LimitedJobs, LimitedJobs / 10);
        using var many = new ScaleFolder(jobs);
        using var few = new ScaleFolder(FewJobs);
        var lines = new List<string>();
        foreach (var (name, work) in Measured.Works)
        {
            var measure = Measured.InOwnProcess(name, jobs, many.Path);
            var (seconds, bytes) = jobs < LimitedJobs ? Limits(Measured.InOwnProcess(name, FewJobs, few.Path), (double)jobs / LimitedJobs)
                : (MostSeconds, MostBytes);
            tally.Count(1, TimeSpan.FromSeconds(measure.Seconds));
            var line =
                $"{name}: {measure.OwnSeconds:F1} s ({measure.ProcessorSeconds:F1} s of processor, {measure.Threads.BusiestSeconds:F1} s in one thread, {measure.BlockedSeconds:F1} s blocked, {measure.Seconds:F1} s by the clock), {measure.PeakBytes / 1e6:F0} MB";
            var limit = work.IsLimited ? $"at most {seconds:F1} s and {bytes / 1e6:F0} MB" : "no limit";
            Console.WriteLine($"  {jobs:N0} jobs, {line}; {limit} ({work.Meaning})");
            lines.Add(line);
            if (work.IsLimited && (measure.OwnSeconds > seconds || measure.PeakBytes > bytes))
                tally.Lose($"{jobs:N0} jobs, {line}; {limit}");
        }

        tally.Note = $"{jobs:N0} jobs: {string.Join("; ", lines)}";
    }

    /// <summary>
    /// Fewer jobs have several times their share of the limits, above what the program takes for few, which is mostly starting and
    /// compiling: some code is still compiled then, and garbage is not collected yet.
    /// </summary>
    private static (double Seconds, long Bytes) Limits(Measure few, double share) =>
        (Math.Min(MostSeconds, few.OwnSeconds + (Tolerance * share * MostSeconds)),
            Math.Min(MostBytes, few.PeakBytes + (long)(Tolerance * share * MostBytes)));

    /// <summary>The artifacts of so many jobs.</summary>
    private sealed class ScaleFolder : IDisposable
    {
        public ScaleFolder(int jobs)
        {
            Directory.CreateDirectory(Path);
            new NoOpSweep(jobs).WriteArtifacts(new(System.IO.Path.Combine(Path, "artifacts")));
        }

        public string Path { get; } = System.IO.Path.Combine(
            Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath(), $"faults-scale-{Guid.NewGuid():N}");

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}

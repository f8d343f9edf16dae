// Measures the cost of a plan of 100,000 jobs in the harness, and compares it with the limits.

using Faults.Report;

namespace Faults.Scale;

internal static class ScaleCheck
{
    private const int LimitedJobs = 100_000;
    private const int FewJobs = 1_000;
    private const double MostSeconds = 10;
    private const long MostBytes = 500_000_000;
    private const int Tolerance = 4;

    /// <summary>Path of a disk in memory, because the disk is not to be measured.</summary>
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
            var line = $"{name}: {measure}";
            var limit = work.IsLimited ? $"at most {seconds:F1} s and {bytes / 1e6:F0} MB" : "no limit";
            Console.WriteLine($"  {jobs:N0} jobs, {line}; {limit} ({work.Meaning})");
            lines.Add(line);
            if (work.IsLimited && (measure.OwnSeconds > seconds || measure.PeakBytes > bytes))
                tally.Lose($"{jobs:N0} jobs, {line}; {limit}");
        }

        tally.Note = $"{jobs:N0} jobs: {string.Join("; ", lines)}";
    }

    /// <summary>
    /// Returns the limits for fewer jobs: several times their share, plus the cost of a few jobs, which is mostly starting and
    /// compiling. The share is generous because code is still compiled then, and garbage is not collected yet.
    /// </summary>
    private static (double Seconds, long Bytes) Limits(Measure few, double share) =>
        (Math.Min(MostSeconds, few.OwnSeconds + (Tolerance * share * MostSeconds)),
            Math.Min(MostBytes, few.PeakBytes + (long)(Tolerance * share * MostBytes)));

    /// <summary>A folder with the artifacts of a number of jobs.</summary>
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

// A folder in which one command can be started, killed, and run to its end.

using System.Diagnostics;
using System.Security.Cryptography;
using Dapper;
using Faults.Report;
using Repro.Records;
using Repro.TestWorker;

namespace Faults.Scenes;

/// <summary>Artifacts and results in one folder, and the command that works there.</summary>
/// <param name="command">Program and arguments; it runs in the scene's folder.</param>
/// <param name="results">Path of the results folder, relative to the scene's folder.</param>
/// <param name="root">The scene's folder; a temporary one if not given.</param>
internal class Scene(IReadOnlyList<string> command, string results, string? root = null) : IDisposable
{
    public string Root { get; } = root ?? Directory.CreateTempSubdirectory("faults-").FullName;

    public string Artifacts => Path.Combine(Root, "artifacts");

    public string Results => Path.Combine(Root, results);

    public string Records => Path.Combine(Results, RecordsDatabase.FileName);

    /// <summary>Starts the command, or another one in its place. The command receives Ctrl-C even if the suite ignores it.</summary>
    public Running Start(IReadOnlyList<string>? other = null)
    {
        var start = new ProcessStartInfo("env", ["--default-signal=INT", .. other ?? command])
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in (string[])["HVAE_DATA", "HVAE_ARTIFACTS", "HVAE_RESULTS", "HVAE_REFERENCE"])
            start.Environment.Remove(variable);
        return new(Process.Start(start)!);
    }

    /// <summary>Runs the command to its end.</summary>
    public Ended Finish()
    {
        using var running = Start();
        return running.Wait();
    }

    /// <summary>Runs the command to its end, which must be a success.</summary>
    public Ended Succeed()
    {
        var ended = Finish();
        LossException.Unless(ended.Code == 0, $"the run did not succeed in the end (code {ended.Code}): {ended.Output}{ended.Errors}");
        return ended;
    }

    /// <summary>
    /// Returns what must not depend on the course of a run: the metrics of the last run's jobs, and the hashes of all files of results.
    /// </summary>
    public string Outcome()
    {
        using var records = RecordsDatabase.Open(Records);
        var metrics = records.Connection
            .Query<(string, string, string, double, double?, long?, string)>("""
                SELECT kind, key, name, value, standard_error, n, unit FROM run_metrics
                WHERE run_id = (SELECT max(id) FROM runs) ORDER BY key, name
                """)
            .Select(row => row.ToString());
        var files = new ArtifactStore(Artifacts).AllResults()
            .SelectMany(each => each.Result.Files.Keys.Select(file => Path.Combine(each.Folder, file)))
            .Order(StringComparer.Ordinal).Select(file => $"{Path.GetRelativePath(Artifacts, file)} {Hash(file)}");
        return string.Join('\n', metrics.Concat(files));
    }

    public IEnumerable<string> Files(string name) =>
        Directory.Exists(Artifacts) ? Directory.EnumerateFiles(Artifacts, name, SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal) : [];

    public void Dispose()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.Delete(Root, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 50)
            {
                Thread.Sleep(100); // A process that was killed may still write for a moment.
            }
        }
    }

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}

/// <summary>Exit code and output of a command.</summary>
internal sealed record Ended(int Code, string Output, string Errors)
{
    /// <summary>Everything that the command wrote. A stack trace in it would be a defect.</summary>
    public string Text => Output + Errors;
}

/// <summary>A command that is running.</summary>
internal sealed class Running(Process process) : IDisposable
{
    /// <summary>Watchdog for runs that take seconds. Only a run that never ends reaches it, even on a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    private readonly Task<string> output = process.StandardOutput.ReadToEndAsync();
    private readonly Task<string> errors = process.StandardError.ReadToEndAsync();

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public IReadOnlyList<int> Workers => Processes.ChildrenOf(process.Id);

    /// <summary>Kills a process. Returns false if it had already ended.</summary>
    public static bool Kill(int id)
    {
        try
        {
            using var victim = Process.GetProcessById(id);
            victim.Kill();
            return true;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
    }

    public Ended Wait()
    {
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new LossException($"a run did not end within {Limit}");
        }

        return new(process.ExitCode, output.Result, errors.Result);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}

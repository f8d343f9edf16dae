// Runs the real command line in a process of its own, in a folder of its own.

using System.Diagnostics;
using Repro.Records;

namespace Experiments.Tests.CommandLine;

internal sealed class HvaeRepro : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <summary>What `hvae-repro` finds as the current folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("hvae-repro-").FullName;

    /// <summary>Variables of its environment, beside those of the tests.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public static string Program => Path.Combine(AppContext.BaseDirectory, "hvae-repro.dll");

    public Answer Run(params string[] arguments) => RunIn(Program, arguments);

    /// <summary>The same with another build of the program.</summary>
    public Answer RunIn(string program, string[] arguments)
    {
        using var process = Start(program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"hvae-repro {string.Join(' ', arguments)} took longer than {Limit}.");
        }

        return new(process.ExitCode, output.Result, error.Result);
    }

    public Process Start(params string[] arguments) => Start(Program, arguments);

    private Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var variable in new[] { "HVAE_DATA", "HVAE_ARTIFACTS", "HVAE_RESULTS", "HVAE_REFERENCE" })
            start.Environment.Remove(variable);
        foreach (var (name, value) in Variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public string File(string path) => Path.Combine(Folder, path);

    /// <summary>Every metric of the last run's jobs: what must not depend on how the run went.</summary>
    public string Metrics(string preset = "smoke") => Records.Value(
        File($"results/{preset}/records.sqlite"),
        """
        SELECT group_concat(line, char(10)) FROM (
            SELECT key || ' ' || name || ' ' || value || ' ' || coalesce(standard_error, '') || ' ' || coalesce(n, '')
                || ' ' || unit AS line
            FROM run_metrics WHERE run_id = (SELECT max(id) FROM runs) ORDER BY line)
        """)!;

    /// <summary>Kind, key, name and hash of every file that belongs to a job's result, weights included.</summary>
    public IReadOnlyList<string> ArtifactHashes() =>
        [.. new ArtifactStore(File("artifacts")).AllResults()
            .SelectMany(artifact => artifact.Result.Files.Select(
                file => $"{artifact.Result.Kind}/{artifact.Result.Key}/{file.Key} {file.Value}")).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

internal sealed record Answer(int ExitCode, string Output, string Error);

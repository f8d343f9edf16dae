// All targets at `smoke` in one run of the real command line, on generated images. Many tests read its results.

using Experiments.CommandLine;
using Experiments.Tests.CommandLine;
using Hvae.Data;

using Xunit;

namespace Experiments.Tests;

/// <summary>Classes of this collection read the same run, one after another, and alone, since a page must open within a time.</summary>
[CollectionDefinition(nameof(SmokeRun), DisableParallelization = true)]
public sealed class SmokeRunCollection : ICollectionFixture<SmokeRun>;

public sealed class SmokeRun : IDisposable
{
    private readonly HvaeRepro program = new();

    public SmokeRun() => Answer = program.Run("run", "All", "--preset", "smoke", "--offline", "--workers", "2");

    internal Answer Answer { get; }

    /// <summary>The names of all targets that are a table or a figure.</summary>
    public static IEnumerable<string> Targets { get; } =
    [
        .. Catalogue.Experiments(new DataCatalog(new DataOptions { Folder = "none", CacheFolder = "none" }), "none", "none")
            .Select(experiment => experiment.Name).Where(name => name.Contains('.', StringComparison.Ordinal)),
    ];

    /// <summary>Writes the report of the run and returns the path of the page.</summary>
    public string Report()
    {
        var answer = program.Run("report", "--preset", "smoke");
        Assert.True(answer.ExitCode == 0, answer.Output + answer.Error);
        return Result("report.html");
    }

    /// <summary>Runs a command that reads the records of the run.</summary>
    internal Answer Ask(params string[] arguments) => program.Run([.. arguments, "--preset", "smoke"]);

    public string Result(string file) => program.File($"results/smoke/{file}");

    public string? Record(string query) => Records.Value(Result("records.sqlite"), query);

    public void Dispose() => program.Dispose();
}

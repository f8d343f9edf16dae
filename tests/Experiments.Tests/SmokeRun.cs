// All targets at `smoke` in one run of the real command line, on generated images. Many tests read its results.

using Experiments.CommandLine;
using Experiments.Tests.CommandLine;
using Hvae.Data;

namespace Experiments.Tests;

public sealed class SmokeRun : IDisposable
{
    private readonly HvaeRepro program = new();

    public SmokeRun() => Answer = program.Run("run", "All", "--preset", "smoke", "--offline", "--workers", "2");

    internal Answer Answer { get; }

    /// <summary>The names of all targets that are a table or a figure.</summary>
    public static IEnumerable<string> Targets { get; } =
    [
        .. Catalogue.Experiments(new DataCatalog(new DataOptions { Folder = "none", CacheFolder = "none" }), "none")
            .Select(experiment => experiment.Name).Where(name => name.Contains('.', StringComparison.Ordinal)),
    ];

    public string Result(string file) => program.File($"results/smoke/{file}");

    public string? Record(string query) => Records.Value(Result("records.sqlite"), query);

    public void Dispose() => program.Dispose();
}

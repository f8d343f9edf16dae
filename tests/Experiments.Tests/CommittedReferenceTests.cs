// The committed results of the preset "reference": they are of today's code, they draw their figure without a training, and the README
// shows their numbers.

using Experiments.CommandLine;
using Experiments.Tests.CommandLine;
using Repro.Claims;
using Repro.Plans;
using Repro.Records;
using Xunit;

namespace Experiments.Tests;

public sealed class CommittedReferenceTests
{
    private const string Target = "Xiao23.Figure8";

    private static readonly string Results = Path.Combine(DocumentedCommandsTests.Root, "results", "reference");

    private static string Jobs => Path.Combine(Results, CommittedResults.FolderName);

    [Fact]
    public void They_were_computed_by_todays_code()
    {
        var handlers = Catalogue.Handlers(new(new() { Folder = "", CacheFolder = "" }, "cpu", TimeSpan.Zero, TimeProvider.System))
            .ToDictionary(handler => handler.Kind);
        var code = new CommittedResults(Jobs).Code().ToArray();

        Assert.NotEmpty(code);
        Assert.All(code, each =>
        {
            var changed = Sources.Differences(each.Sources, Sources.Of(handlers[each.Kind].GetType()).Files);
            Assert.True(changed.Count == 0,
                $"The committed results of the kind {each.Kind} are of older code: {string.Join(", ", changed)} changed. See whether they "
                + "still hold (dotnet cake --target=Verify --preset=reference); then keep them (hvae-repro run TARGET --preset reference "
                + "--accept-code) and commit them again (hvae-repro keep TARGET --preset reference), or train anew (--retrain).");
        });
    }

    [Fact]
    public void They_draw_their_figure_and_decide_its_claims_without_a_training()
    {
        var data = Environment.GetEnvironmentVariable("HVAE_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "HVAE_DATA is not set: no official MNIST, to which the committed results belong.");
        using var program = new HvaeRepro();
        var to = Directory.CreateDirectory(program.File("results/reference/jobs")).FullName;
        foreach (var file in Directory.EnumerateFiles(Jobs)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));

        var answer = program.Run("run", Target, "--preset", "reference", "--data", data, "--offline");

        Assert.True(answer.ExitCode == 0, answer.Output + answer.Error);
        Assert.Matches("([0-9]+) jobs: \\1 cached, 0 to be run\n\\1 of the cached results are committed ones", answer.Output);
        Assert.True(File.Exists(program.File($"results/reference/{Target}.svg")));
        Assert.Equal(Verdicts(Path.Combine(Results, RecordsDatabase.FileName)), Verdicts(program.File("results/reference/records.sqlite")));
    }

    [Fact]
    public void The_readme_shows_their_claims()
    {
        var readme = File.ReadAllLines(Path.Combine(DocumentedCommandsTests.Root, "README.md"));

        Assert.Equal(Verdicts(Path.Combine(Results, RecordsDatabase.FileName)),
            readme.Select(line => line.Replace("\\|", "/", StringComparison.Ordinal).Split('|', StringSplitOptions.TrimEntries))
                .Where(cells => cells is ["", ['B', ..], _, _, _, ""])
                .Select(cells => $"{cells[1]}: {cells[3].Trim('*')}, {cells[4]}").Order(StringComparer.Ordinal));
    }

    private static string[] Verdicts(string path)
    {
        using var records = RecordsDatabase.OpenToRead(path);
        return
        [
            .. Ledger.Of(records).Where(entry => entry.Target == Target)
                .Select(entry => $"{entry.Claim.Split(' ')[0]}: {VerdictText.Of(entry.Verdict)}, {Effect(entry)}")
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string Effect(LedgerEntry entry) => entry.Effect is not { } effect ? "–"
        : $"{effect:G3}{(entry.StandardError is { } error ? $" ± {error:G2}" : "")} {entry.Unit}".TrimEnd();
}

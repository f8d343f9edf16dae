// After a change of the science, exactly its dependents are computed again, and `why` names the file. Hvae is built of changed sources.

using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Experiments.Checks;
using Experiments.CommandLine;
using Experiments.Jobs;
using Experiments.Tests.CommandLine;
using Hvae.Models;
using Repro.Environments;
using Repro.Plans;
using Repro.Records;
using Repro.Tests.Plans;
using Xunit;

namespace Experiments.Tests.Jobs;

public sealed class CodeTests(CodeTests.FinishedRun run) : IClassFixture<CodeTests.FinishedRun>
{
    private const string Objective = "src/Hvae/Objectives/LayerwiseObjective.cs";
    private const string Metric = "src/Hvae/Metrics/TwoLayerEvaluation.cs";

    [Fact]
    public void Comments_layout_line_ends_and_another_place_of_the_repository_keep_every_key()
    {
        var why = run.WhyAfter((file, text) =>
        {
            var layout = file == Objective ? text.Replace(";", " ;\n", StringComparison.Ordinal) : text;
            return $"// A remark.\n{layout}".Replace("\n", "\r\n", StringComparison.Ordinal);
        });

        Assert.All(why, line => Assert.EndsWith(": cached", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_constant_in_the_objective_trains_again_and_names_the_file()
    {
        var why = run.WhyAfter((file, text) => file == Objective ? Replaced(text, "(weight * Beta1)", "(1.5 * weight * Beta1)") : text);

        Assert.All(
            Of("train", why), line => Assert.Contains($": {Objective} changed since its result of ", line, StringComparison.Ordinal));
        Assert.All(why.Except(Of("classifier", why)), line => Assert.DoesNotContain(": cached", line, StringComparison.Ordinal));
        Assert.All(Of("classifier", why), line => Assert.EndsWith(": cached", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_changed_metric_leaves_trainings_and_other_metrics_cached()
    {
        var why = run.WhyAfter((file, text) => file == Metric ? Replaced(text, "Psnr.StandardError(", "2 * Psnr.StandardError(") : text);

        Assert.All(Of("evaluate", why),
            line => Assert.Contains($": {Metric} changed since its result of ", line, StringComparison.Ordinal));
        Assert.All(why.Except(Of("evaluate", why)), line => Assert.EndsWith(": cached", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Another_number_of_threads_computes_again_unless_it_is_accepted()
    {
        Assert.All(
            Of("train", run.Why("--threads", "2")),
            line => Assert.EndsWith("was computed with threads 1, and this run has 2; --accept-environment keeps that result", line,
                StringComparison.Ordinal));
        Assert.All(run.Why("--threads", "2", "--accept-environment"), line => Assert.EndsWith(": cached", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_result_says_what_computed_it() => Assert.All(run.Environments(), facts =>
    {
        Assert.Equal(["cpu", "float32", "1"], ((string[])["device", "precision", "threads"]).Select(name => facts[name]));
        Assert.All((string[])["libtorch", "TorchSharp", "host", "cpu", "cores"], name => Assert.NotEmpty(facts[name]));
        Assert.Equal(run.Commit, facts.GetValueOrDefault("commit", ""));
    });

    /// <summary>If names brought along code that decides no number, too much would be computed again.</summary>
    [Fact]
    public void No_kind_depends_on_the_command_line_or_the_reading_of_data_and_no_training_of_Xiao23_on_a_metric()
    {
        var machine = new WorkerMachine(new() { Folder = "", CacheFolder = "" }, "cpu", TimeSpan.Zero, TimeProvider.System);
        foreach (var handler in Catalogue.Handlers(machine))
        {
            var files = Sources.Of(handler.GetType()).Files.Keys.ToList();
            if (handler is not CalibrationJob) Assert.Contains(files, file => file.StartsWith("src/Hvae/", StringComparison.Ordinal));
            string[] unwanted =
                ["experiments/CommandLine/", .. Folders("Cache", "Downloads", "Sources", "StandIns")];
            if (handler is TrainJob or ClassifierJob) unwanted = [.. unwanted, "src/Hvae/Metrics/"];
            Assert.DoesNotContain(files, file => unwanted.Any(start => file.StartsWith(start, StringComparison.Ordinal)));
        }

        static IEnumerable<string> Folders(params string[] names) => names.Select(name => $"src/Hvae/Data/{name}/");
    }

    [Fact]
    public void The_science_reads_no_file_that_is_built_into_it() => Assert.Empty(typeof(Vdvae).Assembly.GetManifestResourceNames());

    private static IReadOnlyList<string> Of(string kind, IReadOnlyList<string> why)
    {
        var lines = why.Where(line => line.StartsWith($"{kind} ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(lines);
        return lines;
    }

    private static string Replaced(string text, string from, string to)
    {
        Assert.Contains(from, text, StringComparison.Ordinal);
        return text.Replace(from, to, StringComparison.Ordinal);
    }

    /// <summary>A sweep that has run, and programs of which a source differs.</summary>
    public sealed class FinishedRun : IDisposable
    {
        private const long LargestCopied = 20_000_000;
        private static readonly string[] Arguments =
            ["Xiao23.Figure8", "--preset", Path.Combine(AppContext.BaseDirectory, "two-by-two.json"), "--offline"];

        private readonly HvaeRepro program = new();

        public FinishedRun()
        {
            var answer = program.Run(["run", .. Arguments, "--workers", "2"]);
            Assert.True(answer.ExitCode == 0, answer.Output + answer.Error);
        }

        /// <summary>The commit that was checked out when the sweep ran; empty outside a checkout.</summary>
        internal string Commit { get; } = GitState.Of(AppContext.BaseDirectory).Commit;

        /// <summary>Returns what `why` reports for each job: kind, label, and reason.</summary>
        internal IReadOnlyList<string> Why(params string[] options) => Lines(program.Run(["why", "--json", .. Arguments, .. options]));

        /// <summary>Returns the facts recorded with each result, by their names.</summary>
        internal IEnumerable<IReadOnlyDictionary<string, string>> Environments() =>
            new ArtifactStore(program.File("artifacts")).AllResults().Select(artifact => artifact.Result.Environment);

        /// <summary>Does the same after building Hvae of changed sources in another folder.</summary>
        /// <param name="change">Returns the new text of a source, given its path in the repository and its text.</param>
        internal IReadOnlyList<string> WhyAfter(Func<string, string, string> change)
        {
            var folder = Directory.CreateDirectory(Path.Combine(program.Folder, $"program-{Guid.NewGuid():N}")).FullName;
            var files = Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories);
            foreach (var file in files.Where(file => new FileInfo(file).Length < LargestCopied))
            {
                var to = Path.Combine(folder, Path.GetRelativePath(AppContext.BaseDirectory, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                File.Copy(file, to);
            }

            var hvae = typeof(Vdvae).Assembly.GetName();
            var sources = HvaeSources().Select(file => (file, change(file, File.ReadAllText(Path.Combine(Root(), file)))));
            File.WriteAllBytes(Path.Combine(folder, "Hvae.dll"),
                CompiledCode.Of(hvae.Name!, "/elsewhere/", sources, hvae.Version!.ToString()));
            return Lines(program.RunIn(Path.Combine(folder, "hvae-repro.dll"), ["why", "--json", .. Arguments]));
        }

        public void Dispose() => program.Dispose();

        private static IReadOnlyList<string> Lines(Answer answer)
        {
            Assert.True(answer.ExitCode == 0, answer.Output + answer.Error);
            return [.. JsonNode.Parse(answer.Output)!.AsArray().Select(job => $"{job!["kind"]} {job["label"]}: {job["reason"]}")];
        }

        private static IEnumerable<string> HvaeSources() => new[] { "src/Hvae", "src/Shared" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root(), file).Replace('\\', '/'))
                .Where(file => !file.Split('/').Any(each => each is "obj" or "bin"));

        private static string Root([CallerFilePath] string here = "") =>
            Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
    }
}

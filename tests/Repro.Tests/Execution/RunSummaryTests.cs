// What a run prints at 80 and 120 columns: whole words, one line a claim, and each data set described once.

using Repro.Claims;
using Repro.Execution;
using Repro.Plans;
using Repro.TestWorker;
using Snapshots;
using Xunit;

namespace Repro.Tests.Execution;

public sealed class RunSummaryTests : RunTest
{
    private const string Described = "digits (official): 4 epochs of 512 of 60,000 training images, latents of 300 test images";

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Tables_claims_and_notes_fit_the_console(int width)
    {
        await Runner(width: width).RunAsync([new WideExperiment()], Preset(), TestContext.Current.CancellationToken);

        var text = console.ToString();
        var results = text[text.IndexOf("\nWide.models")..text.IndexOf("0 jobs:", text.IndexOf("Notes"))];
        Assert.All(results.Split('\n'), line => Assert.True(line.Length <= width, line));
        var words = string.Join(' ', results.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, words.Split("60,000 training").Length);
        Snapshot.Verify(results, suffix: $"{width}");
    }

    [Fact]
    public async Task Notes_stand_in_full_in_a_file()
    {
        var result = await Runner().RunAsync([new WideExperiment()], Preset(), TestContext.Current.CancellationToken);

        var file = Assert.Single(result.Files, file => file.EndsWith("Wide.notes.md", StringComparison.Ordinal));
        Assert.Contains("(docs/page.md)", File.ReadAllText(file));
        Assert.DoesNotContain("(docs/page.md)", console.ToString());
    }

    [Fact]
    public async Task Notices_and_progress_go_beside_the_results()
    {
        using var beside = new StringWriter { NewLine = "\n" };
        await new Runner(
            new() { ArtifactsRoot = folder["artifacts"], ResultsFolder = folder["results"], Executor = ExecutorKind.Debug },
            ToyHandlers.All, () => new Dictionary<string, string>(), new TextRenderer(), Workers.PlainConsole(console),
            TimeProvider.System)
        { Aside = Workers.PlainConsole(beside) }
            .RunAsync([new ToyExperiment()], Preset(), TestContext.Current.CancellationToken);

        Assert.Contains("done    count count 1", beside.ToString());
        Assert.DoesNotContain("done    count", console.ToString());
        Assert.Contains("Claims: 1 holds", console.ToString());
    }

    /// <summary>An experiment without jobs whose conclusion is like that of a sweep.</summary>
    private sealed class WideExperiment : IExperiment
    {
        public string Name => "Wide";

        public string Description => "Wide tables.";

        public ExperimentPlan Plan(ExperimentContext context) => new([], [new("digits", "official", "00ff", Described)]);

        public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results) => new()
        {
            Tables =
            [
                new()
                {
                    Name = "Wide.models",
                    Caption = $"GHVAE on {Described}. Preset toy, float32: 3×3 grid of (β₂, β₁), seed 2.",
                    Columns =
                    [
                        new("data"), new("model"), new("beta2", Format: "G6"), new("beta1", Format: "G6"),
                        new("R(z2)", "nats", "F3"), new("R(z1|z2)", "nats", "F3"), new("PSNR", "dB", "F3"), new("IS", Format: "F3"),
                        new("classifier accuracy", "", "F3"), new("I(y;z2)", "nats", "F3"), new("Logistic regression on z2", "", "F3"),
                        new("RBF SVM on z2 samples", "", "F3"), new("optimal in PSNR") { IsMinor = true },
                        new("optimal in I(y;z2)") { IsMinor = true },
                    ],
                    Rows = [.. new[] { 0.1, 1, 10 }.Select(beta => (object?[])
                        ["digits (official)", "GHVAE", beta, 1 / beta, 1.301, 97.65, 10.04, 1.037, 0.92, 0.1, 0.083, 0.083, true, false])],
                },
            ],
            Claims =
            [
                Claim("B1 on digits", 0.811, 0.2, "dB", Verdict.Holds, "the model best in inception score loses in PSNR: 0.811 ± 0.4 dB")
                    with { ErrorRates = "false 2.5 %, power 96 %", Short = "the model best in inception score loses in PSNR" },
                Claim("B3 on digits", 0.817, null, "", Verdict.Undecided, "one seed does not tell how far trainings differ"),
                Claim("B12", null, null, "", Verdict.NotTestableHere, "half of the images would decide"),
            ],
            Notes =
            [
                "The classifier has 92.0 % test accuracy; the paper states none.",
                $"Sizes: {string.Join(", ", Enumerable.Range(1, 20).Select(at => $"size {at} (paper: {at})"))} (docs/page.md).",
            ],
        };

        private static Claim Claim(string id, double? value, double? spread, string unit, Verdict verdict, string reason) =>
            new(id, "A statement.", "Toys, section 1", "statistic", value, spread, verdict, $"{reason} (on {Described}).") { Unit = unit };
    }
}

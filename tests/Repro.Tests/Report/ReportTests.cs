// What a report says of the runs of a results folder, as a page and as Markdown.

using System.Net;
using Repro.Claims;
using Repro.Plans;
using Repro.Records;
using Repro.Report;
using Repro.TestWorker;
using Repro.Tests.Execution;
using Xunit;

namespace Repro.Tests.Report;

public sealed class ReportTests : RunTest
{
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Fact]
    public async Task The_page_and_the_text_show_the_table_the_caption_the_verdict_the_command_and_the_machine()
    {
        await RunAsync();

        var (page, text) = Written();

        Assert.Contains("Preset <strong>results</strong>, written 2026-02-03 04:05 UTC from the records of run 1.", page);
        foreach (var part in (string[])["Sums of square roots.", "sum of the first", "Sums are positive.", "3.50 ± 0.10", "holds",
            "dotnet cake --target=Toy.Table1 --preset=results"])
        {
            Assert.Contains(part, WebUtility.HtmlDecode(page));
            Assert.Contains(part, text);
        }

        foreach (var part in (string[])["Sums | of roots", "toys from a box", "A note.", "run 1", "cores"]) Assert.Contains(part, page);
        Assert.Contains("<th scope=\"col\" class=\"n\">total [nats]</th>", page);
        Assert.Contains("| sum of the first | 4.15 |", text);
        Assert.Contains("![Sums](Toy.Table1.Picture.svg)", text);
    }

    [Theory]
    [InlineData(0.8114, 0.2, "0.81 ± 0.20 dB")]
    [InlineData(-0.1134, 0.0132, "−0.113 ± 0.013 dB")]
    [InlineData(-0.0086, 0.11, "−0.01 ± 0.11 dB")]
    [InlineData(-0.001, 0.11, "0.00 ± 0.11 dB")]
    [InlineData(1841.7, 23.4, "1842 ± 23 dB")]
    [InlineData(0.0, 0.0, "0 ± 0 dB")]
    [InlineData(0.45, 0.0, "0.450 ± 0.000 dB")]
    [InlineData(4.92E-07, null, "0.0000 dB")]
    [InlineData(-0.0258, null, "−0.0258 dB")]
    [InlineData(12.3456, null, "12.3 dB")]
    [InlineData(null, null, "–")]
    public void An_effect_has_two_digits_of_its_error(double? effect, double? error, string expected) =>
        Assert.Equal(expected, ClaimText.Effect(effect, error, "dB"));

    [Fact]
    public async Task What_records_and_callers_say_is_escaped()
    {
        await RunAsync();

        var (page, text) = Written(claims: [new("A1", "a <b> & \"c\"", "<script>alert(1)</script>")]);

        Assert.Contains("a &lt;b&gt; &amp; &quot;c&quot;", page);
        Assert.DoesNotContain("<script>alert", page);
        Assert.DoesNotContain("<script>alert", text);
    }

    [Fact]
    public async Task A_target_on_a_stand_in_is_marked_everywhere_and_gives_way_to_one_on_real_images()
    {
        await RunAsync(new ToyExperiment { Quality = "stand-in" });
        var standIn = Written();
        await RunAsync(new ToyExperiment());
        await RunAsync(new ToyExperiment { Quality = "stand-in" });
        var real = Written();

        Assert.Contains("STAND-IN: generated images", standIn.Page);
        Assert.Contains("STAND-IN: generated images", standIn.Text);
        Assert.Contains("Targets on stand-ins: 1 of 2.", standIn.Page);
        Assert.Contains("1 on stand-ins, 1 not run", standIn.Page);
        Assert.DoesNotContain("STAND-IN", real.Page);
        Assert.Contains("from the records of run 2.", real.Page);
    }

    [Theory]
    [InlineData(Verdict.Fails, "fails")]
    [InlineData(Verdict.NotTestableHere, "holds")]
    public async Task Of_two_targets_the_last_that_could_test_a_claim_decides_it(Verdict ofTheLast, string expected)
    {
        await RunAsync();
        await RunAsync(new ToyExperiment { Name = "Toy.Never", Verdict = ofTheLast });

        Assert.Contains($"| A1 | {expected} |", Written().Text);
    }

    [Fact]
    public async Task A_target_that_lacks_results_is_marked()
    {
        await RunAsync(settings: ToyExperiment.Settings(troubles: (2, "fail")));

        var (page, text) = Written();

        Assert.Contains("INCOMPLETE: 2 jobs have no result.", page);
        Assert.Contains("| Toy.Table1 | incomplete |", text);
    }

    [Fact]
    public async Task Claims_without_a_verdict_and_targets_without_a_run_are_listed()
    {
        await RunAsync();

        var (page, text) = Written(claims: [new("A1", "one", "Toys"), new("A2", "another", "Toys")]);

        Assert.Contains("<span class=\"badge NotRun\">not run</span>", page);
        Assert.Contains("<li id=\"claim-A2\"><strong>A2</strong>: another <cite>(Toys)</cite></li>", page);
        Assert.Contains("| A2 | another | Toys |", text);
        const string Command = "dotnet cake --target=Toy.Never --preset=results";
        Assert.Contains($"<li><strong>Toy.Never</strong>: Nothing. <code>{Command}</code></li>", page);
        Assert.DoesNotContain("<h3 id=\"Toy.Never\">", page);
        Assert.Contains($"- Toy.Never: Nothing. `{Command}`", text);
    }

    [Fact]
    public void A_reason_has_the_data_sets_without_their_sizes_which_the_target_tells()
    {
        var target = new TargetSection
        {
            Name = "T",
            Description = "",
            Data = [("official", "toys (official): 3 of 9"), ("official", "dolls (official): all")],
        };

        Assert.Equal("1 (on toys (official)); 2 (on dolls (official)).",
            target.WithShortData("1 (on toys (official): 3 of 9); 2 (on dolls (official): all)."));
    }

    /// <summary>The reader must not stop at a file that somebody has deleted or cut off.</summary>
    [Fact]
    public async Task Missing_and_damaged_files_are_named()
    {
        await RunAsync();
        File.WriteAllText(folder["results/Toy.Table1.md"], "# half");
        File.Delete(folder["results/Toy.Table1.Picture.svg"]);
        File.Delete(folder["results/Toy.Table1.Picture.png"]);

        var (page, _) = Written();

        Assert.Contains("The file of the table Toy.Table1 is missing or damaged.", page);
        Assert.Contains("The file of the picture “Sums” is missing.", WebUtility.HtmlDecode(page));
    }

    [Fact]
    public async Task Results_that_were_moved_are_found()
    {
        await RunAsync();
        Directory.Move(folder["results"], folder["elsewhere"]);

        Assert.Contains("sum of the first", Written("elsewhere").Page);
    }

    [Fact]
    public void Without_records_the_message_says_what_to_run()
    {
        var problem = Assert.Throws<RecordsException>(() => Written());

        Assert.Contains("hvae-repro run All --preset results", problem.Message);
    }

    [Fact]
    public void A_table_is_read_as_it_was_written()
    {
        var table = TextTable.Of(new Table
        {
            Name = "T",
            Caption = "a | b",
            Columns = [new("name"), new("value", "nats", "F1")],
            Rows = [["x|y", 1.5], ["", null]],
        });

        Assert.Equal(("T", "a | b"), (table.Name, table.Caption));
        Assert.Equal([("name", false), ("value [nats]", true)], table.Columns);
        Assert.Equal([["x|y", "1.5"], ["", "–"]], table.Rows);
    }

    private (string Page, string Text) Written(string results = "results", IReadOnlyList<ListedClaim>? claims = null)
    {
        var subject = new ReportSubject
        {
            Title = "Toys",
            Groups = [new("Sums", [("Toy.Table1", "Sums of square roots."), ("Toy.Never", "Nothing.")])],
            Claims = claims ?? [new("A1", "Sums are positive.", "Toys, section 1")],
            Appendices = [],
            Departures = settings => [$"counts {settings["counts"]} (paper: 9)"],
            Citation = "cite me",
        };
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Now);
        var files = ReportFiles.Write(folder[results], folder[$"{results}/report.html"], subject, _ => { }, time);
        return (File.ReadAllText(files[0]), File.ReadAllText(files[1]));
    }
}

// The figures and tables of learning curves, on simulated sweeps with a history.

using Experiments.Presets;
using Experiments.Sweeps;
using Experiments.Xiao23;
using Experiments.Xiao23.Claims;
using Repro.Figures;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Xiao23;

public sealed class LearningCurvesTests
{
    private static readonly WorldSettings Grid = new(5, EveryBeta: 2, MoreSeeds: 3,
        World.AsThePaperSays.Metrics.Keys.ToDictionary(metric => metric, _ => SeedScatter.Uniform(0.005, shared: 0.3)));

    [Fact]
    public void A_sweep_without_a_history_adds_nothing()
    {
        var conclusion = Conclude("reference", Sweep(0));

        Assert.Empty(conclusion.Figures);
        Assert.Empty(conclusion.Tables);
    }

    /// <summary>The best accuracy of the RBF SVM on z2 is near 0.87 in this world, and 77.6 % in the paper's Table 1.</summary>
    [Fact]
    public void The_papers_number_is_a_line_and_a_distance()
    {
        var conclusion = Conclude("reference", WithHistory(Sweep(0)));

        var panel = Panels(conclusion, "Xiao23.Figure5.curves").Single(panel => panel.Title == "RBF SVM on z₂, best");
        var (measured, paper) = (panel.Curves[0], panel.Curves[1]);
        Assert.Equal([-1, 0], measured.Points.Select(point => point.X));
        Assert.Equal([77.60, 77.60], paper.Points.Select(point => point.Y));
        Assert.Equal(measured.Points[^1].Y - 77.60, Cell(conclusion, "outlook", "RBF SVM on z2, best [%]", "distance"));
        Assert.Single(Panels(conclusion, "Xiao23.Figure5.curves").Single(panel => panel.Title == "PSNR, best").Curves);
        Assert.Null(Cell(conclusion, "outlook", "PSNR, best [dB]", "paper"));
    }

    [Theory]
    [InlineData(2, "GHVAE", "official")]
    [InlineData(0, "LVAE", "official")]
    [InlineData(0, "GHVAE", "stand-in")]
    public void Sweeps_of_which_the_paper_prints_no_number_are_compared_with_none(int data, string family, string quality)
    {
        var sweep = Sweep(data);
        var conclusion = Conclude("reference", WithHistory(sweep with { Family = family, Data = sweep.Data with { Quality = quality } }));

        var table = conclusion.Tables.Single(table => table.Name.EndsWith(".outlook", StringComparison.Ordinal));
        Assert.DoesNotContain("paper", table.Columns.Select(column => column.Name));
        Assert.Contains("The paper prints no number that", table.Caption, StringComparison.Ordinal);
        Assert.All(Panels(conclusion, "Xiao23.Figure5.curves"), panel => Assert.Single(panel.Curves));
    }

    [Theory]
    [InlineData(Worlds.Paper, Worlds.Paper, "none: holds at every time")]
    [InlineData(Worlds.Noise, Worlds.Paper, "none, if it goes on like this: holds since 1/2")]
    [InlineData(Worlds.Noise, Worlds.Opposite, "open: holds at the end alone")]
    public void What_is_expected_of_a_claim_follows_from_its_verdicts(string first, string halfWay, string expected)
    {
        var sweep = Sweep(0) with { Earlier = [(0.25, Sweep(0, first)), (0.5, Sweep(0, halfWay))] };

        var b3 = ClaimCurve.Of(sweep).Single(claim => claim.Id == "B3");

        Assert.Equal(expected, b3.Expected());
        Assert.InRange(b3.Evidence(b3.Points[^1].Finding), ClaimCurve.Decides, ClaimCurve.Most);
        if (halfWay == Worlds.Opposite) Assert.InRange(b3.Evidence(b3.Points[1].Finding), -ClaimCurve.Most, -ClaimCurve.Decides);
    }

    [Fact]
    public void Claims_that_decide_nothing_have_no_evidence()
    {
        var sweep = WithHistory(Sweep(0));

        Assert.NotEmpty(ClaimCurve.Of(sweep));
        Assert.Empty(ClaimCurve.Of(sweep with { Data = sweep.Data with { Quality = "stand-in" } }));
    }

    [Theory]
    [InlineData(0.125, "1/8")]
    [InlineData(0.3, "0.3")]
    public void A_share_reads_as_people_write_it(double share, string text) => Assert.Equal(text, LearningCurves.Text(share));

    private static Sweep WithHistory(Sweep sweep) => sweep with { Earlier = [(0.5, sweep)] };

    /// <summary>Returns a sweep of GHVAEs on SVHN (0), CIFAR-10 (1) or MNIST (2).</summary>
    private static Sweep Sweep(int data, string world = Worlds.Paper) => Worlds.Sweeps(world, Grid, seed: 7)[data];

    private static Conclusion Conclude(string preset, Sweep sweep)
    {
        var settings = Preset.Folder.Load(preset).Settings;
        ExperimentContext context = new() { Preset = preset, Settings = settings, Provenance = "" };
        return LearningCurves.Add(new(), new(
            "Xiao23.Figure5", context, Preset.From(settings), [new(sweep.Family, sweep.Data.Name, Measurements.Numbers)], [sweep]));
    }

    private static IEnumerable<PlanePanel> Panels(Conclusion conclusion, string figure) =>
        conclusion.Figures.Single(drawn => drawn.Name == figure).Panels.Cast<PlanePanel>();

    private static object? Cell(Conclusion conclusion, string table, string quantity, string column)
    {
        var found = conclusion.Tables.Single(each => each.Name == $"Xiao23.Figure5.{table}");
        var at = found.Columns.Select(each => each.Name).ToList().IndexOf(column);
        return found.Rows.Single(row => row.Contains(quantity))[at];
    }
}

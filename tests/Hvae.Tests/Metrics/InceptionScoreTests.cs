// The inception score equals that of the usual libraries, is the product of diversity and sharpness, and stays within its limits.

using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Hvae.Metrics;
using Xunit;

namespace Hvae.Tests.Metrics;

public sealed class InceptionScoreTests
{
    // The reference's probabilities are written with 12 decimals.
    private const double Tolerance = 1e-9;

    [Fact]
    public void Agrees_with_the_reference()
    {
        var reference = MetricsReference.Section("inception");
        var rows = reference.GetProperty("probabilities").Deserialize<double[][]>()!;

        var score = InceptionScore.Of(Table(rows), reference.GetProperty("splits").GetInt32());

        Assert.Equal(reference.Number("score_mean"), score.Score, Tolerance);
        Assert.Equal(reference.Number("score_std"), score.ScoreSpread, Tolerance);
        Assert.Equal(reference.Number("diversity_mean"), score.Diversity, Tolerance);
        Assert.Equal(reference.Number("sharpness_mean"), score.Sharpness, Tolerance);
    }

    [Fact]
    public void In_every_split_the_score_is_diversity_times_sharpness_and_all_are_in_range() =>
        Prop.ForAll(Arb.From(Distributions), rows =>
        {
            var classes = rows[0].Length;
            return InceptionScore.Of(Table(rows), Math.Min(3, rows.Length)).Splits.All(split =>
                Math.Abs(split.Score - (split.Diversity * split.Sharpness)) < 1e-12 * split.Score
                && Within(split.Score, 1, classes) && Within(split.Diversity, 1, classes) && Within(split.Sharpness, 1.0 / classes, 1));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(300));

    [Fact]
    public void Sure_and_evenly_spread_samples_have_the_highest_score()
    {
        var score = InceptionScore.Of(new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } }, 1);
        Assert.Equal((3.0, 3.0, 1.0), (Math.Round(score.Score, 12), Math.Round(score.Diversity, 12), score.Sharpness));
    }

    [Fact]
    public void A_class_that_never_occurs_adds_nothing()
    {
        var score = InceptionScore.Of(new double[,] { { 0.3, 0.7, 0 }, { 0.6, 0.4, 0 } }, 1);
        var without = InceptionScore.Of(new double[,] { { 0.3, 0.7 }, { 0.6, 0.4 } }, 1);
        Assert.Equal((without.Score, without.Diversity, without.Sharpness), (score.Score, score.Diversity, score.Sharpness));
    }

    [Fact]
    public void Equal_samples_score_one()
    {
        var score = InceptionScore.Of(new double[,] { { 0.2, 0.8 }, { 0.2, 0.8 }, { 0.2, 0.8 }, { 0.2, 0.8 } }, 2);
        Assert.Equal(1, score.Score, 12);
        Assert.Equal(0, score.ScoreSpread, 12);
        Assert.Equal(0, score.ScoreStandardError);
        Assert.Null(InceptionScore.Of(new double[,] { { 0.2, 0.8 } }, 1).ScoreStandardError);
    }

    [Fact]
    public void Splits_that_do_not_divide_the_samples_are_consecutive_and_the_first_ones_larger()
    {
        double[][] rows = [[0.9, 0.1], [0.2, 0.8], [0.5, 0.5], [0.3, 0.7], [0.6, 0.4]];

        var score = InceptionScore.Of(Table(rows), 2);

        var parts = new[] { rows[..3], rows[3..] }.Select(part => InceptionScore.Of(Table(part), 1).Score).ToArray();
        Assert.Equal(parts, score.Splits.Select(split => split.Score));
        Assert.Equal(parts.Average(), score.Score, 12);
        Assert.Equal(Math.Abs(parts[0] - parts[1]) / 2, score.ScoreSpread, 12);
        Assert.Equal(Math.Abs(parts[0] - parts[1]) / 2, score.ScoreStandardError!.Value,
            12); // Their standard deviation |a − b|/√2, over √2.
    }

    [Theory]
    [InlineData(0.5, 0.6)]
    [InlineData(1.5, -0.5)]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 0)]
    public void What_is_no_distribution_is_named(double first, double second)
    {
        var error = Assert.Throws<ArgumentException>(() => InceptionScore.Of(new[,] { { 0.5, 0.5 }, { first, second } }, 1));
        Assert.Contains("sample 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_samples_than_splits_are_refused() =>
        Assert.Throws<ArgumentException>(() => InceptionScore.Of(new[,] { { 0.5, 0.5 }, { 0.5, 0.5 } }, 3));

    /// <summary>One to 20 distributions over 2 to 6 classes, some of them with zeros.</summary>
    private static Gen<double[][]> Distributions =>
        from classes in Gen.Choose(2, 6)
        from count in Gen.Choose(1, 20)
        from rows in Gen.ArrayOf(Gen.ArrayOf(Gen.Choose(0, 1000), classes), count)
        select rows.Select(Normalised).ToArray();

    private static double[] Normalised(int[] row)
    {
        var sum = row.Sum();
        return [.. row.Select((value, y) => sum > 0 ? (double)value / sum : y == 0 ? 1 : 0)];
    }

    private static bool Within(double value, double low, double high) => value >= low - 1e-12 && value <= high + 1e-12;

    private static double[,] Table(double[][] rows)
    {
        var table = new double[rows.Length, rows[0].Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var y = 0; y < rows[i].Length; y++) table[i, y] = rows[i][y];
        }

        return table;
    }
}

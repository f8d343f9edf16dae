// A comparison tests differences over seeds, or with the numbers' own errors, and corrects for the number of tests.

using Experiments.Comparison;
using Xunit;

namespace Experiments.Tests.Comparison;

public sealed class RecordsComparisonTests
{
    [Fact]
    public void Identical_bits_are_counted_and_need_no_error()
    {
        var side = Side((1, 2.5, null), (2, 3.5, null));

        var comparison = RecordsComparison.Of(side, side);

        Assert.Equal((2, 2, 0, false), (comparison.Jobs, comparison.Identical, comparison.Moves.Count, comparison.HasChanged));
    }

    [Fact]
    public void Several_seeds_are_paired()
    {
        var move = Assert.Single(RecordsComparison.Of(
            Side((1, 10, 0.001), (2, 20, 0.001), (3, 30, 0.001)), Side((1, 11, 0.001), (2, 21.2, 0.001), (3, 30.8, 0.001))).Moves);

        Assert.Equal((3, 20.0), (move.Seeds, move.Was));
        Assert.Equal(1 / (0.2 / Math.Sqrt(3)), move.Errors!.Value, 6); // The mean of 1, 1.2 and 0.8, and their deviation of 0.2.
        Assert.True(move.IsSignificant);
    }

    [Theory]
    [InlineData(10.2, false)]
    [InlineData(10.5, true)]
    public void One_seed_has_the_numbers_own_errors(double now, bool isSignificant)
    {
        var comparison = RecordsComparison.Of(Side((1, 10, 0.1)), Side((1, now, 0.1)));

        Assert.Equal((now - 10) / (0.1 * Math.Sqrt(2)), Assert.Single(comparison.Moves).Errors!.Value, 6);
        Assert.Equal(isSignificant, comparison.HasChanged);
    }

    [Fact]
    public void A_number_without_error_is_shown_but_decides_nothing()
    {
        var comparison = RecordsComparison.Of(Side((1, 10, null)), Side((1, 1000, null)));

        Assert.Null(Assert.Single(comparison.Moves).P);
        Assert.False(comparison.HasChanged);
    }

    [Fact]
    public void Among_many_tests_a_difference_must_be_larger()
    {
        static ComparedRecords Many(double first) => Side(
            [(1, first, 0.1), .. Enumerable.Range(2, 200).Select(at => (at, 1.0, (double?)0.1))], ofOneGroup: false);

        Assert.True(RecordsComparison.Of(Side((1, 10, 0.1)), Side((1, 10.35, 0.1))).HasChanged);
        Assert.False(RecordsComparison.Of(Many(10), Many(10.35)).HasChanged);
    }

    [Fact]
    public void Jobs_of_one_side_are_counted()
    {
        var comparison = RecordsComparison.Of(Side((1, 10, 0.1), (2, 10, 0.1)), Side((2, 10, 0.1), (3, 10, 0.1), (4, 10, 0.1)));

        Assert.Equal((1, 1, 2), (comparison.Jobs, comparison.Gone, comparison.Added));
    }

    private static ComparedRecords Side(params (int Seed, double Value, double? Error)[] models) => Side(models, ofOneGroup: true);

    private static ComparedRecords Side((int Seed, double Value, double? Error)[] models, bool ofOneGroup) => new(
        "", models.Select(model => new ComparedJob(
            $"{model.Seed}", ofOneGroup ? "models" : $"{model.Seed}", "evaluate model", "key", "folder",
            new Dictionary<string, Measured> { ["psnr"] = new(model.Value, model.Error, "dB") })).ToDictionary(job => job.Identity),
        [], new Dictionary<string, string>(), new Dictionary<string, string>());
}

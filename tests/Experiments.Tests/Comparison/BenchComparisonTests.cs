// A ratio of two measurements has moved when it differs by more than its noise, among all that are tested.

using System.Text.Json.Nodes;
using Benchmarks.Report;
using Xunit;

namespace Experiments.Tests.Comparison;

public sealed class BenchComparisonTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(0.80, 0.84, false)]
    [InlineData(0.80, 1.00, true)]
    [InlineData(1.00, 0.80, true)]
    public void A_ratio_moves_by_more_than_its_noise(double was, double now, bool hasMoved)
    {
        var comparison = BenchComparison.Of(Bench(was), Bench(now));

        var mnist = Assert.Single(comparison.Ratios, ratio => ratio.Name == "ratio_plain mnist");
        Assert.Equal((was, now, hasMoved), (mnist.Was, mnist.Now, mnist.HasMoved));
        Assert.Equal(hasMoved, comparison.HasChanged);
        Assert.Equal("ratio_plain mnist", comparison.Ratios[0].Name); // It has the smallest p-value.
    }

    [Fact]
    public void A_noisy_measurement_hides_a_difference() =>
        Assert.False(BenchComparison.Of(Bench(0.8, error: 0.1), Bench(1, error: 0.1)).HasChanged);

    [Fact]
    public void A_ratio_without_error_is_shown_but_decides_nothing()
    {
        var old = Bench(0.8);
        old.Remove("errors");

        var comparison = BenchComparison.Of(old, Bench(8));

        Assert.Equal(3, comparison.Ratios.Count);
        Assert.All(comparison.Ratios, ratio => Assert.Null(ratio.P));
        Assert.False(comparison.HasChanged);
    }

    [Fact]
    public void What_one_side_lacks_is_left_out()
    {
        var without = Bench(0.8);
        without["svm_speedup"] = null;

        Assert.DoesNotContain(BenchComparison.Of(without, Bench(0.8)).Ratios, ratio => ratio.Name == "svm_speedup");
    }

    [Fact]
    public void Another_machine_is_named() => Assert.Equal(
        ["environment: cores: 2 → 4"], BenchComparison.Of(Bench(0.8), Bench(0.8, cores: 4)).Machine);

    [Theory]
    [InlineData(0.80, 0)]
    [InlineData(1.00, 4)]
    public void The_exit_code_is_that_of_a_comparison_of_records(double now, int exitCode)
    {
        var sides = new[] { ("a", 0.8), ("b", now) }.Select(side =>
        {
            var path = folder.CreateSubdirectory(side.Item1).FullName;
            File.WriteAllText(Path.Combine(path, "latest.json"), Bench(side.Item2).ToJsonString());
            return path;
        }).ToArray();

        Assert.Equal(exitCode, BenchComparison.Run(sides[0], sides[1]));
    }

    /// <summary>Makes the file of a run in which one ratio is as given.</summary>
    private static JsonObject Bench(double ratio, double error = 0.005, int cores = 2) => new()
    {
        ["machine"] = new JsonObject { ["libtorch"] = "2.10.0", ["cores"] = $"{cores}" },
        ["ratio_plain"] = new JsonObject { ["mnist"] = ratio, ["color32"] = 0.85 },
        ["ratio_pytorch"] = new JsonObject { ["mnist"] = null, ["color32"] = null }, // PyTorch is not installed.
        ["svm_speedup"] = 5.1,
        ["errors"] = new JsonObject
        {
            ["ratio_plain"] = new JsonObject { ["mnist"] = error, ["color32"] = error },
            ["svm_speedup"] = error,
        },
    };
}

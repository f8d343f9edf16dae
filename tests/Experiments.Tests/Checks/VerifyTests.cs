// Verify notices models that are other ones, and rarely takes the noise of seeds for a change.

using Experiments.Checks;
using Experiments.Sweeps;
using Repro.Claims;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Checks;

public sealed class VerifyTests
{
    private const int Simulations = 1000;

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Noise_is_taken_for_a_change_in_one_percent_of_nights(double shared)
    {
        var alarms = Enumerable.Range(1, Simulations).Count(night => Alarms(night, shared, shift: 0));

        Assert.InRange(alarms, 0, Simulations * 0.02);
    }

    /// <summary>One cell of one metric differs by eight deviations of a seed. Seven are noticed in nine of ten nights.</summary>
    [Fact]
    public void A_change_is_noticed()
    {
        var alarms = Enumerable.Range(1, Simulations).Count(night => Alarms(night, shared: 0.1, shift: 8));

        Assert.InRange(alarms, Simulations * 0.95, Simulations);
    }

    private static bool Alarms(int night, double shared, double shift)
    {
        var random = new RandomStream((ulong)night);
        var values = Verify.Metrics.Select(_ => Draw(random, shared, cells: 9, seeds: 5)).ToArray();
        SweepCell[] recorded = [.. Enumerable.Range(0, 9).Select(cell => Cell(cell, [.. Enumerable.Range(0, 4)], values))];
        var again = Enumerable.Range(0, 4).Select(cell => Cell(cell, [4], values, cell == 0 ? shift : 0)).ToArray();
        return Verify.Compare(recorded, again, Fidelity.FamilyWise).Any(comparison => !comparison.IsWithin);
    }

    /// <summary>Draws values with variance 1 over seeds, of which a share moves all cells together.</summary>
    private static double[][] Draw(RandomStream random, double shared, int cells, int seeds)
    {
        double[] together = [.. Enumerable.Range(0, seeds).Select(_ => random.Normal() * Math.Sqrt(shared))];
        double Own() => random.Normal() * Math.Sqrt(1 - shared);
        return [.. Enumerable.Range(0, cells).Select(_ => together.Select(value => value + Own()).ToArray())];
    }

    /// <summary>Makes a cell of models whose metrics have the drawn values on the scales on which they are compared.</summary>
    private static SweepCell Cell(int cell, int[] seeds, double[][][] values, double shift = 0) => new(new(cell + 1, 1),
    [
        .. from seed in seeds
           let metrics = Verify.Metrics.Select((metric, index) => new Metric(
               metric.Metric.Name, Unscaled(metric.Scale, 20 + values[index][cell][seed] + (index == 0 ? shift : 0)), ""))
           select new SweepModel(seed, true, metrics.ToDictionary(metric => metric.Name)),
    ]);

    /// <summary>Inverts a scale, which is one of ln(1 + x), ln x and x.</summary>
    private static double Unscaled(Func<double, double> scale, double value) =>
        scale(1) == 0 ? Math.Exp(value) : scale(1) == 1 ? value : Math.Exp(value) - 1;
}

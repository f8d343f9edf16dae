// Estimates have the error of the theory, and verdicts on one statement the error rates that are documented.

using Experiments.Claims;
using Repro.Claims;
using Xunit;

namespace Experiments.Tests.Claims;

public sealed class EstimateTests
{
    [Fact]
    public void The_stream_is_the_published_one()
    {
        var random = new RandomStream(1234567);

        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423];
        Assert.All(published, bits => Assert.Equal(bits, random.Bits()));
    }

    [Fact]
    public void Indices_are_uniform_and_normal_numbers_normal()
    {
        var random = new RandomStream(1);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[random.Index(7)]++;
        var normals = Enumerable.Range(0, 100_000).Select(_ => random.Normal()).ToArray();

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Equal(0, normals.Average(), 0.02);
        Assert.Equal(1, normals.Average(x => x * x), 0.03);
        Assert.Equal(0.025, normals.Count(x => x > 1.959964) / 100_000.0, 0.003);
    }

    [Fact]
    public void The_standard_error_of_a_mean_is_the_textbooks()
    {
        var sample = Normals(seed: 3, count: 100, mean: 5);
        var mean = sample.Average();
        var textbook = Math.Sqrt(sample.Sum(x => (x - mean) * (x - mean)) / 99 / 100);

        var estimate = Bootstrap.Of(sample, Mean);

        Assert.Equal(mean, estimate.Value);
        Assert.Equal(textbook, estimate.StandardError!.Value, 0.1 * textbook);
    }

    [Fact]
    public void The_same_sample_gives_the_same_estimate() =>
        Assert.Equal(Bootstrap.Of(Normals(4, 20, 0), Mean), Bootstrap.Of(Normals(4, 20, 0), Mean));

    /// <summary>The theory gives 2.5 % on each side. The percentile interval of a small sample is known to be a little too short.</summary>
    [Theory]
    [InlineData(25, 0.055)]
    [InlineData(121, 0.045)]
    public void A_mean_at_the_threshold_is_seldom_judged_on_either_side(int count, double most)
    {
        const int Worlds = 400;
        var verdicts = Enumerable.Range(0, Worlds).Select(world => Judge(Normals((ulong)(1000 + world), count, mean: 0))).ToArray();

        Assert.InRange(verdicts.Count(verdict => verdict == Verdict.Holds) / (double)Worlds, 0.005, most);
        Assert.InRange(verdicts.Count(verdict => verdict == Verdict.Fails) / (double)Worlds, 0.005, most);
    }

    [Fact]
    public void A_mean_far_from_the_threshold_is_judged_rightly()
    {
        Assert.All(Enumerable.Range(0, 50), world => Assert.Equal(Verdict.Holds, Judge(Normals((ulong)world, 25, mean: 1.5))));
        Assert.All(Enumerable.Range(0, 50), world => Assert.Equal(Verdict.Fails, Judge(Normals((ulong)world, 25, mean: -1.5))));
    }

    /// <summary>Two degrees of freedom: P = (1 − t/√(t² + 2))/2 with t = √7.</summary>
    [Fact]
    public void The_test_of_seeds_is_Students()
    {
        var estimate = Estimate.OfSeeds([1, 2, 4]);

        Assert.Equal((7 / 3.0, 2.0), (estimate.Value, estimate.DegreesOfFreedom));
        Assert.Equal(0.8819171036881969, estimate.StandardError!.Value, 12);
        Assert.Equal(0.11808289631180302 / 2, estimate.PAbove(0), 9);
        Assert.Equal(1 - (0.11808289631180302 / 2), estimate.PBelow(0), 9);
    }

    [Fact]
    public void One_seed_decides_nothing()
    {
        var estimate = Estimate.OfSeeds([5]);

        Assert.Null(estimate.StandardError);
        Assert.Equal((1, 1), (estimate.PAbove(0), estimate.PBelow(0)));
        Assert.Null(estimate.With(1).StandardError);
    }

    /// <summary>Welch's t = −2.32688 with 5.24308 degrees of freedom; the tail by numerical integration of Student's density.</summary>
    [Fact]
    public void Independent_errors_are_added_as_Welch_does()
    {
        var difference = Estimate.OfSeeds([1, 2, 4]).Minus(Estimate.OfSeeds([3, 5, 4, 8, 6]));

        Assert.Equal(-2.8666666666666667, difference.Value, 12);
        Assert.Equal(5.243084220079857, difference.DegreesOfFreedom, 6);
        Assert.Equal(0.032536754913, difference.PBelow(0), 6);
    }

    [Theory]
    [InlineData(-0.14)]
    [InlineData(0.07)]
    public void Tests_start_from_the_effect_or_its_centre_whichever_supports_the_statement_less(double centre)
    {
        const double Effect = -0.04, Threshold = 0.01;
        var (effect, other) = (new Estimate(Effect, 0.04, 69), new Estimate(centre, 0.04, 69));
        var shifted = effect with { Centre = centre };

        Assert.Equal(Math.Max(effect.PAbove(Threshold), other.PAbove(Threshold)), shifted.PAbove(Threshold));
        Assert.Equal(Math.Max(effect.PBelow(Threshold), other.PBelow(Threshold)), shifted.PBelow(Threshold));
    }

    private static Verdict Judge(double[] sample) => Finding.Above("mean", Bootstrap.Of(sample, Mean)).Verdict;

    private static double Mean(IReadOnlyList<double> sample) => sample.Average();

    private static double[] Normals(ulong seed, int count, double mean)
    {
        // Neighbouring seeds must not give neighbouring parts of one stream.
        var random = new RandomStream(new RandomStream(seed).Bits());
        return [.. Enumerable.Range(0, count).Select(_ => mean + random.Normal())];
    }
}

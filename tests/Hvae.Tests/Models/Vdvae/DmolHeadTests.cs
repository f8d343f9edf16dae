// The discretised mixture of logistics compared with its formula pixel by pixel, the sum of its probabilities, and its samples compared
// with them.

using Hvae.Models;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class DmolHeadTests
{
    private const int Mixtures = 3;

    /// <summary>−1 and 1 are edges. With sharp components far away the bin's mass vanishes.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(4)]
    public void Distortion_is_the_formula(double spread)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2, CPU);
        using var head = new DmolHead(4, 3, Mixtures);
        var output = randn([2, 10 * Mixtures, 3, 4], dtype: ScalarType.Float64, generator: generator) * spread;
        var targets = (randint(0, 256, [2, 3, 3, 4], generator: generator).to(ScalarType.Float64) / 127.5) - 1;
        targets[0, 0, 0, 0].fill_(-1);
        targets[0, 1, 0, 0].fill_(1);

        var distortion = head.Distortion(output, targets).data<double>().ToArray();

        for (var image = 0; image < 2; image++)
        {
            var sum = 0.0;
            for (var row = 0; row < 3; row++)
                for (var column = 0; column < 4; column++)
                    sum -= LogProbability(Numbers(output[image, .., row, column]), Numbers(targets[image, .., row, column]));
            Assert.Equal(sum, distortion[image], 1e-10 * Math.Abs(sum));
        }
    }

    /// <summary>
    /// The probabilities of all reds, as differences of a distribution function, sum to one too. 0 and 255 have the tails.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(254)]
    [InlineData(255)]
    public void Probabilities_of_all_greens_and_blues_sum_to_that_of_red(int red)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4, CPU);
        using var head = new DmolHead(4, 3, Mixtures);
        // The components are broad, so that no bin's mass is so small that the density takes its place.
        var pixel = randn([1, 10 * Mixtures, 1, 1], dtype: ScalarType.Float64, generator: generator) * 0.3;
        var levels = (arange(256, dtype: ScalarType.Float64) / 127.5) - 1;
        var targets = stack(
            [full([256, 256], (red / 127.5) - 1, ScalarType.Float64), levels.reshape(256, 1).expand(256, 256), levels.expand(256, 256)], 2);

        var sum = head.Distortion(pixel.expand(256 * 256, -1, -1, -1),
            targets.reshape(256 * 256, 3, 1, 1)).neg().exp().sum().item<double>();

        var parameters = Numbers(pixel.flatten());
        var below = red == 0 ? 0 : RedBelow(parameters, ((red - 0.5) / 127.5) - 1);
        var upTo = red == 255 ? 1 : RedBelow(parameters, ((red + 0.5) / 127.5) - 1);
        Assert.Equal(upTo - below, sum, 1e-10);
    }

    [Fact]
    public void Samples_have_the_probabilities()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(6, CPU);
        using var head = new DmolHead(4, 3, Mixtures);
        const int count = 200_000;
        var pixel = randn([1, 10 * Mixtures, 1, 1], dtype: ScalarType.Float64, generator: generator);
        var parameters = Numbers(pixel.flatten());

        var samples = head.Sample(pixel.expand(1, 10 * Mixtures, count, 1), generator);

        Assert.Equal([1, 3, count, 1], samples.shape);
        var levels = (samples * 255).round();
        Assert.True(samples.allclose(levels / 255));
        // Red does not depend on the others. Cutting instead of rounding moves a value by half a level at most.
        var red = levels[0, 0, .., 0];
        foreach (var level in (int[])[32, 96, 128, 160, 224])
        {
            var below = red.lt(level).to(ScalarType.Float64).mean().item<double>();
            Assert.Equal(RedBelow(parameters, (level / 127.5) - 1), below, 4 * Math.Sqrt(0.25 / count));
        }
    }

    [Fact]
    public void Green_and_blue_follow_the_colours_before()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(8, CPU);
        using var head = new DmolHead(4, 3, 1);
        const int count = 1000;
        // Red is broad, green is −red·tanh(1), and blue is tanh(0.5)·red + tanh(2)·green, both nearly without noise.
        double[] numbers = [0, 0, -1, 1, 0, -7, 0.5, 0, -7, 2];
        numbers[3] = Math.Atanh(-0.8);
        var pixel = tensor(numbers).reshape(1, 10, 1, 1).to(ScalarType.Float64);

        var samples = (head.Sample(pixel.expand(1, 10, count, 1), generator) * 2) - 1;
        var (red, green, blue) = (samples[0, 0], samples[0, 1], samples[0, 2]);

        // The coefficient of green is in red's third group, and those of blue are in green's and blue's.
        Assert.True(green.allclose(red * -0.8, 0, 0.05));
        Assert.True(blue.allclose((red * Math.Tanh(0.5)) + (green * Math.Tanh(2)), 0, 0.05));
        Assert.True(red.std().item<double>() > 0.3);
    }

    [Fact]
    public void The_mean_is_the_mean_of_samples()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(9, CPU);
        using var head = new DmolHead(4, 3, Mixtures);
        const int count = 100_000;
        // Narrow components inside the range: clamping and cutting hardly matter.
        var pixel = randn([1, 10 * Mixtures, 1, 1], dtype: ScalarType.Float64, generator: generator) * 0.2;
        foreach (var colour in (int[])[0, 1, 2])
            pixel.narrow(1, Mixtures + (3 * Mixtures * colour) + Mixtures, Mixtures).fill_(-4);

        var mean = head.Sample(pixel.expand(1, 10 * Mixtures, count, 1), generator).mean([2L, 3L]);

        Assert.True(mean.allclose(head.Image(pixel).flatten(1), 0, (0.5 / 255) + 0.002));
    }

    private static double[] Numbers(Tensor tensor) => tensor.contiguous().data<double>().ToArray();

    /// <summary>Returns ln Σ_m π_m Π_c P(x_c | m), the formula of the mixture.</summary>
    private static double LogProbability(double[] pixel, double[] x)
    {
        const double halfBin = 1 / 255.0;
        var logWidth = Math.Log(127.5);
        var logits = pixel[..Mixtures];
        var normaliser = Math.Log(logits.Sum(Math.Exp));
        var sum = 0.0;
        for (var m = 0; m < Mixtures; m++)
        {
            double Group(int colour, int group) => pixel[Mixtures + (3 * Mixtures * colour) + (Mixtures * group) + m];
            double C(int colour) => Math.Tanh(Group(colour, 2));
            double[] means = [Group(0, 0), Group(1, 0) + (C(0) * x[0]), Group(2, 0) + (C(1) * x[0]) + (C(2) * x[1])];
            var log = logits[m] - normaliser;
            for (var c = 0; c < 3; c++)
            {
                var s = Math.Max(Group(c, 1), -7);
                double Cdf(double at) => 1 / (1 + Math.Exp(-(at - means[c]) / Math.Exp(s)));
                var mass = Cdf(x[c] + halfBin) - Cdf(x[c] - halfBin);
                var z = (x[c] - means[c]) / Math.Exp(s);
                log += x[c] < -0.999 ? -Softplus(-(x[c] + halfBin - means[c]) / Math.Exp(s))
                    : x[c] > 0.999 ? -Softplus((x[c] - halfBin - means[c]) / Math.Exp(s))
                    : mass > 1e-5 ? Math.Log(mass)
                    : z - s - (2 * Softplus(z)) - logWidth;
            }

            sum += Math.Exp(log);
        }

        return Math.Log(sum);
    }

    private static double Softplus(double z) => z > 30 ? z : Math.Log(1 + Math.Exp(z));

    private static double RedBelow(double[] pixel, double value)
    {
        var weights = pixel[..Mixtures].Select(Math.Exp).ToList();
        return weights.Select((weight, m) =>
            weight / weights.Sum() / (1 + Math.Exp(-(value - pixel[Mixtures + m]) / Math.Exp(pixel[(2 * Mixtures) + m])))).Sum();
    }
}

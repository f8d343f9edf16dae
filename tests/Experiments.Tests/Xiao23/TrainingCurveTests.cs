// Learning curves of made-up trainings whose next changes are known.

using Experiments.Jobs;
using Experiments.Presets;
using Experiments.Sweeps;
using Experiments.Xiao23.Claims;
using Repro.Claims;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Xiao23;

public sealed class TrainingCurveTests
{
    private const string Mirrored = "mirrored";

    private static readonly double[] Shares = [0.125, 0.25, 0.5, 1];

    /// <summary>12, 16, 18, 19: each doubling changes half as much as the one before, so 0.5 is next and 1 is left in all.</summary>
    [Fact]
    public void A_saturating_curve_is_extrapolated_to_its_limit()
    {
        var curve = Curve(share => 20 - (1 / share), noise: 0.02)!;

        Assert.Equal(Shares, curve.Points.Select(point => point.Share));
        Assert.InRange(curve.LastDoubling.Value, 0.9, 1.1);
        Assert.InRange(curve.Outlook.Next!.Value, 0.4, 0.6);
        Assert.InRange(curve.Outlook.All!.Value, 0.8, 1.2);
        Assert.InRange(curve.Outlook.All.StandardError!.Value, curve.LastDoubling.StandardError!.Value, 0.2);
        Assert.Matches("each doubling gives [45][0-9] % of the one before", curve.Outlook.Text);
    }

    [Fact]
    public void Changes_that_do_not_shrink_have_no_limit()
    {
        var curve = Curve(share => 10 + Math.Log2(share), noise: 0.02)!;

        Assert.InRange(curve.LastDoubling.Value, 0.9, 1.1);
        Assert.Equal("as much as the last doubling; no limit in sight", curve.Outlook.Text);
        Assert.Null(curve.Outlook.All);
    }

    [Fact]
    public void A_change_that_has_turned_round_is_not_extrapolated() => Assert.Equal(
        "not known: the change has turned round", Curve(share => -Math.Abs(share - 0.5), noise: 0.005)!.Outlook.Text);

    [Fact]
    public void Noise_alone_is_no_change()
    {
        var curve = Curve(_ => 20, noise: 0.5)!;

        Assert.Equal(Outlook.NoChange, curve.Outlook.Text);
        Assert.Null(curve.Outlook.Next);
    }

    /// <summary>Seeds differ by 1, which moves a model at all times alike; the change of 0.1 is known all the same.</summary>
    [Fact]
    public void The_error_of_a_change_leaves_out_what_a_seed_does_at_both_times()
    {
        var curve = Curve(share => 10 + (0.1 * Math.Log2(share)), noise: 0.01, ofSeeds: 1)!;

        Assert.InRange(curve.Points[^1].Value.StandardError!.Value, 0.2, 2);
        Assert.InRange(curve.LastDoubling.StandardError!.Value, 0.0005, 0.05);
        Assert.NotEqual(Outlook.NoChange, curve.Outlook.Text);
    }

    [Fact]
    public void Two_times_show_no_trend()
    {
        var curve = Curve(share => 20 - (1 / share), noise: 0.02, shares: [0.5, 1])!;

        Assert.InRange(curve.LastDoubling.Value, 0.9, 1.1);
        Assert.Equal("as much as the last doubling or less; two times show no trend", curve.Outlook.Text);
    }

    [Fact]
    public void A_change_is_that_of_a_doubling_whatever_the_shares_are() =>
        Assert.InRange(Curve(share => 10 + Math.Log2(share), noise: 0.02, shares: [0.125, 1])!.LastDoubling.Value, 0.9, 1.1);

    [Fact]
    public void Nothing_is_extrapolated_where_the_learning_rate_falls()
    {
        var curve = Curve(share => 20 - (1 / share), noise: 0.02, falling: true)!;

        Assert.Equal("less than the last doubling, in which the learning rate fell", curve.Outlook.Text);
        Assert.Null(curve.Outlook.All);
    }

    /// <summary>Each metric alone has noise that hides its change; in their mean the noise of a model cancels.</summary>
    [Fact]
    public void Metrics_that_change_together_change_beyond_the_noise_that_each_has_alone()
    {
        var sweep = Training(share => 20 + share, noise: 1, ofSeeds: 0, seeds: 4, Shares);
        TrainingCurve Of(params string[] metrics) => TrainingCurve.Of(sweep, metrics, (values, name) => values[name].Max(), falling: true)!;

        var (one, other, both) = (Of(MetricNames.Psnr), Of(Mirrored), Of(MetricNames.Psnr, Mirrored));

        Assert.Equal(Outlook.NoChange, one.Outlook.Text);
        Assert.Equal(Outlook.NoChange, other.Outlook.Text);
        Assert.Equal((one.LastDoubling.Value + other.LastDoubling.Value) / 2, both.LastDoubling.Value, 1e-9);
        Assert.NotEqual(Outlook.NoChange, both.Outlook.Text);
    }

    [Fact]
    public void One_seed_does_not_tell_a_change_from_noise()
    {
        var curve = Curve(share => 20 - (1 / share), noise: 0.02, seeds: 1)!;

        Assert.Null(curve.LastDoubling.StandardError);
        Assert.Equal("not known: one seed does not tell a change from noise", curve.Outlook.Text);
    }

    [Fact]
    public void Without_a_history_there_is_no_curve() => Assert.Null(Curve(_ => 20, noise: 0.5, shares: [1]));

    [Fact]
    public void A_metric_that_was_not_measured_at_each_time_has_no_curve()
    {
        var sweep = Training(share => share, noise: 0.1, 1, 4, [0.5, 1]);

        Assert.Null(TrainingCurve.Of(sweep, [MetricNames.InceptionScore], (values, name) => values[name].Max(), falling: false));
    }

    /// <summary>Returns the curve of the best PSNR.</summary>
    private static TrainingCurve? Curve(
        Func<double, double> value, double noise, double ofSeeds = 0, int seeds = 4, double[]? shares = null, bool falling = false) =>
        TrainingCurve.Of(
            Training(value, noise, ofSeeds, seeds, shares ?? Shares), [MetricNames.Psnr], (values, name) => values[name].Max(), falling);

    /// <summary>
    /// Returns 3×3 cells whose PSNR falls with both betas, by so much that noise does not change the best one. A second metric has the same
    /// values with the opposite noise.
    /// </summary>
    /// <param name="value">PSNR of the best cell after a share of the training.</param>
    /// <param name="noise">Standard deviation of each model at each time.</param>
    /// <param name="ofSeeds">Standard deviation of what a seed adds to all its models at all times.</param>
    /// <param name="seeds">Number of seeds.</param>
    /// <param name="shares">Shares with the end.</param>
    private static Sweep Training(Func<double, double> value, double noise, double ofSeeds, int seeds, double[] shares)
    {
        var random = new RandomStream(11);
        double[] added = [.. Enumerable.Range(0, seeds).Select(_ => ofSeeds * random.Normal())];
        var all = shares.Select(share => (share, Sweep(share))).ToArray();
        return all[^1].Item2 with { Earlier = all[..^1] };

        Sweep Sweep(double share) => new("GHVAE", new("mnist", "official", new('0', 64), "mnist (official): simulated"),
            [.. new BetaGrid(3, 0.1, 10).Cells().Select(betas => new SweepCell(betas, [.. added.Select((ofSeed, seed) => Model(seed,
                value(share) - (10 * Math.Log10(betas.Beta2 * betas.Beta1 * 100)), ofSeed + (noise * random.Normal())))]))]);

        static SweepModel Model(int seed, double mean, double scatter) => new(seed, IsComplete: true, new Dictionary<string, Metric>
        {
            [MetricNames.Psnr] = new(MetricNames.Psnr, mean + scatter, "dB"),
            [Mirrored] = new(Mirrored, mean - scatter, "dB"),
        });
    }
}

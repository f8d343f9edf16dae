// Shu22 Section 3.3, step by step: from the progressive-coding objective (Eq. 3) to the loss of diffusion models (Eq. 7).

using Hvae.Theory;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Theory;

public sealed class ProgressiveCodingTests : IDisposable
{
    private const int Steps = 10;
    private static readonly double[] Variances = [2, 0.7, 0.1];
    private static readonly DiffusionChain Chain = DdpmChain.Of(Steps);
    private static readonly ProgressiveCoding Coding = new(Chain);
    private static readonly GaussianData Data = new(Variances, Chain);
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();
    private readonly Generator noise = new(11, CPU);

    public static TheoryData<int> AllSteps => [.. Enumerable.Range(1, Steps)];

    /// <summary>All steps but the first, because no decoder comes before that.</summary>
    public static TheoryData<int> LaterSteps => [.. Enumerable.Range(2, Steps - 1)];

    public void Dispose()
    {
        noise.Dispose();
        scope.Dispose();
    }

    /// <summary>
    /// Eq. 4, the variable: given z_k, the noisier latents have no more information about x, so that d_k need only read z_k.
    /// </summary>
    [Theory]
    [MemberData(nameof(AllSteps))]
    public void The_best_decoder_of_all_latents_so_far_reads_only_the_last(int k)
    {
        // Regression of x on z_1 … z_k by their covariances: Cov(z_i, z_j) = α_i α_j c + (α_i/α_j) σ_j² for i < j, as z_i is z_j with
        // noise.
        foreach (var c in Variances)
        {
            var covariance = new double[k, k];
            for (var i = 1; i <= k; i++)
            {
                for (var j = 1; j <= k; j++)
                {
                    var (noisier, cleaner) = (Math.Min(i, j), Math.Max(i, j));
                    covariance[i - 1, j - 1] = (Chain.Alpha(i) * Chain.Alpha(j) * c)
                        + (Chain.Alpha(noisier) / Chain.Alpha(cleaner) * Chain.Variance(cleaner));
                }
            }

            var withX = tensor([.. Enumerable.Range(1, k).Select(i => c * Chain.Alpha(i))]);
            var weights = tensor(covariance).inverse().mv(withX).data<double>().ToArray();

            Assert.All(weights[..^1], weight => Assert.Equal(0, weight, 1e-9));
            Assert.Equal(c * Chain.Alpha(k) / ((Chain.Alpha(k) * Chain.Alpha(k) * c) + Chain.Variance(k)), weights[^1], 1e-9);
        }
    }

    /// <summary>Eq. 4, the minimum: no other gain has a smaller squared error, and the least error is the closed form.</summary>
    [Theory]
    [MemberData(nameof(AllSteps))]
    public void The_best_decoder_is_the_conditional_mean(int k)
    {
        var (x, epsilon) = (Data.Draw(100_000, noise), Noise(100_000));
        var errors = Coding.Distortion(x, epsilon, k, Data.OptimalDecoder);
        var (best, error) = (errors.mean().item<double>(), errors.std().item<double>() / Math.Sqrt(100_000));

        Assert.Equal(Data.Distortion(k), best, 5 * error);
        foreach (var factor in (double[])[0.9, 1.1])
            Assert.True(Coding.Distortion(
                x, epsilon, k, (latent, step) => Data.OptimalDecoder(latent, step) * factor).mean().item<double>() > best);
    }

    /// <summary>
    /// Eq. 5 to 6: among Gaussians of q's variance around q's mean at any decoding of z_(k−1), the KL is smallest at Eq. 4's decoder.
    /// </summary>
    [Theory]
    [MemberData(nameof(LaterSteps))]
    public void The_best_prior_puts_the_best_decoding_into_the_posterior(int k)
    {
        var x = Data.Draw(100_000, noise);
        var noisier = Chain.Sample(x, noise)[k - 2];
        var best = Coding.Rate(x, noisier, k, Data.OptimalDecoder).mean().item<double>();

        foreach (var factor in (double[])[0.9, 1.1])
            Assert.True(
                Coding.Rate(x, noisier, k, (latent, step) => Data.OptimalDecoder(latent, step) * factor).mean().item<double>() > best);
        foreach (var shift in (double[])[-0.1, 0.1])
            Assert.True(
                Coding.Rate(x, noisier, k, (latent, step) => Data.OptimalDecoder(latent, step) + shift).mean().item<double>() > best);
    }

    /// <summary>
    /// Eq. 5 to 7: with Eq. 6's prior every rate is a distortion times a constant, so decoders that solve Eq. 4 solve Eq. 5.
    /// </summary>
    [Theory]
    [MemberData(nameof(LaterSteps))]
    public void The_rate_of_a_step_is_the_distortion_before_it_times_half_the_gain_in_signal_to_noise(int k)
    {
        var x = Data.Draw(7, noise);
        var noisier = Chain.Sample(x, noise)[k - 2];
        StepDecoder any = (latent, step) => (latent * (0.3 + (0.01 * step))).tanh();

        var rate = Coding.Rate(x, noisier, k, any);

        var distortion = (x - any(noisier, k - 1)).square().sum(1);
        var expected = distortion * (0.5 * (Chain.SignalToNoise(k) - Chain.SignalToNoise(k - 1)));
        Assert.True((rate / expected - 1).abs().max().item<double>() < 1e-9);
    }

    /// <summary>
    /// Eq. 3, the constraints: KLs of the steps sum to the rate of the chain, E ln q(z_1:T|x)/p(z_1:T), and both to the closed form.
    /// </summary>
    [Fact]
    public void Rates_of_the_steps_sum_to_the_rate_of_the_chain()
    {
        const int count = 200_000;
        var x = Data.Draw(count, noise);
        var latents = Chain.Sample(x, noise);
        var logRatio = zeros([count], ScalarType.Float64);
        for (var k = 1; k <= Steps; k++)
        {
            var noisier = k == 1 ? x : latents[k - 2];
            logRatio.add_(DiffusionChainTests.LogDensity(Chain.Posterior(noisier, x, k), latents[k - 1]));
            logRatio.sub_(DiffusionChainTests.LogDensity(Coding.Prior(noisier, k, Data.OptimalDecoder), latents[k - 1]));
        }

        var rates = Coding.Rates(x, latents, Data.OptimalDecoder);

        var closed = Enumerable.Range(1, Steps).Sum(k => Data.Rate(k));
        var error = logRatio.std().item<double>() / Math.Sqrt(count);
        Assert.Equal(closed, logRatio.mean().item<double>(), 5 * error);
        Assert.Equal(closed, rates[Steps], 5 * error);
        for (var k = 1; k <= Steps; k++) Assert.Equal(Data.Rate(k), rates.Blocks[k - 1], 0.02 * Data.Rate(k) + 1e-3);
    }

    /// <summary>Claim A5 on this chain: R_(k−1) ≤ R_k, while D falls.</summary>
    [Fact]
    public void More_latents_send_more_and_lose_less()
    {
        var x = Data.Draw(1000, noise);
        var rates = Coding.Rates(x, Chain.Sample(x, noise), Data.OptimalDecoder);

        Assert.Empty(rates.Falls(tolerance: 0));
        for (var k = 1; k <= Steps; k++) Assert.True(Data.Distortion(k) < Data.Distortion(k - 1));
    }

    /// <summary>
    /// No prior has a lower rate than the information of z_1:T about x. With ever shorter steps Eq. 6's Gaussian loses nothing against
    /// it.
    /// </summary>
    [Fact]
    public void The_chains_rate_is_at_least_its_information_and_comes_near_it_in_many_steps()
    {
        double? before = null;
        foreach (var steps in (int[])[2, 10, 100, 1000])
        {
            // The chains have the same ends, so that only the number of steps differs.
            var ratios = Enumerable.Range(0, steps).Select(i => 0.01 * Math.Pow(1e4, (double)i / (steps - 1))).ToArray();
            var data =
                new GaussianData(Variances, new DiffusionChain([.. ratios.Select(_ => 1.0)], [.. ratios.Select(ratio => 1 / ratio)]));
            var start = 1 / ratios[0];
            var excess = Enumerable.Range(1, steps).Sum(k => data.Rate(k, start)) - data.Information(steps);

            Assert.True(excess > 0);
            if (steps == 1000) Assert.InRange(excess / before!.Value, 0.09, 0.11); // The excess is of first order in the length of a step.
            else Assert.True(before is null || excess < before);
            before = excess;
        }
    }

    private Tensor Noise(int count) => randn([count, Variances.Length], ScalarType.Float64, generator: noise);
}

// Claim A7: the loss of diffusion models is the progressive-coding objective with its posterior fixed (Shu22 Eq. 7).

using Hvae.Theory;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Theory;

public sealed class DdpmLossTests : IDisposable
{
    private const int Steps = 10;
    private static readonly DiffusionChain Chain = DdpmChain.Of(Steps);
    private static readonly ProgressiveCoding Coding = new(Chain);
    private static readonly DdpmLoss Ddpm = new(Chain);
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor x;
    private readonly Tensor[] epsilons;
    private readonly nn.Module<Tensor, Tensor> network;

    public DdpmLossTests()
    {
        using var noise = new Generator(12, CPU);
        x = randn([6, 3], ScalarType.Float64, generator: noise);
        epsilons = [.. Enumerable.Range(0, Steps).Select(_ => randn([6, 3], ScalarType.Float64, generator: noise))];
        network = nn.Sequential(("hidden", nn.Linear(4, 8)), ("tanh", nn.Tanh()), ("out", nn.Linear(8, 3))).to(ScalarType.Float64);
        using var nothing = no_grad();
        foreach (var parameter in network.parameters()) parameter.uniform_(-0.7, 0.7, noise);
    }

    private IReadOnlyList<Tensor> InTime => [.. epsilons.Reverse()];

    public void Dispose()
    {
        network.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void A_network_of_the_data_has_the_same_loss_value_and_gradients()
    {
        var progressive = Loss(Coding.Objective(x, epsilons, (latent, k) => Network(latent, Steps + 1 - k)));
        var ddpm = Loss(Ddpm.OfDataPrediction(x, InTime, Network));

        AssertEqual(progressive, ddpm);
    }

    /// <summary>
    /// With ε in place of x as the reconstructed quantity, ‖x − d_k‖² = (σ_k²/α_k²) ‖ε − ε̂‖². So f_k = (α_k²/σ_k²) ‖x − d_k‖², a weight
    /// that does not change the optimum of any d_k, gives the loss of the noise without weights.
    /// </summary>
    [Fact]
    public void A_network_of_the_noise_has_the_same_loss_in_units_of_the_noise()
    {
        var decoder = DecoderOf(Network);
        var progressive = Loss(Enumerable.Range(1, Steps)
            .Select(k => Coding.Distortion(x, epsilons[k - 1], k, decoder) * Chain.SignalToNoise(k))
            .Aggregate((sum, term) => sum + term));
        var ddpm = Loss(InTime.Select((epsilon, i) =>
            (epsilon - Network(Chain.Marginal(x, Steps - i).Sample(epsilon), i + 1)).square().sum(1)).Aggregate((sum, term) => sum + term));

        AssertEqual(progressive, ddpm);
    }

    /// <summary>
    /// The weight does not matter where every step has its own decoder, because both losses have their minimum at the same decoder.
    /// </summary>
    [Fact]
    public void Both_parameterisations_have_the_same_best_decoder()
    {
        using var noise = new Generator(13, CPU);
        var data = new GaussianData([1.5], Chain);
        var (images, epsilon) = (data.Draw(50_000, noise), randn([50_000, 1], ScalarType.Float64, generator: noise));
        for (var k = 1; k <= Steps; k++)
        {
            // The best ε̂ = g z has the gain E[εz]/E[z²]. The equivalent decoder is that of Eq. 4.
            var latent = Chain.Marginal(images, k).Sample(epsilon);
            var gain = (epsilon * latent).mean().item<double>() / latent.square().mean().item<double>();
            var fromNoise = DecoderOf((noisy, _) => noisy * gain)(ones([1, 1], ScalarType.Float64), k).item<double>();

            Assert.Equal(data.OptimalDecoder(ones([1, 1], ScalarType.Float64), k).item<double>(), fromNoise, 0.05);
        }
    }

    /// <summary>
    /// Returns the decoder that is equivalent to a network of the noise: d_k(z) = (z − σ_k ε̂(z, t))/α_k with t = T + 1 − k.
    /// </summary>
    private static StepDecoder DecoderOf(Denoiser noiseNetwork) => (latent, k) =>
        (latent - (noiseNetwork(latent, Steps + 1 - k) * Math.Sqrt(Chain.Variance(k)))) / Chain.Alpha(k);

    /// <summary>A small network that gets the time as an input.</summary>
    private Tensor Network(Tensor noisy, int t) => network.call(cat([noisy, full([noisy.shape[0], 1], t / 10.0, ScalarType.Float64)], 1));

    private (double Value, double[] Gradients) Loss(Tensor perImage)
    {
        network.zero_grad();
        var loss = perImage.mean();
        loss.backward();
        return (loss.item<double>(), [.. network.parameters().SelectMany(parameter => parameter.grad!.data<double>().ToArray())]);
    }

    private static void AssertEqual((double Value, double[] Gradients) one, (double Value, double[] Gradients) other)
    {
        Assert.Equal(one.Value, other.Value, 1e-12 * Math.Abs(one.Value));
        Assert.Equal(one.Gradients.Length, other.Gradients.Length);
        foreach (var (first, second) in one.Gradients.Zip(other.Gradients)) Assert.Equal(first, second, 1e-11);
        Assert.Contains(one.Gradients, gradient => Math.Abs(gradient) > 1);
    }
}

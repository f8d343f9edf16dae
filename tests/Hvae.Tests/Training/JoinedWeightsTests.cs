// All weights of a model as one vector: the same bits as weights that are updated one by one, and the same files.

using Hvae.Models;
using Hvae.Objectives;
using Hvae.Tests.Data;
using Hvae.Training;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

public sealed class JoinedWeightsTests : IDisposable
{
    private const double LearningRate = 1e-3;
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Ghvae model = Started();
    private readonly Ghvae other = Started();
    private readonly Tensor images = bernoulli(full([8, 1, 28, 28], 0.3), generator: new(5));

    public static TheoryData<Optimiser> Optimisers => [.. Enum.GetValues<Optimiser>()];

    public void Dispose()
    {
        scope.Dispose();
        model.Dispose();
        other.Dispose();
    }

    [Theory]
    [MemberData(nameof(Optimisers))]
    public void Steps_have_the_bits_of_an_optimiser_with_all_parameters(Optimiser optimiser)
    {
        var optimisation = new Optimisation { Optimiser = optimiser, Momentum = 0.9, WeightDecay = 0.01 };
        using var update = new WeightUpdate(model, new(1, 8, LearningRate, 7) { Optimisation = optimisation });
        using var each = optimisation.Create(other.parameters(), LearningRate);

        for (var step = 0; step < 4; step++)
        {
            update.Run(Loss(model), value: 0, LearningRate);
            each.zero_grad();
            Loss(other).backward();
            each.step();
        }

        AssertSame();
    }

    [Fact]
    public void A_model_keeps_its_weights_when_they_are_joined_and_when_the_vector_is_released()
    {
        using (new JoinedWeights(model)) AssertSame();
        AssertSame();
    }

    [Fact]
    public void Joined_weights_are_written_as_others_are()
    {
        using var folder = new TemporaryFolder();
        using var joined = new JoinedWeights(model);
        Weights.Save(model, folder["joined.safetensors"]);
        Weights.Save(other, folder["other.safetensors"]);

        Assert.Equal(File.ReadAllBytes(folder["other.safetensors"]), File.ReadAllBytes(folder["joined.safetensors"]));
    }

    [Fact]
    public void Frozen_weights_are_not_among_them()
    {
        var frozen = model.parameters().First();
        frozen.requires_grad = false;
        using var joined = new JoinedWeights(model);

        joined.Vector.detach().zero_();

        Assert.Equal<Tensor>(other.parameters().First(), frozen);
        Assert.All(model.parameters().Skip(1), weight => Assert.Equal(0, weight.abs().sum().item<float>()));
    }

    private static Ghvae Started()
    {
        var started = new Ghvae(GhvaeConfiguration.Binary28);
        using var generator = new Generator(3, CPU);
        Initialisation.Draw(started, generator);
        return started;
    }

    private void AssertSame() =>
        Assert.All(model.parameters().Zip(other.parameters()), pair => Assert.Equal<Tensor>(pair.Second, pair.First));

    private Tensor Loss(Ghvae of)
    {
        using var generator = new Generator(6, CPU);
        return new LayerwiseObjective(1, 0.5).For(of)(new(images, zeros(8, dtype: ScalarType.Int64), new(0, 0, 1)), generator).Loss;
    }
}

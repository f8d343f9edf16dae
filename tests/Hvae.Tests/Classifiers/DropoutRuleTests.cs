// Dropout hides the right share, keeps the mean, and draws from the given generator only.

using Hvae.Classifiers;
using Hvae.Tests.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Classifiers;

/// <summary>
/// These tests read the global generator, from which libtorch's modules draw when they are created, so no other test may run meanwhile.
/// </summary>
[Collection(nameof(TrainerTests))]
public sealed class DropoutRuleTests
{
    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    public void A_feature_is_hidden_with_its_probability_or_scaled_up(double probability)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);

        var values = DropoutRules.Sampled(generator)(ones(100, 200), probability).data<float>().ToArray();

        Assert.Equal(new HashSet<float> { 0, (float)(1 / (1 - probability)) }, [.. values]);
        var standardError = Math.Sqrt(probability * (1 - probability) / values.Length);
        Assert.Equal(probability, values.Count(value => value == 0) / (double)values.Length, 4 * standardError);
    }

    [Fact]
    public void Hidden_features_have_no_gradient_and_the_others_a_scaled_one()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var features = ones(100).requires_grad_();

        var kept = DropoutRules.Sampled(generator)(features, 0.5);
        kept.sum().backward();

        Assert.Equal(kept.detach().data<float>().ToArray(), features.grad!.data<float>().ToArray());
    }

    [Fact]
    public void The_same_generator_state_hides_the_same_features()
    {
        using var scope = NewDisposeScope();
        using var first = new Generator(3, CPU);
        using var second = new Generator(3, CPU);
        var global = get_rng_state();

        var one = DropoutRules.Sampled(first)(ones(1000), 0.5);

        Assert.True(one.eq(DropoutRules.Sampled(second)(ones(1000), 0.5)).all().item<bool>());
        Assert.False(one.eq(DropoutRules.Sampled(second)(ones(1000), 0.5)).all().item<bool>());
        Assert.True(global.eq(get_rng_state()).all().item<bool>());
    }

    [Fact]
    public void Off_hides_nothing()
    {
        using var features = ones(3);
        Assert.Same(features, DropoutRules.Off(features, 0.5));
    }
}

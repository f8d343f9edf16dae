// Random numbers: the same seed gives the same bits, and a state that is taken can be restored.

using Xunit;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Library;

public class RandomTests
{
    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        Assert.Equal(Draw(new Generator(5)), Draw(new Generator(5)));
        Assert.NotEqual(Draw(new Generator(5)), Draw(new Generator(6)));
    }

    [Fact]
    public void The_default_generator_is_seeded_by_manual_seed()
    {
        manual_seed(3);
        var first = rand(5).data<float>().ToArray();
        manual_seed(3);
        Assert.Equal(first, rand(5).data<float>().ToArray());
        Assert.Equal(3, initial_seed());
    }

    [Fact]
    public void The_published_first_numbers_of_seed_zero()
    {
        // As torch.manual_seed(0); torch.rand(3) prints in every PyTorch on a CPU.
        manual_seed(0);
        Operators.Expect.Close([0.4963, 0.7682, 0.0885], Operators.Expect.Numbers(rand(3)), 1e-4);
    }

    [Fact]
    public void A_state_restores_the_numbers_that_follow()
    {
        using var generator = new Generator(5);
        Draw(generator);
        var state = generator.get_state();
        var first = Draw(generator);
        Assert.NotEqual(first, Draw(generator));
        generator.set_state(state);
        Assert.Equal(first, Draw(generator));

        using var other = new Generator();
        other.set_state(state);
        Assert.Equal(first, Draw(other));
    }

    [Fact]
    public void Generators_do_not_disturb_each_other_or_the_default_one()
    {
        manual_seed(1);
        var expected = rand(2).data<float>().ToArray();
        manual_seed(1);
        Draw(new Generator(9));
        Assert.Equal(expected, rand(2).data<float>().ToArray());
    }

    [Fact]
    public void The_default_state_round_trips()
    {
        var state = get_rng_state();
        var first = randn(3).data<float>().ToArray();
        set_rng_state(state);
        Assert.Equal(first, randn(3).data<float>().ToArray());
    }

    [Fact]
    public void Every_source_takes_a_generator()
    {
        foreach (var draw in (Func<Generator, Tensor>[])[
            g => rand(3, generator: g), g => randn(3, generator: g), g => randint(0, 100, new long[] { 3 }, generator: g), g => randperm(9, generator: g),
            g => zeros(3).uniform_(0, 1, g), g => zeros(3).normal_(0, 1, g), g => zeros(3).random_(0, 100, g), g => zeros(3).exponential_(1, g),
            g => (ones(3) / 2).bernoulli(g), g => zeros(3).bernoulli_(0.5, g), g => ones(3).multinomial(2, false, g), g => (ones(3) * 4).poisson(g),
            g => normal(zeros(3), ones(3), g), g => nn.init.uniform_(zeros(3), 0, 1, g), g => nn.init.normal_(zeros(3), 0, 1, g)])
        {
            manual_seed(1);
            var first = draw(new Generator(7));
            manual_seed(2);
            Assert.True(first.Equals(draw(new Generator(7))));
        }
    }

    [Fact]
    public void Distributions_have_their_moments()
    {
        using var generator = new Generator(1);
        var x = randn(20_000, generator: generator);
        Assert.Equal(0, x.mean().item<float>(), 0.03);
        Assert.Equal(1, x.std().item<float>(), 0.03);
        var u = zeros(20_000).uniform_(-1, 3, generator);
        Assert.Equal(1, u.mean().item<float>(), 0.05);
        Assert.True(u.min().item<float>() >= -1 && u.max().item<float>() < 3);
        Assert.Equal(45, randperm(10, generator: generator).sum().item<long>());
        var i = randint(2, 5, new long[] { 1000 }, generator: generator);
        Assert.Equal((2, 4), (i.min().item<long>(), i.max().item<long>()));
    }

    private static float[] Draw(Generator generator) => randn(7, generator: generator).data<float>().ToArray();
}

// Two stages as one model: its parameters, its ELBO, its gradients and its samples are those of the two composed.

using Hvae.Models;
using Hvae.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class TwoStageVdvaeTests
{
    private const int Count = 3;
    private static readonly VdvaeConfiguration FirstStage = SmallVdvae.Configuration with { Mixtures = 0 };
    private static readonly VdvaeConfiguration SecondStage = SmallVdvae.Configuration with { IsConditional = true };

    [Fact]
    public void It_has_the_parameters_of_both_stages_and_no_others()
    {
        using var first = new Vdvae(FirstStage);
        using var second = new Vdvae(SecondStage);
        using var model = new TwoStageVdvae(FirstStage, SecondStage);

        string[] expected = [.. first.named_parameters().Select(one => $"first.{one.name}"),
            .. second.named_parameters().Select(one => $"second.{one.name}")];
        Assert.Equal(expected.Order(), model.named_parameters().Select(one => one.name).Order());
        Assert.Equal(Parameters(first) + Parameters(second), Parameters(model));
    }

    [Fact]
    public void Its_ELBO_is_that_of_the_parts_with_the_same_noise()
    {
        using var scope = NewDisposeScope();
        using var nothing = no_grad();
        using var generator = new Generator(1, CPU);
        using var model = Shaken();
        var images = SmallVdvae.Images(Count, generator);

        using var together = new Generator(5, CPU);
        var joint = TwoStageObjective.Evaluate(model.Pass(images, LatentRules.Sampled(together)), model, images);
        using var apart = new Generator(5, CPU);
        var first = model.First.Pass(images, LatentRules.Sampled(apart));
        var second = ElboObjective.Evaluate(
            model.Second.Pass(images, LatentRules.Sampled(apart), model.First.Reconstruct(first)), model.Second, images);

        var rate = first.Rates().Sum(one => one.mean().item<float>()) / FirstStage.Image.Size;
        Assert.True(rate > 0);
        Assert.Equal(rate + second.Loss.item<float>(), joint.Loss.item<float>(), 1e-5);
        Assert.Equal(rate, Term("rate_first"), 1e-6);
        Assert.Equal(second.Terms.Single(term => term.Name == "rate").Value.item<float>(), Term("rate_second"), 1e-6);
        Assert.Equal(second.Terms.Single(term => term.Name == "distortion").Value.item<float>(), Term("distortion"), 1e-5);

        double Term(string name) => joint.Terms.Single(term => term.Name == name).Value.item<float>();
    }

    /// <summary>The first head affects no rate, and its image has no target, so its gradient comes through the condition.</summary>
    [Fact]
    public void Gradients_reach_the_first_stage_through_the_image_between()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        using var model = Shaken();
        var images = SmallVdvae.Images(Count, generator);

        TwoStageObjective.Evaluate(model.Pass(images, LatentRules.Sampled(generator)), model, images).Loss.backward();

        Assert.True(model.get_parameter("first.head.image.weight")!.grad!.abs().max().item<float>() > 0);
        Assert.All(model.First.named_parameters(), one => Assert.True(one.parameter.grad is not null, one.name));
    }

    /// <summary>With this bias every pixel of the image between is above the range of images. A clamp would stop every gradient.</summary>
    [Fact]
    public void Gradients_reach_the_first_stage_where_the_image_between_leaves_the_range()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        using var model = Shaken();
        using (no_grad()) model.get_parameter("first.head.image.bias")!.fill_(50);
        var images = SmallVdvae.Images(Count, generator);

        var pass = model.Pass(images, LatentRules.Sampled(generator));
        TwoStageObjective.Evaluate(pass, model, images).Loss.backward();

        Assert.True(pass.First.Output.min().item<float>() > 1);
        Assert.True(model.get_parameter("first.head.image.weight")!.grad!.abs().max().item<float>() > 0);
    }

    /// <summary>Samples of the first stage are its image as it is, as in training.</summary>
    [Fact]
    public void The_image_between_is_not_clamped_in_samples()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        using var model = Shaken();
        using (no_grad()) model.get_parameter("first.head.image.bias")!.fill_(50);

        Assert.True(model.First.Sample(Count, generator).min().item<float>() > 1);
    }

    [Fact]
    public void Samples_are_the_second_stages_given_the_mean_of_the_first()
    {
        using var scope = NewDisposeScope();
        using var model = Shaken();

        using var together = new Generator(5, CPU);
        var samples = model.Sample(Count, together);
        using var apart = new Generator(5, CPU);
        var expected = model.Second.Sample(Count, apart, condition: model.First.Sample(Count, apart));

        Assert.Equal([Count, 3, 32, 32], samples.shape);
        Assert.True(samples.ge(0).all().item<bool>() && samples.le(1).all().item<bool>());
        Assert.True(samples.Equals(expected));
        Assert.True(samples.std().item<float>() > 0);
        Assert.False(samples.requires_grad);
    }

    public static TheoryData<string> Misfits =>
        ["first with a likelihood", "first with a condition", "second without a likelihood", "second without a condition", "other image"];

    [Theory]
    [MemberData(nameof(Misfits))]
    public void Stages_that_do_not_fit_are_refused(string what)
    {
        var (first, second) = what switch
        {
            "first with a likelihood" => (FirstStage with { Mixtures = 2 }, SecondStage),
            "first with a condition" => (FirstStage with { IsConditional = true }, SecondStage),
            "second without a likelihood" => (FirstStage, SecondStage with { Mixtures = 0 }),
            "second without a condition" => (FirstStage, SecondStage with { IsConditional = false }),
            _ => (FirstStage with { Image = new(1, 32, 32) }, SecondStage),
        };

        Assert.Throws<VdvaeConfigurationException>(() => new TwoStageVdvae(first, second));
    }

    private static TwoStageVdvae Shaken() => SmallVdvae.Shaken(new TwoStageVdvae(FirstStage, SecondStage));

    private static long Parameters(nn.Module module) => module.parameters().Sum(parameter => parameter.numel());
}

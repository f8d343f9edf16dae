// The parts of both families besides a pass: samples, sizes, and a graph that agrees with the computation.

using Hvae.Models;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Models;

public sealed class TwoLayerVaeTests
{
    private const int Count = 3;

    public static TheoryData<string> Models => [.. Make.Keys];

    private static Dictionary<string, Func<TwoLayerVae>> Make { get; } = new(StringComparer.Ordinal)
    {
        ["GHVAE 28"] = () => new Ghvae(GhvaeConfiguration.Binary28),
        ["GHVAE 32"] = () => new Ghvae(GhvaeConfiguration.Colour32),
        ["LVAE 32"] = () => new Lvae(LvaeConfiguration.Colour32),
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_sample_is_the_mean_of_its_pixels_given_latents_from_their_priors(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Drawn(name);
        using var noise = new Generator(5, CPU);
        using var same = new Generator(5, CPU);

        var samples = model.Sample(Count, noise);

        var z2 = randn([Count, model.Z2Size], generator: same);
        var prior = model.PriorOfZ1(z2);
        var z1 = prior.Mean + (prior.Std * randn([Count, .. model.Z1Shape], generator: same));
        Assert.Equal([Count, model.Image.Channels, model.Image.Height, model.Image.Width], samples.shape);
        Assert.True(samples.allclose(model.Decode(z1)));
        Assert.False(samples.requires_grad);
        Assert.False(samples[0].allclose(samples[1]));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_pass_uses_the_same_prior_and_decoder(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Drawn(name);
        using var noise = new Generator(6, CPU);

        var pass =
            model.Pass(rand([Count, model.Image.Channels, model.Image.Height, model.Image.Width], generator: noise), LatentRules.Mode);

        Assert.Equal([Count, model.Z2Size], pass.PosteriorZ2.Mean.shape);
        Assert.Equal([Count, .. model.Z1Shape], pass.PosteriorZ1.Mean.shape);
        Assert.True(pass.PriorZ1.Mean.allclose(model.PriorOfZ1(pass.PosteriorZ2.Mean).Mean));
        Assert.True(pass.Mean.allclose(model.Decode(pass.PosteriorZ1.Mean)));
    }

    [Fact]
    public void A_posterior_that_knows_nothing_of_the_image_is_the_ladders_prior()
    {
        using var scope = NewDisposeScope();
        using var model = (Lvae)Drawn("LVAE 32");
        using (no_grad())
        {
            foreach (var (name, parameter) in model.named_parameters())
                if (name.StartsWith("evidenceZ1.variance", StringComparison.Ordinal))
                    parameter.fill_(name.EndsWith("bias", StringComparison.Ordinal) ? 1e8 : 0);
        }

        var pass = model.Pass(full([Count, 3, 32, 32], 0.5f), LatentRules.Mode);

        Assert.True(pass.PosteriorZ1.Mean.allclose(pass.PriorZ1.Mean, 1e-4, 1e-4));
        Assert.True(pass.PosteriorZ1.Std.allclose(pass.PriorZ1.Std, 1e-4, 1e-4));
    }

    /// <summary>Compares declared edges with autograd: the networks that take part in q(z1|z2, x) when z2 is given.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void The_graph_is_what_the_model_computes(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Drawn(name);
        using var noise = new Generator(7, CPU);
        var images = rand([Count, model.Image.Channels, model.Image.Height, model.Image.Width], generator: noise).requires_grad_();
        var z2 = randn([Count, model.Z2Size], generator: noise).requires_grad_();
        var latents = new Queue<Tensor>([z2]);

        var pass = model.Pass(images, posterior => latents.TryDequeue(out var given) ? given : posterior.Mean.detach());
        pass.PosteriorZ1.Mean.square().sum().backward();

        var parts = model.Parts.ToDictionary(
            part => part.Distribution, part => part.Part.parameters().Any(parameter => parameter.grad is not null));
        Assert.Equal(Has(model, ModelGraph.D1, ModelGraph.Z1, EdgeRole.Inference), parts["q(z2|x)"]);
        Assert.Equal(Has(model, ModelGraph.Z2, ModelGraph.Z1, EdgeRole.Shared), parts["p(z1|z2)"]);
        Assert.Equal(Has(model, ModelGraph.X, ModelGraph.Z1, EdgeRole.Inference)
            || Has(model, ModelGraph.X, ModelGraph.D1, EdgeRole.Inference), images.grad is not null);
        Assert.Equal(model.Graph.Any(edge => edge.From == ModelGraph.Z2 && edge.To == ModelGraph.Z1 && edge.Role != EdgeRole.Generative),
            z2.grad is not null);
        Assert.False(parts["p(x|z1)"]);
        Assert.NotEqual(ModelGraph.BottomUp, model.Graph);
    }

    private static bool Has(TwoLayerVae model, GraphNode from, GraphNode to, EdgeRole role) => model.Graph.Contains(new(from, to, role));

    private static TwoLayerVae Drawn(string name)
    {
        var model = Make[name]();
        using var initialisation = new Generator(3, CPU);
        Initialisation.Draw(model, initialisation);
        return model;
    }
}

// Training in bf16: only convolutions and matrix products are rounded, and no bf16 tensor remains.

using System.Text.Json;
using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Tests.Data;
using Hvae.Tests.Models;
using Hvae.Training;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

public sealed class PrecisionTests
{
    private const int Batch = 4;

    /// <summary>A number is rounded by at most 1/256 of itself. Deep networks round some hundred times, up and down.</summary>
    private const double Bf16Rounding = 1.0 / 64;
    private static readonly TrainingSettings Settings = new(Epochs: 1, Batch, LearningRate: 1e-3, Seed: 7);

    public static TheoryData<string> Models => [.. ByName.Keys];

    private static Dictionary<string, Func<(nn.Module, Objective)>> ByName { get; } = new(StringComparer.Ordinal)
    {
        ["GHVAE 28"] = () => Layerwise(new Ghvae(GhvaeConfiguration.Binary28)),
        ["GHVAE 32"] = () => Layerwise(new Ghvae(GhvaeConfiguration.Colour32)),
        ["LVAE 32"] = () => Layerwise(new Lvae(LvaeConfiguration.Colour32)),
        ["VDVAE"] = () => Elbo(new Vdvae(SmallVdvae.Configuration)),
        ["mnist-cnn"] = () => Classification("mnist-cnn", GhvaeConfiguration.Binary28.Image),
        ["small-cnn"] = () => Classification("small-cnn", GhvaeConfiguration.Colour32.Image),
        ["resnet18"] = () => Classification("resnet18", GhvaeConfiguration.Colour32.Image),
        ["densenet121"] = () => Classification("densenet121", GhvaeConfiguration.Colour32.Image),
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_step_in_bf16_rounds_the_loss_and_leaves_weights_gradients_and_optimiser_in_float32(string name)
    {
        using var scope = NewDisposeScope();
        var (model, objective) = Started(name);
        using var disposed = model;
        using var update = new WeightUpdate(model, Settings);
        var exact = Loss(model, objective, Precision.Float32).item<float>();

        var rounded = Loss(model, objective, Precision.Bf16);
        update.Run(rounded, rounded.item<float>(), Settings.LearningRate);

        Assert.Equal(ScalarType.Float32, rounded.dtype);
        Assert.NotEqual(exact, rounded.item<float>());
        Assert.InRange(rounded.item<float>() / exact, 1 - Bf16Rounding, 1 + Bf16Rounding);
        var means = update.State.Select(part => part.Read()).Where(read => read.numel() > 1).ToList();
        Assert.Equal(2, means.Count);
        Assert.All(means, mean => Assert.Equal(ScalarType.Float32, mean.dtype));
        foreach (var parameter in model.parameters())
        {
            Assert.Equal(ScalarType.Float32, parameter.dtype);
            Assert.Equal(ScalarType.Float32, parameter.grad!.dtype);
            Assert.True(parameter.isfinite().all().item<bool>());
        }
    }

    /// <summary>Normalisation by the statistics of so few images would enlarge the differences.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_in_bf16_point_where_those_in_float32_do(string name)
    {
        using var scope = NewDisposeScope();
        var (model, objective) = Started(name);
        using var disposed = model;
        model.eval();

        var (exact, rounded) = (Gradient(Precision.Float32), Gradient(Precision.Bf16));

        Assert.InRange((exact * rounded).sum().item<double>() / (exact.norm() * rounded.norm()).item<double>(), 0.97, 1 - 1e-9);

        Tensor Gradient(Precision precision)
        {
            model.zero_grad();
            Loss(model, objective, precision).backward();
            return cat([.. model.parameters().Select(parameter => parameter.grad!.flatten().to(ScalarType.Float64))]);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_pass_in_float32_after_one_in_bf16_is_what_it_was(string name)
    {
        using var scope = NewDisposeScope();
        var (model, objective) = Started(name);
        using var disposed = model;

        var before = Loss(model, objective, Precision.Float32).item<float>();
        Loss(model, objective, Precision.Bf16);

        Assert.Equal(before, Loss(model, objective, Precision.Float32).item<float>());
    }

    [Fact]
    public void A_training_that_fails_in_bf16_leaves_float32_behind()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer();
        using var set = MadeImages.Noise(GhvaeConfiguration.Binary28.Image, Batch);
        using var images = new ImageBatches(set, null, binarised: false, CPU);
        var exact = layer.Run(Input());
        Tensor? rounded = null;
        var trainer = new Trainer(layer, Fail, images, Settings with { Precision = Precision.Bf16 }, CPU);

        Assert.Throws<NotSupportedException>(() => trainer.Run());

        Assert.NotEqual(exact, rounded);
        Assert.Equal(exact, layer.Run(Input()));

        LossTerms Fail(TrainingBatch batch, Generator noise)
        {
            rounded = layer.Run(Input()).DetachFromDisposeScope();
            throw new NotSupportedException("No step is taken.");
        }
    }

    [Fact]
    public void The_precision_before_is_the_precision_afterwards()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer();
        var exact = layer.Run(Input());
        using (Layers.In(Precision.Bf16))
        {
            var rounded = layer.Run(Input());
            using (Layers.In(Precision.Float32)) Assert.Equal(exact, layer.Run(Input()));
            Assert.NotEqual(exact, rounded);
            Assert.Equal(rounded, layer.Run(Input()));
        }

        Assert.Equal(exact, layer.Run(Input()));
    }

    [Fact]
    public void Another_thread_computes_in_float32()
    {
        using var scope = NewDisposeScope();
        using var layer = Layer();
        using var input = Input();
        var exact = layer.Run(input).data<float>().ToArray();
        float[]? elsewhere = null;
        using (Layers.In(Precision.Bf16))
        {
            var thread = new Thread(() => { using var result = layer.Run(input); elsewhere = result.data<float>().ToArray(); });
            thread.Start();
            thread.Join();
        }

        Assert.Equal(exact, elsewhere);
    }

    [Fact]
    public void Settings_name_bf16_and_say_nothing_of_float32()
    {
        var plain = JsonSerializer.SerializeToNode(Settings)!;
        var bf16 = JsonSerializer.SerializeToNode(Settings with { Precision = Precision.Bf16 })!;

        Assert.False(plain.AsObject().ContainsKey("Precision"));
        Assert.Equal("bf16", bf16["Precision"]!.GetValue<string>());
        Assert.Equal(Precision.Float32, JsonSerializer.Deserialize<TrainingSettings>(plain)!.Precision);
        Assert.Equal(Precision.Bf16, JsonSerializer.Deserialize<TrainingSettings>(bf16)!.Precision);
    }

    private static (nn.Module, Objective) Started(string name)
    {
        var (model, objective) = ByName[name]();
        using var generator = new Generator(3, CPU);
        Initialisation.Draw(model, generator);
        model.train();
        return (model, objective);
    }

    /// <summary>Returns the results for the same images with the same noise.</summary>
    private static Tensor Loss(nn.Module model, Objective objective, Precision precision)
    {
        var shape = model switch
        {
            ImageClassifier classifier => classifier.Image,
            TwoLayerVae vae => vae.Image,
            _ => SmallVdvae.Configuration.Image,
        };
        using var generator = new Generator(5, CPU);
        using var precise = Layers.In(precision);
        var images = rand([Batch, shape.Channels, shape.Height, shape.Width], generator: generator);
        return objective(new(images, tensor(new long[] { 1, 0, 3, 2 }), new(0, 0, 1)), generator).Loss;
    }

    private static (nn.Module, Objective) Layerwise(TwoLayerVae model) => (model, new LayerwiseObjective(1, 1).For(model));

    private static (nn.Module, Objective) Elbo(Vdvae model) => (model, ElboObjective.For(model));

    private static (nn.Module, Objective) Classification(string name, ImageShape image)
    {
        var classifier = ClassifierNetwork.Create(name, image, 10);
        return (classifier, new ClassificationObjective(Augmentation.None).For(classifier));
    }

    private static Linear Layer()
    {
        var layer = nn.Linear(8, 8);
        using var generator = new Generator(3, CPU);
        Initialisation.Draw(layer, generator);
        return layer;
    }

    private static Tensor Input()
    {
        using var generator = new Generator(4, CPU);
        return randn([3, 8], generator: generator);
    }
}

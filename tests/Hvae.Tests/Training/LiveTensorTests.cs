// Neither trainings nor measurements leave tensors or native memory behind, however long they take.

using System.Globalization;
using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Metrics;
using Hvae.Metrics.Features;
using Hvae.Metrics.Perceptual;
using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Tests.Data;
using Hvae.Tests.Models;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

/// <summary>These tests count the live tensors of the whole process, so no other test may run meanwhile.</summary>
[Collection(nameof(TrainerTests))]
public sealed class LiveTensorTests : IDisposable
{
    private const int Images = 21; // The last batch has one image, which makes no pair.
    private const int Batch = 2;
    private const int StepsPerEpoch = 11;
    private const int Latents = 2;
    private static readonly ImageShape Grey28 = GhvaeConfiguration.Binary28.Image;
    private static readonly ImageShape Colour32 = GhvaeConfiguration.Colour32.Image;

    private readonly Stack<IDisposable> owned = new();
    private readonly int threads = get_num_threads();

    /// <summary>Two threads that share a processor with other programs wait for each other at every small operation.</summary>
    public LiveTensorTests() => set_num_threads(1);

    /// <summary>
    /// The number of epochs of eleven steps: about 1,000 steps of most trainings, 300 in bf16 and of a VDVAE, 110 of two
    /// stages, and 22 of the deep classifiers.
    /// </summary>
    public static TheoryData<string, int> Trainings { get; } = new()
    {
        { "GHVAE 28", 91 }, { "GHVAE 32", 91 }, { "GHVAE 32 in bf16", 28 }, { "LVAE 32", 91 },
        { "VDVAE with limits and average", 28 }, { "two-stage VDVAE", 10 }, { "decoder fit", 91 },
        { "mnist-cnn", 91 }, { "small-cnn", 91 }, { "resnet18", 2 }, { "densenet121", 2 },
    };

    public static TheoryData<string> Measurements =>
        ["two-layer", "samples", "classifier", "coding", "two stages", "decoder", "perceptual", "Fréchet, random", "Fréchet, classifier"];

    public void Dispose()
    {
        while (owned.TryPop(out var one)) one.Dispose();
        set_num_threads(threads);
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Training_leaves_no_tensors_behind(string name, int epochs)
    {
        var settings = new TrainingSettings(epochs, Batch, LearningRate: 1e-4, Seed: 7);
        var (training, shape, changed) = Training(name, settings);
        var last = StepsPerEpoch * epochs;
        var counts = new List<long>();
        var watch = new StepWatch(step =>
        {
            if (step == StepsPerEpoch) Clean();
            if (step >= StepsPerEpoch) counts.Add(Tensor.TotalCount);
            if (step == last) counts.Add(CountAfterCleaning());
        });

        new Trainer(training.Model, training.Objective, Noise(shape), changed, CPU) { Progress = watch }.Run();

        Assert.Equal(last - StepsPerEpoch + 2, counts.Count);
        Assert.Single(counts.Distinct());
    }

    [Theory]
    [MemberData(nameof(Measurements))]
    public void Measuring_leaves_no_tensors_behind(string name)
    {
        using var noise = new Generator(4, CPU);
        var measure = Measurement(name, noise);
        measure();
        var counts = new List<long> { CountAfterCleaning() };

        for (var run = 0; run < 3; run++)
        {
            measure();
            counts.Add(Tensor.TotalCount);
        }

        counts.Add(CountAfterCleaning());
        Assert.Single(counts.Distinct());
    }

    /// <summary>Native memory fragments where small objects between large blocks are left to the garbage collector.</summary>
    [Fact]
    public void Training_keeps_the_resident_memory_as_it_is()
    {
        const int settling = 100;
        const int further = 300;
        const long most = 30 << 20;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The resident memory is read from Linux's /proc.");
        var settings = new TrainingSettings(Epochs: settling + further, BatchSize: 64, LearningRate: 1e-4, Seed: 7);
        var model = Started(new Ghvae(GhvaeConfiguration.Colour32));
        var (before, after) = (0L, 0L);
        var watch = new StepWatch(step =>
        {
            if (step == settling) before = ResidentBytes();
            if (step == settling + further) after = ResidentBytes();
        });

        new Trainer(model, new LayerwiseObjective(1, 1).For(model), Noise(Colour32, 64), settings, CPU) { Progress = watch }.Run();

        Assert.True(after - before < most, $"From {before >> 20} to {after >> 20} MB in {further} steps.");
    }

    private ((nn.Module Model, Objective Objective) Training, ImageShape Shape, TrainingSettings Settings) Training(
        string name, TrainingSettings settings)
    {
        switch (name)
        {
            case "GHVAE 28": return (Layerwise(new Ghvae(GhvaeConfiguration.Binary28)), Grey28, settings);
            case "GHVAE 32": return (Layerwise(new Ghvae(GhvaeConfiguration.Colour32)), Colour32, settings);
            case "GHVAE 32 in bf16":
                return (Layerwise(new Ghvae(GhvaeConfiguration.Colour32)), Colour32, settings with { Precision = Precision.Bf16 });
            case "LVAE 32": return (Layerwise(new Lvae(LvaeConfiguration.Colour32)), Colour32, settings);
            case "VDVAE with limits and average":
                var vdvae = Started(new Vdvae(SmallVdvae.Tiny));
                var limited = settings with { GradientLimits = new() { Clip = 1 }, AverageDecay = 0.9 };
                return ((vdvae, ElboObjective.For(vdvae)), SmallVdvae.Tiny.Image, limited);
            case "two-stage VDVAE":
                var (first, second) = (SmallVdvae.Tiny with { Mixtures = 0 }, SmallVdvae.Tiny with { IsConditional = true });
                var stages = Started(new TwoStageVdvae(first, second));
                return ((stages, TwoStageObjective.For(stages)), SmallVdvae.Tiny.Image, settings);
            case "decoder fit":
                var (encoder, decoder) = (Started(new Vdvae(SmallVdvae.Tiny)), Started(new LatentDecoder(SmallVdvae.Tiny, Latents)));
                return ((decoder, DecoderFit.Of(decoder, encoder).For(encoder)), SmallVdvae.Tiny.Image, settings);
            default:
                var shape = name == "mnist-cnn" ? Grey28 : Colour32;
                var classifier = Classifier(name, shape);
                return ((classifier, new ClassificationObjective(Augmentation.CropAndMirror).For(classifier)), shape, settings);
        }
    }

    private Action Measurement(string name, Generator noise)
    {
        var vdvae = Started(new Vdvae(SmallVdvae.Configuration));
        var decoder = Started(new LatentDecoder(SmallVdvae.Configuration, Latents));
        var ghvae = Started(new Ghvae(GhvaeConfiguration.Colour32));
        var classifier = Classifier("small-cnn", Colour32);
        var images = Noise(Colour32, 3);
        return name switch
        {
            "two-layer" => () => TwoLayerEvaluation.Run(ghvae, images, Batch, noise),
            "samples" => () => SampleEvaluation.Run(ghvae, classifier, new(Samples: 10, Batch: 4, Splits: 2), noise),
            "classifier" => () => ClassifierEvaluation.Run(classifier, images, Batch),
            "coding" => () => CodingEvaluation.Run(vdvae, images, Batch, noise),
            "two stages" => TwoStages(images, noise),
            "decoder" => () => DecoderEvaluation.Run(decoder, vdvae, images, Batch, noise),
            "perceptual" => Perceptual(decoder, vdvae, images, noise),
            "Fréchet, random" => Frechet(Own(SqueezeNetFeatures.Random(CPU)), images),
            _ => Frechet(new ClassifierFeatures(classifier), images),
        };
    }

    private Action TwoStages(ImageBatches images, Generator noise)
    {
        var (first, second) = (SmallVdvae.Configuration with { Mixtures = 0 }, SmallVdvae.Configuration with { IsConditional = true });
        var stages = Started(new TwoStageVdvae(first, second));
        return () => TwoStageEvaluation.Run(stages, images, Batch, noise);
    }

    private Action Perceptual(LatentDecoder decoder, Vdvae vdvae, ImageBatches images, Generator noise)
    {
        var network = LpipsNetwork.Squeeze;
        var weights = network.Channels.Select(channels => ones(1, channels, 1, 1));
        var lpips = Own(new Lpips(network, isOfficial: false, network.Make(), weights));
        return () => PerceptualEvaluation.Run(decoder, vdvae, lpips, images, Batch, noise);
    }

    /// <summary>The statistics belong to the caller, who disposes of them.</summary>
    private static Action Frechet(IImageFeatures features, ImageBatches images) => () =>
    {
        using var scope = NewDisposeScope();
        var (one, other) = (FrechetEvaluation.Statistics(features, images, Batch), FrechetEvaluation.Statistics(features, images, 3));
        FrechetEvaluation.Between(features, one, other);
    };

    private (nn.Module, Objective) Layerwise(TwoLayerVae model) => (Started(model), new LayerwiseObjective(1, 1).For(model));

    private ImageClassifier Classifier(string name, ImageShape image) => Started(ClassifierNetwork.Create(name, image, 10));

    private T Started<T>(T model)
        where T : nn.Module
    {
        using var generator = new Generator(3, CPU);
        Initialisation.Draw(model, generator);
        return Own(model);
    }

    private ImageBatches Noise(ImageShape shape, int count = Images) =>
        Own(new ImageBatches(Own(MadeImages.Noise(shape, count)), null, binarised: false, CPU));

    private T Own<T>(T one)
        where T : IDisposable
    {
        owned.Push(one);
        return one;
    }

    /// <summary>A count that is lower than before shows that tensors were left to the garbage collector.</summary>
    private static long CountAfterCleaning()
    {
        Clean();
        return Tensor.TotalCount;
    }

    /// <summary>Collects garbage of other tests, so that it does not lower a count later.</summary>
    private static void Clean()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static long ResidentBytes()
    {
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}

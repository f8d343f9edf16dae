// A seeded training of each kind of model gives the numbers of the log that is committed beside this file, step by step.

using System.Globalization;
using Hvae.Classifiers;
using Hvae.Data;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Tests.Data;
using Hvae.Tests.Models;
using Hvae.Training;
using Snapshots;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

/// <summary>
/// A line of a log has the loss of a step, the terms of the objective, the norms of the gradient after clipping and of all weights, and the
/// multiplier where there is one. The last line has the norm of the trained model's weights, which are an average where the settings have
/// one. All numbers are float64, so that another processor or number of threads moves them by a share of less than 1e-9, and a change of
/// any constant that the training depends on by more than the tolerance.
/// </summary>
[Collection(nameof(TrainerTests))]
public sealed class TrainingLogTests : IDisposable
{
    private const int Images = 20; // With batches of 8, the last batch of an epoch is smaller.
    private static readonly NumericTolerance Tolerance = new(Relative: 1e-8);

    /// <summary>Ten epochs of three steps, so that the warm-up of an LVAE takes six steps.</summary>
    private static readonly TrainingSettings Plain = new(Epochs: 10, BatchSize: 8, LearningRate: 1e-3, Seed: 7);

    /// <summary>The rules of Shu22's trainings.</summary>
    private static readonly TrainingSettings Deep = Plain with
    {
        LearningRate = 1e-2,
        Optimisation = Optimisation.AdamW(0.01, 0.9, 0.9).WarmUp(10),
        GradientLimits = new() { Clip = 2, Skip = 400 },
        AverageDecay = 0.9,
    };

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly int threads = get_num_threads();

    /// <summary>With several threads, each would mostly wait for the others at operations as small as these.</summary>
    public TrainingLogTests() => set_num_threads(1);

    public void Dispose()
    {
        set_num_threads(threads);
        scope.Dispose();
    }

    [Theory]
    [InlineData("GHVAE")]
    [InlineData("LVAE")]
    [InlineData("VDVAE")]
    [InlineData("two-stage VDVAE")]
    [InlineData("rate-targeted VDVAE")]
    [InlineData("decoder of latents")]
    [InlineData("classifier")]
    public void Each_step_has_the_numbers_of_the_log(string name)
    {
        var tiny = SmallVdvae.Tiny;
        var log = name switch
        {
            "GHVAE" => Layerwise(new Ghvae(GhvaeConfiguration.Binary28 with { Z2Size = 3 })),
            "LVAE" => Layerwise(new Lvae(LvaeConfiguration.Colour32 with { Channels = 8, Z2Size = 3 })),
            "VDVAE" => Log(new Vdvae(tiny), model => ElboObjective.For(model), tiny.Image, Deep),
            "two-stage VDVAE" => Log(
                new TwoStageVdvae(tiny with { Mixtures = 0 }, tiny with { IsConditional = true }), TwoStageObjective.For, tiny.Image, Deep),
            "rate-targeted VDVAE" => RateTargeted(new Vdvae(tiny with { Mixtures = 0 })),
            "decoder of latents" => Decoder(new Vdvae(tiny)),
            _ => Log(new SmallCnn(GhvaeConfiguration.Colour32.Image), new ClassificationObjective(Augmentation.CropAndMirror).For,
                GhvaeConfiguration.Colour32.Image, Plain with { Optimisation = Optimisation.Sgd(0.9, 5e-4).Cosine() }),
        };

        Snapshot.Verify(log, Tolerance, suffix: name.Replace(' ', '-'), extension: "csv");
    }

    [Fact]
    public void Every_log_has_its_test() => Assert.Empty(DanglingSnapshots.Of(typeof(TrainingLogTests).Assembly));

    private static string Layerwise(TwoLayerVae model) =>
        Log(model, new LayerwiseObjective(Beta2: 2, Beta1: 0.5) { WarmUp = model is Lvae }.For, model.Image, Plain);

    private static string RateTargeted(Vdvae vdvae)
    {
        const double Rate = 0.001;
        var constrained = new ConstrainedObjective(BoundedTerm.Rate, Rate) { Multiplier = LagrangeSettings.ForShortRuns(0.5, Rate) };
        var multiplier = constrained.StartMultiplier();
        return Log(vdvae, model => constrained.For(Terms, multiplier), vdvae.Configuration.Image, Deep, multiplier);

        (Tensor Rate, Tensor Distortion) Terms(TrainingBatch batch, Generator noise)
        {
            var terms = ElboObjective.Terms(vdvae.Pass(batch.Images, LatentRules.Sampled(noise)), vdvae, batch.Images);
            return (terms.Rate, terms.Distortion);
        }
    }

    private static string Decoder(Vdvae encoder)
    {
        SmallVdvae.Shaken(encoder).to(ScalarType.Float64);
        return Log(new LatentDecoder(encoder.Configuration, latents: 2), decoder => DecoderFit.Of(decoder, encoder).For(encoder),
            encoder.Configuration.Image, Deep);
    }

    private static string Log<T>(
        T model, Func<T, Objective> objectiveOf, ImageShape shape, TrainingSettings settings, LagrangeMultiplier? multiplier = null)
        where T : nn.Module
    {
        model.to(ScalarType.Float64);
        using (var initialisation = new Randomness(settings.Seed).For("initialisation")) Initialisation.Draw(model, initialisation);
        var objective = objectiveOf(model);
        using var set = MadeImages.Brightening(shape, Images);
        using var images = new ImageBatches(set, null, binarised: shape.Channels == 1, CPU);
        List<string> lines = [];
        var (header, row) = ("", "");

        LossTerms Watched(TrainingBatch batch, Generator noise)
        {
            var terms = objective(batch with { Images = batch.Images.to(ScalarType.Float64) }, noise);
            terms = terms with { Terms = [.. terms.Terms.Select(term => (term.Name, term.Value.to(ScalarType.Float64)))] };
            header = string.Join(',', terms.Terms.Select(term => term.Name).Prepend("loss"));
            row = string.Join(',', terms.Terms.Select(term => term.Value).Prepend(terms.Loss).Select(value => Text(value.item<double>())));
            return terms;
        }

        var progress = new StepWatch(step =>
        {
            var gradient = Norm(model.parameters().Select(parameter => parameter.grad!));
            var end = multiplier is null ? "" : $",{Text(multiplier.Value)}";
            lines.Add($"{step},{row},{Text(gradient)},{Text(Norm(model.parameters()))}{end}");
        });
        new Trainer(model, Watched, images, settings, CPU) { Progress = progress, Multiplier = multiplier }.Run();
        lines.Insert(0, $"step,{header},gradient,weights{(multiplier is null ? "" : ",multiplier")}");
        return string.Join('\n', lines.Append($"trained weights,{Text(Norm(model.parameters()))}"));
    }

    private static double Norm(IEnumerable<Tensor> tensors)
    {
        using var inner = NewDisposeScope();
        return Math.Sqrt(tensors.Sum(tensor => tensor.detach().square().sum().item<double>()));
    }

    private static string Text(double value) => value.ToString("G12", CultureInfo.InvariantCulture);
}

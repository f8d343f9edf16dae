// Presets: ours fit, and a wrong one is refused with the value that is wrong.

using System.Text.Json.Nodes;
using Experiments.CommandLine;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests;

public sealed class SizesTests
{
    [Theory]
    [InlineData("smoke", 9, 512)]
    [InlineData("quick", 25, 20_000)]
    [InlineData("desk", 121, 60_000)]
    [InlineData("paper", 441, 60_000)]
    public void Every_preset_fits(string name, int cells, int trainImages)
    {
        var sizes = Sizes.From(new Presets(Settings.PresetFolder).Load(name).Settings);

        Assert.Equal(cells, sizes.BetaGrid.Cells().Count());
        Assert.Equal(trainImages, sizes.Mnist.TrainImages);
    }

    /// <summary>50 batches of 200 in 5 splits (public code of Xiao &amp; Bamler).</summary>
    [Fact]
    public void The_papers_inception_scores_are_of_10_000_samples() =>
        Assert.Equal(new SampleSizes(10_000, 200, 5), Sizes.From(new Presets(Settings.PresetFolder).Load("paper").Settings).Samples);

    [Theory]
    [InlineData("betaGrid.points", "1", "betaGrid.points")]
    [InlineData("betaGrid.points", "\"five\"", "points")]
    [InlineData("betaGrid.lowest", "0", "lowest")]
    [InlineData("betaGird", "{}", "there is no betaGird. Did you mean 'betaGrid'?")]
    [InlineData("mnist.classifier.epohcs", "3", "there is no mnist.classifier.epohcs. Did you mean 'epochs'?")]
    [InlineData("seeds", "[]", "seeds")]
    [InlineData("seeds", "[1, 1]", "seeds")]
    [InlineData("seeds", "null", "seeds")]
    [InlineData("fidelitySeeds", "[]", "fidelitySeeds")]
    [InlineData("fidelitySeeds", "[1, 1]", "fidelitySeeds")]
    [InlineData("training", "null", "training")]
    [InlineData("training.batchSize", "0", "batchSize")]
    [InlineData("training.learningRate", "-1", "learningRate")]
    [InlineData("mnist.epochs", "0", "epochs")]
    [InlineData("mnist.latentImages", "4", "latentImages")]
    [InlineData("mnist.trainImages", "-5", "trainImages")]
    [InlineData("progressiveCoding.samples", "1", "progressiveCoding.samples")]
    [InlineData("progressiveCoding.distortionTargets", "[]", "progressiveCoding.distortionTargets")]
    [InlineData("progressiveCoding.curve", "\"some\"", "curve")]
    [InlineData("progressiveCoding.training.averageDecay", "1", "averageDecay")]
    [InlineData("progressiveCoding.multiplier.initialOfRate", "0", "initialOfRate")]
    [InlineData("progressiveCoding.images32.encoderBlocks", "\"32d2,oops\"", "progressiveCoding.images32")]
    [InlineData("progressiveCoding.images64.decoderBlocks", "\"2x1,64m2\"", "progressiveCoding.images64")]
    [InlineData("progressiveCoding.images32.width", "0", "progressiveCoding.images32")]
    [InlineData("progressiveCoding.celeba64.stageImages", "0", "progressiveCoding.celeba64")]
    public void A_wrong_value_is_named(string path, string value, string named)
    {
        var settings = new Presets(Settings.PresetFolder).Load("smoke").Settings;
        var names = path.Split('.');
        names[..^1].Aggregate(settings, (part, name) => part[name]!.AsObject())[names[^1]] = JsonNode.Parse(value);

        var error = Assert.Throws<PresetException>(() => Sizes.From(settings));

        Assert.Contains(named, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("the preset's file", error.Message, StringComparison.Ordinal);
    }
}

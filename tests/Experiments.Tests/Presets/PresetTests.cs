// Presets: ours are valid, a wrong one is refused with the wrong value, and a smaller one lists its differences from the paper's.

using System.Text.Json.Nodes;
using Experiments.Presets;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Presets;

public sealed class PresetTests
{
    /// <summary>One seed trains on all cells, and three more on a part of them that is spread over the whole grid.</summary>
    [Theory]
    [InlineData("smoke", "mnist", 9, "3×3 grid of (β₂, β₁), seed 2")]
    [InlineData("quick", "mnist", 25 + (3 * 9), "5×5 grid of (β₂, β₁), seed 2 on all cells, seeds 3, 4, 5 on 3×3 of them")]
    [InlineData("reference", "cifar10", 25 + (3 * 9), "5×5 grid of (β₂, β₁), seed 2 on all cells, seeds 3, 4, 5 on 3×3 of them")]
    [InlineData("reference", "mnist", 25 * 4, "5×5 grid of (β₂, β₁), seeds 2, 3, 4, 5")]
    [InlineData("paper", "svhn", 441 + (3 * 25), "21×21 grid of (β₂, β₁), seed 2 on all cells, seeds 3, 4, 5 on 5×5 of them")]
    public void Seeds_are_nested_in_the_grid(string name, string data, int models, string text)
    {
        var grid = Preset.Load(name).GridFor(data);

        Assert.Equal(text, $"{grid}");
        Assert.Equal(models, grid.Models().Distinct().Count());
        Assert.Equal(grid.Betas.Cells(), grid.Models().Where(model => model.Seed == 2).Select(model => model.Betas));
        var corners = new[] { new Betas(0.1, 0.1), new Betas(10, 0.1), new Betas(0.1, 10), new Betas(10, 10) };
        foreach (var part in grid.Seeds)
        {
            var cells = grid.Models().Where(model => model.Seed == part.Seeds[0]).Select(model => model.Betas).ToArray();
            Assert.Equal(grid.Betas.Cells(part.EveryBeta), cells);
            Assert.Subset(cells.ToHashSet(), corners.ToHashSet());
        }
    }

    /// <summary>50 batches of 200 in 5 splits (public code of Xiao &amp; Bamler).</summary>
    [Fact]
    public void The_papers_inception_scores_are_of_10_000_samples() =>
        Assert.Equal(new SampleSizes(10_000, 200, 5), Preset.Load("paper").Samples);

    [Theory]
    [InlineData("betaGrid.points", "1", "betaGrid.points")]
    [InlineData("betaGrid.points", "\"five\"", "points")]
    [InlineData("betaGrid.lowest", "0", "lowest")]
    [InlineData("mnist.betaGrid", """{ "points": 1, "lowest": 0.1, "highest": 10 }""", "mnist.betaGrid.points must be at least 2")]
    [InlineData("mnist.betaGrid", """{ "points": 9 }""", "lowest")]
    [InlineData("svhn.seeds", """[{ "seeds": [2, 2] }]""", "svhn.seeds must name each seed once")]
    [InlineData("betaGird", "{}", "there is no betaGird. Did you mean 'betaGrid'?")]
    [InlineData("mnist.classifier.epohcs", "3", "there is no mnist.classifier.epohcs. Did you mean 'epochs'?")]
    [InlineData("seeds", "[]", "seeds must name at least one seed for all cells")]
    [InlineData("seeds", "[2]", "seeds")]
    [InlineData("seeds", "[null]", "seeds needs for each of its parts a list of seeds")]
    [InlineData("seeds", """[{ "seeds": [2, 2] }]""", "seeds must name each seed once")]
    [InlineData("seeds", """[{ "seeds": [2] }, { "seeds": [3, 2], "everyBeta": 2 }]""", "each seed once")]
    [InlineData("seeds", """[{ "seeds": [2] }, { "seeds": [], "everyBeta": 2 }]""", "in each of its parts")]
    [InlineData("seeds", """[{ "seeds": [2], "everyBeta": 2 }]""", "for all cells")]
    [InlineData("seeds", """[{ "seeds": [2], "everyBeta": 0 }]""", "everyBeta of at least 1")]
    [InlineData("seeds", """[{ "seeds": [2], "everyBta": 1 }]""", "there is no seeds.everyBta. Did you mean 'everyBeta'?")]
    [InlineData("seeds", "null", "seeds")]
    [InlineData("history", "[0.5, 0.25]", "history")]
    [InlineData("history", "[0.5, 1]", "history")]
    [InlineData("history", "[0]", "history")]
    [InlineData("history", "null", "history")]
    [InlineData("fidelitySeeds", "[]", "fidelitySeeds")]
    [InlineData("fidelitySeeds", "[1, 1]", "fidelitySeeds")]
    [InlineData("training", "null", "training")]
    [InlineData("training.batchSize", "0", "batchSize")]
    [InlineData("training.learningRate", "-1", "learningRate")]
    [InlineData("mnist.epochs", "0", "epochs")]
    [InlineData("mnist.latentImages", "4", "latentImages")]
    [InlineData("mnist.trainImages", "-5", "trainImages")]
    [InlineData("progressiveCoding.dataSets", "[]", "progressiveCoding.dataSets must name one or more of svhn, celeba64")]
    [InlineData("progressiveCoding.dataSets", "[\"svhn\", \"svhn\"]", "progressiveCoding.dataSets")]
    [InlineData("progressiveCoding.dataSets", "[\"mnist\"]", "progressiveCoding.dataSets")]
    [InlineData("progressiveCoding.seeds", "[]", "progressiveCoding.seeds")]
    [InlineData("progressiveCoding.seeds", "[2, 2]", "progressiveCoding.seeds")]
    [InlineData("progressiveCoding.samples", "1", "progressiveCoding.samples")]
    [InlineData("progressiveCoding.distortionTargets", "[]", "progressiveCoding.distortionTargets")]
    [InlineData("progressiveCoding.curve", "\"al\"", "progressiveCoding.curve cannot be al. Did you mean 'All'?")]
    [InlineData("precision", "\"float23\"", "precision cannot be float23. Did you mean 'float32'?")]
    [InlineData("mnist.classifier.network", "\"resnet50\"", "mnist.classifier.network: there is no resnet50. Did you mean 'resnet18'?")]
    [InlineData("cifar10.classifier.network", "\"mnist-cnn\"", "cifar10.classifier.network: images of")]
    [InlineData("progressiveCoding.training.averageDecay", "1", "averageDecay")]
    [InlineData("progressiveCoding.multiplier.initialOfRate", "0", "initialOfRate")]
    [InlineData("progressiveCoding.images32.encoderBlocks", "\"32d2,oops\"", "progressiveCoding.images32")]
    [InlineData("progressiveCoding.images64.decoderBlocks", "\"2x1,64m2\"", "progressiveCoding.images64")]
    [InlineData("progressiveCoding.images32.width", "0", "progressiveCoding.images32")]
    [InlineData("progressiveCoding.celeba64.stageImages", "0", "progressiveCoding.celeba64")]
    public void A_wrong_value_is_named(string path, string value, string named)
    {
        var settings = Preset.Folder.Load("smoke").Settings;
        var names = path.Split('.');
        names[..^1].Aggregate(settings, (part, name) => part[name]!.AsObject())[names[^1]] = JsonNode.Parse(value);

        var error = Assert.Throws<PresetException>(() => Preset.From(settings));

        Assert.Contains(named, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("the preset's file", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Training on a part of a data set takes as many steps as training on the whole.</summary>
    [Theory]
    [InlineData(60_000, 10)]
    [InlineData(20_000, 10)]
    [InlineData(10_000, 20)]
    [InlineData(900, 223)]
    public void On_fewer_images_there_are_more_epochs(int images, int epochs) =>
        Assert.Equal(epochs, new DataSetSizes(10, 20_000, 100, 100, new("small-cnn", 1, 1)).EpochsOver(images));

    [Fact]
    public void The_papers_own_preset_departs_in_nothing() =>
        Assert.Empty(Departures("paper", "samples", "mnist", "svhn", "cifar10", "progressiveCoding"));

    [Fact]
    public void Every_value_that_differs_is_named_with_that_of_the_preset_paper_and_where_that_is_from()
    {
        var departures = Departures("quick", "samples", "evaluation", "svhn", "progressiveCoding");

        Assert.Contains("samples.count 2000 (paper: 10000)", departures);
        Assert.Contains("svhn.epochs 3 (public code: 500)", departures);
        Assert.Contains("svhn.classifier.network small-cnn (paper: resnet18)", departures);
        Assert.Contains("progressiveCoding.images32.width 32 (preset paper: 384)", departures);
        Assert.DoesNotContain(departures, departure => departure.StartsWith("evaluation", StringComparison.Ordinal));
        Assert.DoesNotContain(departures, departure => departure.StartsWith("mnist", StringComparison.Ordinal));
    }

    [Fact]
    public void The_grid_of_a_data_set_is_compared_with_that_of_the_paper()
    {
        var settings = Preset.Folder.Load("quick").Settings;
        settings["mnist"]!["betaGrid"] = JsonNode.Parse("""{ "points": 9, "lowest": 0.1, "highest": 10 }""");

        Assert.Contains("mnist.betaGrid.points 9 (paper: 21)", Preset.Departures(settings, ["mnist"]));
        Assert.Equal(81 + (3 * 25), Preset.From(settings).GridFor("mnist").Models().Count());
        Assert.Equal(25 + (3 * 9), Preset.From(settings).GridFor("svhn").Models().Count());
    }

    private static IReadOnlyList<string> Departures(string preset, params string[] members) =>
        Preset.Departures(Preset.Folder.Load(preset).Settings, members);
}

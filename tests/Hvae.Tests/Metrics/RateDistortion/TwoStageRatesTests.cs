// The rates of single blocks of a two-stage model: in the order of generation, and together the whole rate.

using Hvae.Data;
using Hvae.Metrics.RateDistortion;
using Hvae.Models;
using Hvae.Tests.Data;
using Hvae.Tests.Models;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Metrics.RateDistortion;

public sealed class TwoStageRatesTests
{
    [Fact]
    public void Blocks_of_both_stages_add_up_to_the_rates_of_images()
    {
        const int Count = 5;
        using var scope = NewDisposeScope();
        using var nothing = no_grad();
        using var folder = new TemporaryFolder();
        using var data = new DataCatalog(new DataOptions { Folder = folder.Path, CacheFolder = folder.Path, Offline = true }).Open("svhn");
        using var images = new ImageBatches(data.Test, Count, binarised: false, CPU);
        using var model = SmallVdvae.Shaken(new TwoStageVdvae(
            SmallVdvae.Configuration with { Mixtures = 0, LatentBlocks = 4 }, SmallVdvae.Configuration with { IsConditional = true }));
        using var one = new Generator(4, CPU);
        using var other = new Generator(4, CPU);

        var scores = TwoStageEvaluation.Run(model, images, batchSize: 2, one);

        Assert.Equal(scores.FirstRates.Average(), scores.FirstBlocks.Sum(), 1e-6);
        Assert.Equal(scores.SecondRates.Average(), scores.SecondBlocks.Sum(), 1e-6);
        var cumulative = scores.Cumulative();
        Assert.Equal(4 + 9, cumulative.Count);
        Assert.Equal([.. scores.FirstBlocks, .. scores.SecondBlocks], cumulative.Blocks);
        Assert.Empty(cumulative.Falls(tolerance: 1e-6));

        // A single image is its own mean.
        var single = new ImageBatches(data.Test, 1, binarised: false, CPU);
        var ofSingle = TwoStageEvaluation.Run(model, single, batchSize: 2, other);
        other.manual_seed(4);
        var rates = model.Pass(single.Range(0, 1), LatentRules.Sampled(other)).Second.Rates();
        Assert.Equal(rates.Select(rate => rate.item<float>() / (3.0 * 32 * 32)), ofSingle.SecondBlocks, (a, b) => Math.Abs(a - b) < 1e-9);
        single.Dispose();
    }
}

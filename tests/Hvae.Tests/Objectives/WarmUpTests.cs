// The weights of the warm-up, computed by hand, and the terms that they multiply.

using System.Text.Json;
using Hvae.Models;
using Hvae.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Objectives;

public sealed class WarmUpTests
{
    /// <summary>Returns the weights of all batches of a training, epoch by epoch.</summary>
    [Theory]
    [InlineData(1, 3, new double[] { 1, 1, 1 })]
    [InlineData(4, 2, new double[] { 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(5, 2, new double[] { 0, 0, 0, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(9, 2, new double[] { 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(10, 3, new double[] { 0, 0, 0, 0, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    [InlineData(20, 1, new double[] { 0, 0, 0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    public void Weights_rise_over_a_fifth_of_the_epochs_one_batch_late(int epochs, int batches, double[] expected)
    {
        var weights = from epoch in Enumerable.Range(0, epochs)
                      from batch in Enumerable.Range(
            0, batches)
                      select WarmUp.Weight(new(epoch, batch, epochs));

        Assert.Equal(expected, weights);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void Fewer_than_five_epochs_have_no_whole_fifth(int epochs, bool happens)
    {
        Assert.Equal(happens, WarmUp.Happens(epochs));
        Assert.Equal(happens ? 0 : 1, WarmUp.Weight(new(0, 0, epochs)));
    }

    [Fact]
    public void The_papers_500_epochs_warm_up_over_100()
    {
        Assert.Equal(0.37, WarmUp.Weight(new(37, 1, 500)));
        Assert.Equal(0.36, WarmUp.Weight(new(37, 0, 500)));
        Assert.Equal(0.99, WarmUp.Weight(new(100, 0, 500)));
        Assert.Equal(1, WarmUp.Weight(new(100, 1, 500)));
    }

    [Theory]
    [InlineData(true, 0.5)]
    [InlineData(false, 1)]
    public void Both_rates_are_weighed_in_the_loss_and_neither_in_the_log(bool warmUp, double weight)
    {
        using var scope = NewDisposeScope();
        using var model = new Lvae(LvaeConfiguration.Colour32);
        using (var initialisation = new Generator(3, CPU)) Initialisation.Draw(model, initialisation);
        using var noise = new Generator(4, CPU);
        var batch = new TrainingBatch(full([2, 3, 32, 32], 0.5f), zeros(2, dtype: ScalarType.Int64), new(Epoch: 1, Batch: 1, Epochs: 10));

        var terms = (new LayerwiseObjective(3, 0.25) { WarmUp = warmUp }).For(model)(batch, noise);

        var values = terms.Terms.ToDictionary(term => term.Name, term => (double)term.Value.item<float>());
        Assert.True(values["rate_z2"] > 0 && values["rate_z1"] > 0);
        var expected = values["distortion"] + (weight * ((3 * values["rate_z2"]) + (0.25 * values["rate_z1"])));
        Assert.Equal(expected, terms.Loss.item<float>(), 1e-6 * expected);
    }

    [Fact]
    public void The_objective_comes_back_from_JSON_equal()
    {
        var objective = new LayerwiseObjective(2, 0.5) { WarmUp = true };

        var json = JsonSerializer.Serialize(objective, JsonSerializerOptions.Web);

        Assert.Equal("""{"beta2":2,"beta1":0.5,"warmUp":true}""", json);
        Assert.Equal(objective, JsonSerializer.Deserialize<LayerwiseObjective>(json, JsonSerializerOptions.Web));
        Assert.Equal(
            new LayerwiseObjective(2, 0.5),
            JsonSerializer.Deserialize<LayerwiseObjective>("""{"beta2":2,"beta1":0.5}""", JsonSerializerOptions.Web));
    }
}

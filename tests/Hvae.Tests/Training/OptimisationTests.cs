// Learning rates are PyTorch's, and the settings of an optimisation survive the JSON of a job.

using System.Text.Json;
using Hvae.Training;
using Xunit;

namespace Hvae.Tests.Training;

public sealed class OptimisationTests
{
    private const double Tolerance = 1e-15;

    [Fact]
    public void A_constant_rate_stays()
    {
        Assert.Equal(3e-4, Optimisation.Adam.LearningRate(3e-4, 17, 20));
    }

    /// <summary>torch 1.13.1, StepLR(SGD(lr=1), step_size=1, gamma=0.7), rate of each epoch.</summary>
    [Fact]
    public void A_rate_that_is_smaller_each_epoch_is_PyTorchs()
    {
        double[] golden = [1.0, 0.7, 0.48999999999999994, 0.3429999999999999, 0.24009999999999992, 0.16806999999999994];
        var optimisation = Optimisation.Adadelta.StepEachEpoch(0.7);
        for (var epoch = 0; epoch < golden.Length; epoch++)
            Assert.Equal(golden[epoch], optimisation.LearningRate(1, epoch, 14), Tolerance);
    }

    /// <summary>torch 1.13.1, CosineAnnealingLR(SGD(lr=0.01), T_max=14), rate of each epoch.</summary>
    [Fact]
    public void A_rate_along_a_cosine_is_PyTorchs()
    {
        double[] golden =
        [
            0.01, 0.009874639560909117, 0.009504844339512096, 0.00890915741234015, 0.008117449009293669, 0.007169418695587791,
            0.006112604669781572,
            0.005, 0.003887395330218428, 0.00283058130441221, 0.0018825509907063327, 0.0010908425876598527, 0.0004951556604879049,
            0.00012536043909088136,
        ];
        var optimisation = Optimisation.Sgd(0.9, 5e-4).Cosine();
        for (var epoch = 0; epoch < golden.Length; epoch++)
            Assert.Equal(golden[epoch], optimisation.LearningRate(0.01, epoch, golden.Length), Tolerance);
    }

    [Fact]
    public void Settings_are_flat_JSON_with_names_and_come_back_equal()
    {
        var settings = new TrainingSettings(14, 256, 0.01, 1) { Optimisation = Optimisation.Sgd(0.9, 5e-4).StepEachEpoch(0.7) };

        var json = JsonSerializer.Serialize(settings, JsonSerializerOptions.Web);

        Assert.Contains(
            """{"optimiser":"Sgd","momentum":0.9,"weightDecay":0.0005,"schedule":"StepEachEpoch","gamma":0.7}""",
            json, StringComparison.Ordinal);
        Assert.Equal(settings, JsonSerializer.Deserialize<TrainingSettings>(json, JsonSerializerOptions.Web));
    }

    /// <summary>Keys of jobs are hashes of this text.</summary>
    [Fact]
    public void Settings_that_came_later_are_not_in_the_JSON_of_those_who_do_not_set_them() => Assert.Equal(
        """{"epochs":500,"batchSize":256,"learningRate":0.0003,"seed":2,"optimisation":"""
            + """{"optimiser":"Adam","momentum":0,"weightDecay":0,"schedule":"Constant","gamma":1}}""",
        JsonSerializer.Serialize(new TrainingSettings(500, 256, 3e-4, 2), JsonSerializerOptions.Web));

    [Fact]
    public void All_settings_come_back_equal()
    {
        var settings = new TrainingSettings(3, 16, 2e-4, 0)
        {
            Optimisation = Optimisation.AdamW(0.01, 0.9, 0.9).WarmUp(100),
            GradientLimits = new() { Clip = 200, Skip = 400 },
            AverageDecay = 0.9999,
        };

        var json = JsonSerializer.Serialize(settings, JsonSerializerOptions.Web);

        Assert.Equal(settings, JsonSerializer.Deserialize<TrainingSettings>(json, JsonSerializerOptions.Web));
        Assert.Contains("\"gradientLimits\":{\"clip\":200,\"skip\":400},\"averageDecay\":0.9999", json, StringComparison.Ordinal);
        Assert.Contains("\"beta1\":0.9,\"beta2\":0.9", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0.01)]
    [InlineData(51, 0.5)]
    [InlineData(101, 1)]
    [InlineData(100_000, 1)]
    public void The_warm_up_is_VDVAEs(long step, double share) =>
        Assert.Equal(2e-4 * share, Optimisation.Adam.WarmUp(100).LearningRate(2e-4, 0, 1, step), Tolerance);

    [Fact]
    public void Settings_without_an_optimisation_are_Adams()
    {
        var settings = JsonSerializer.Deserialize<TrainingSettings>(
            """{"epochs":1,"batchSize":2,"learningRate":0.1,"seed":3}""", JsonSerializerOptions.Web);

        Assert.Equal(new TrainingSettings(1, 2, 0.1, 3) { Optimisation = Optimisation.Adam }, settings);
    }
}

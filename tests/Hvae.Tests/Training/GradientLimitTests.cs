// Updates that are skipped, gradients that are clipped, and a training that does not recover.

using Hvae.Objectives;
using Hvae.Training;
using Xunit;

namespace Hvae.Tests.Training;

[Collection(nameof(TrainerTests))]
public sealed class GradientLimitTests
{
    [Theory]
    [InlineData(1e9)] // The gradient is too long.
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NaN)]
    public void A_step_beyond_the_limit_changes_nothing_and_is_counted(double factorAtStep3)
    {
        using var toy = Limited(new() { Skip = 1e6 }, averageDecay: 0.5);
        var (states, calls) = (new List<byte[]>(), 0);

        var log = toy.Trainer(
            progress: new StepWatch(_ => states.Add(toy.Weights())),
            objective: (batch, noise) => Scaled(toy.Loss(batch, noise), ++calls == 3 ? factorAtStep3 : 1)).Run();

        Assert.Equal(states[1], states[2]);
        Assert.NotEqual(states[2], states[3]);
        Assert.Equal([1L, 0L], log.Select(epoch => epoch.SkippedUpdates!.Value));
        Assert.All(log, epoch => Assert.True(double.IsFinite(epoch.Loss) && epoch.GradientNorm > 0));
    }

    [Fact]
    public void The_average_takes_no_step_where_the_weights_take_none()
    {
        using var toy = Limited(new() { Skip = 1e6 }, averageDecay: 0.75);
        var (bias, calls) = (toy.Model.get_parameter("linear.bias")!, 0);
        var expected = (double)bias.detach()[0].item<float>();

        toy.Trainer(
            progress: new StepWatch(_ => expected = calls == 3 ? expected : (0.75 * expected) + (0.25 * bias.detach()[0].item<float>())),
            objective: (batch, noise) => Scaled(toy.Loss(batch, noise), ++calls == 3 ? double.NaN : 1)).Run();

        Assert.Equal(expected, bias.detach()[0].item<float>(), 1e-6);
    }

    [Fact]
    public void Clipping_scales_all_gradients_together_and_the_log_has_the_norm_before()
    {
        using var toy = Toy.Classification(Optimisation.Sgd(0, 0), learningRate: 1, limits: new() { Clip = 0.25 });
        var bias = toy.Model.get_parameter("linear.bias")!;
        var before = bias.detach().clone();

        var log = toy.Trainer(objective: (_, _) => new(bias.sum() * 2, [])).Run();

        var norm = 2 * Math.Sqrt(10);
        Assert.All(log, epoch => Assert.Equal(norm, epoch.GradientNorm!.Value, 1e-6));
        Assert.Equal(toy.Steps * 0.25 / Math.Sqrt(10), (before - bias.detach())[0].item<float>(), 1e-5);
    }

    [Fact]
    public void A_hundred_skipped_updates_in_a_row_end_the_training_with_a_remedy()
    {
        using var toy = Limited(new() { Skip = 1e6 }, epochs: 40);
        var calls = 0;

        var error = Assert.Throws<SkippedUpdatesException>(() => toy.Trainer(
            objective: (batch, noise) => Scaled(toy.Loss(batch, noise), ++calls <= 4 ? 1 : 1e9)).Run());

        Assert.Equal(104, error.Step);
        Assert.Contains("Raise the limit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_update_in_between_is_recovery()
    {
        using var toy = Limited(new() { Skip = 1e6 }, epochs: 50);
        var calls = 0;

        var log = toy.Trainer(objective: (batch, noise) =>
            Scaled(toy.Loss(batch, noise), ++calls % GradientLimits.MostSkippedInARow == 0 ? 1 : 1e9)).Run();

        Assert.Equal(149, log.Sum(epoch => epoch.SkippedUpdates));
    }

    [Fact]
    public void An_epoch_without_any_loss_ends_the_training_with_a_remedy_for_skipped_updates()
    {
        using var toy = Limited(new() { Clip = 1 });
        var calls = 0;

        var error = Assert.Throws<SkippedUpdatesException>(() => toy.Trainer(
            objective: (batch, noise) => Scaled(toy.Loss(batch, noise), ++calls <= toy.Steps / 2 ? 1 : double.NaN)).Run());

        Assert.Equal(toy.Steps, error.Step);
        Assert.Equal(double.NaN, error.Norm);
        Assert.StartsWith($"{toy.Steps / 2} updates in a row were skipped", error.Message, StringComparison.Ordinal);
        Assert.Contains("a lower norm to which gradients are clipped", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_epoch_in_which_no_gradient_is_finite_has_no_norm()
    {
        using var toy = Limited(new() { Skip = 1e6 }, epochs: 1);

        var log = toy.Trainer(objective: (batch, noise) => Steep(toy.Loss(batch, noise), toy)).Run();

        var record = Assert.Single(log);
        Assert.Null(record.GradientNorm);
        Assert.Equal(toy.Steps, record.SkippedUpdates);
        Assert.True(double.IsFinite(record.Loss));
    }

    private static Toy Limited(GradientLimits limits, int epochs = 2, double? averageDecay = null) =>
        Toy.Classification(Optimisation.AdamW(0.01, 0.9, 0.9), epochs: epochs, limits: limits, averageDecay: averageDecay);

    /// <summary>The gradient of √0 is not finite, while the loss is.</summary>
    private static LossTerms Steep(LossTerms terms, Toy toy)
    {
        var bias = toy.Model.get_parameter("linear.bias")!;
        return terms with { Loss = terms.Loss + (bias - bias.detach()).square().sum().sqrt() };
    }

    private static LossTerms Scaled(LossTerms terms, double factor) => terms with { Loss = terms.Loss * factor };
}

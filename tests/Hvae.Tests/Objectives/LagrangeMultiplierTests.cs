// The multiplier's rule, number by number, and its bounds.

using System.Text.Json;
using Hvae.Objectives;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Objectives;

public sealed class LagrangeMultiplierTests
{
    [Fact]
    public void The_defaults_are_those_of_the_public_code() =>
        Assert.Equal(
            new()
            {
                Initial = 1,
                Rate = 1e-4,
                Least = 0.001,
                Most = 100,
                Decay = 0.9,
                Epsilon = 1e-10,
                InitialMeanSquare = 1,
                Scale = MultiplierScale.Linear,
                Rest = 0
            },
            new LagrangeSettings());

    /// <summary>Returns the multiplier of tf.train.RMSPropOptimizer(1e-4) on −λ · violation, by its formula.</summary>
    [Fact]
    public void Ascends_by_RMSProp()
    {
        var multiplier = new LagrangeMultiplier(new());

        multiplier.Ascend(2);
        Assert.Equal(1 + (1e-4 * 2 / Math.Sqrt(0.9 + (0.1 * 4) + 1e-10)), multiplier.Value, 1e-15);
        multiplier.Ascend(-3);
        Assert.Equal((0.9 * 1.3) + (0.1 * 9), multiplier.State.MeanSquare, 1e-15);
        Assert.Equal(1 + (1e-4 * 2 / Math.Sqrt(1.3)) - (1e-4 * 3 / Math.Sqrt(2.07)), multiplier.Value, 1e-13);
    }

    [Fact]
    public void On_the_logarithmic_scale_a_step_is_a_share()
    {
        var multiplier = new LagrangeMultiplier(
            new() { Initial = 20, Rate = 0.01, Scale = MultiplierScale.Logarithmic, InitialMeanSquare = 0 });

        multiplier.Ascend(5);

        Assert.Equal(20 * Math.Exp(0.01 / Math.Sqrt(0.1)), multiplier.Value, 1e-9);
    }

    [Fact]
    public void Rests_before_it_moves_and_remembers_how_long()
    {
        var settings = new LagrangeSettings { Rest = 2 };
        var multiplier = new LagrangeMultiplier(settings);
        multiplier.Ascend(5);
        var resumed = new LagrangeMultiplier(settings) { State = multiplier.State };
        resumed.Ascend(5);
        Assert.Equal(new MultiplierState(1, 1, Steps: 2), resumed.State);

        resumed.Ascend(5);

        Assert.Equal(1 + (1e-4 * 5 / Math.Sqrt(0.9 + (0.1 * 25) + 1e-10)), resumed.Value, 1e-13);
    }

    [Fact]
    public void For_short_runs_a_met_constraint_leaves_the_multiplier_where_it_is()
    {
        var multiplier = new LagrangeMultiplier(LagrangeSettings.ForShortRuns(initial: 0.3, target: 0.02));

        multiplier.Ascend(0);

        Assert.Equal(0.3, multiplier.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void For_short_runs_the_target_is_a_positive_number(double target) =>
        Assert.Equal("target", Assert.Throws<ArgumentOutOfRangeException>(() => LagrangeSettings.ForShortRuns(1, target)).ParamName);

    [Theory]
    [InlineData(1, 100)]
    [InlineData(-1, 0.001)]
    public void Stays_within_its_bounds(double violation, double bound)
    {
        var multiplier = new LagrangeMultiplier(new() { Rate = 1000 });

        multiplier.Ascend(violation);

        Assert.Equal(bound, multiplier.Value);
    }

    [Theory]
    [InlineData(BoundedTerm.Rate, 0.02 + (3 * (0.5 - 0.4)), 0.1)]
    [InlineData(BoundedTerm.Distortion, 0.5 + (3 * (0.02 - 0.4)), -0.38)]
    public void The_Lagrangian_has_one_term_bounded_and_the_other_minimised(BoundedTerm bounded, double loss, double violation)
    {
        using var scope = NewDisposeScope();

        var terms = new ConstrainedObjective(bounded, 0.4).Evaluate(tensor(0.5), tensor(0.02), 3);

        Assert.Equal(loss, terms.Loss.item<double>(), 1e-12);
        Assert.Equal(violation, terms.Violation!.item<double>(), 1e-12);
        Assert.Equal([("target", 0.4), ("multiplier", 3)], terms.Numbers);
    }

    [Fact]
    public void An_objective_survives_the_JSON_of_a_job()
    {
        var objective = new ConstrainedObjective(
            BoundedTerm.Distortion, 0.02)
        { Multiplier = new() { Rate = 0.003, Scale = MultiplierScale.Logarithmic } };

        var json = JsonSerializer.Serialize(objective, JsonSerializerOptions.Web);

        Assert.Contains("\"bounded\":\"Distortion\"", json, StringComparison.Ordinal);
        Assert.Equal(objective, JsonSerializer.Deserialize<ConstrainedObjective>(json, JsonSerializerOptions.Web));
    }
}

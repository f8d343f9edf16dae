// The jobs behind Shu22's tables: their inputs, K, the points of the curves, and their cost.

using Experiments.Jobs.ProgressiveCoding;
using Experiments.ProgressiveCoding;
using Repro.Plans;
using Xunit;

namespace Experiments.Tests.Shu22;

public sealed class DataSetPlanTests
{
    /// <summary>The published set for CIFAR-10 has four latents up to 4×4, an eighth of 32.</summary>
    [Fact]
    public void K_is_the_last_latent_of_an_eighth_of_the_resolution()
    {
        var plan = MeasuredWorld.MakePlan("paper");

        Assert.Equal(4, plan.K);
        Assert.Equal(4, plan.TargetedModel.LatentResolutions().Count);
        Assert.Equal(0, plan.TargetedModel.Mixtures);
    }

    [Fact]
    public void The_target_of_the_rate_is_the_conventional_models_on_held_out_images_so_that_evaluation_comes_first()
    {
        var plan = MeasuredWorld.MakePlan("smoke");
        var tau = Assert.Single(plan.Targeted.Inputs);

        Assert.NotEqual(plan.ConventionalScores.Key, tau.Key);
        Assert.EndsWith("on held-out training images", tau.Label, StringComparison.Ordinal);
        Assert.Equal([plan.Conventional.Key], tau.Inputs.Select(input => input.Key));
        Assert.Equal([plan.Conventional.Key], plan.ConventionalScores.Inputs.Select(input => input.Key));
        Assert.Equal(plan.FitAtK.Key, plan.Fit(plan.Conventional, plan.K).Key);
        Assert.NotEqual(plan.FitAtK.Key, plan.Fit(plan.Conventional, plan.K + 1).Key);
    }

    [Fact]
    public void Every_model_has_the_seed_of_its_plan()
    {
        var (one, other) = (MeasuredWorld.MakePlan("smoke"), MeasuredWorld.MakePlan("smoke", seed: 3));

        Assert.Equal([2L, 3L], [one.Seed, other.Seed]);
        Assert.Empty(Keys(one).Intersect(Keys(other)));

        static IEnumerable<string> Keys(DataSetPlan plan) =>
            [.. plan.Fits().SelectMany(point => new[] { point.Trained.Key, point.Fit.Key }), plan.ConventionalScores.Key,
                plan.TargetedScores.Key, .. plan.Stages().Jobs.Select(job => job.Key)];
    }

    [Fact]
    public void The_conventional_two_stage_model_trains_for_as_many_steps_as_both_stages_together()
    {
        var trainings = MeasuredWorld.MakePlan("smoke").Stages().Trainings.Select(training => training.Scores.Inputs).ToArray();

        Assert.Equal(Epochs(trainings[1][0]) + Epochs(trainings[1][1]), Epochs(Assert.Single(trainings[0])));

        static int Epochs(Job training) => (int)training.Configuration["training"]!["epochs"]!;
    }

    [Fact]
    public void The_curve_has_a_point_at_each_resolution_or_at_every_latent()
    {
        var quick = MeasuredWorld.MakePlan("smoke");
        Assert.Equal([1, 2, 3, 4, 5], quick.Points(5));
        Assert.Equal([1, 2], quick.Points(2));

        var paper = MeasuredWorld.MakePlan("paper");
        Assert.Equal(Enumerable.Range(1, 43), paper.Points(43));
    }

    [Fact]
    public void A_larger_model_costs_more() =>
        Assert.InRange(
            VdvaeCost.Of(MeasuredWorld.MakePlan("paper").Model, 100) / VdvaeCost.Of(MeasuredWorld.MakePlan("smoke").Model, 100), 100, 1e6);
}

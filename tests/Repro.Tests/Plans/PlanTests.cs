// A plan has every needed job once, with inputs first. Keys depend on what determines the result and on nothing else.

using System.Text.Json.Nodes;
using Repro.Plans;
using Xunit;

namespace Repro.Tests.Plans;

public sealed class PlanTests
{
    [Fact]
    public void A_key_never_changes_between_versions_of_this_program() => Assert.Equal("a6e09a3ec42f0dc8", Job("train", 1).Key[..16]);

    [Fact]
    public void Label_and_cost_are_not_part_of_the_identity() => Assert.Equal(
        new Job("train", "one", new() { ["seed"] = 1 }, cost: 1).Key, new Job("train", "other", new() { ["seed"] = 1 }, cost: 9).Key);

    [Fact]
    public void Kind_configuration_and_inputs_in_their_order_are()
    {
        var (a, b) = (Job("train", 1), Job("train", 2));
        string[] keys = [a.Key, b.Key, Job("classify", 1).Key, Job("add", 0, a, b).Key, Job("add", 0, b, a).Key, Job("add", 0, a).Key,
            Job("add", 0).Key];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.All(keys, key => Assert.Matches("^[0-9a-f]{64}$", key));
    }

    [Fact]
    public void A_configuration_changed_after_the_job_was_made_does_not_change_the_job()
    {
        var configuration = new JsonObject { ["seed"] = 1 };
        var job = new Job("train", "one", configuration);

        configuration["seed"] = 2;

        Assert.Equal(Job("train", 1).Key, job.Key);
    }

    [Fact]
    public void Inputs_come_along_once_and_stand_before_their_dependents()
    {
        var train = Job("train", 1);
        var first = Job("evaluate", 1, train);
        var second = Job("evaluate", 2, Job("train", 1), Job("classifier", 1));
        var sum = Job("sum", 0, first, second);

        var plan = Plan.Of([sum, first]);

        Assert.Equal(["train", "evaluate", "classifier", "evaluate", "sum"], plan.Jobs.Select(job => job.Kind));
        Assert.All(plan.Jobs, job => Assert.All(job.Inputs, input => Assert.True(At(plan, input) < At(plan, job))));
    }

    [Theory]
    [InlineData("Train")]
    [InlineData("../train")]
    [InlineData("")]
    public void A_kind_that_is_no_folder_name_is_refused(string kind) => Assert.Throws<PlanException>(() => Plan.Of([Job(kind, 1)]));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1)]
    public void A_cost_that_is_none_is_refused(double cost) =>
        Assert.Throws<PlanException>(() => Plan.Of([new Job("train", "one", [], cost: cost)]));

    [Fact]
    public void A_kind_without_a_handler_is_refused_with_the_nearest_one()
    {
        var error = Assert.Throws<PlanException>(() => Plan.Of([Job("trian", 1)]).RequireKinds(["train", "evaluate"]));

        Assert.Contains("Did you mean 'train'?", error.Message);
    }

    [Fact]
    public void A_configuration_without_a_key_names_the_job()
    {
        var job = new Job("train", "beta 1e400", (JsonObject)JsonNode.Parse("""{"beta":1e400}""")!);

        var error = Assert.Throws<PlanException>(() => Plan.Of([job]));

        Assert.Contains("beta 1e400", error.Message);
    }

    private static int At(Plan plan, Job job) => plan.Jobs.ToList().FindIndex(other => other.Key == job.Key);

    private static Job Job(string kind, int seed, params Job[] inputs) => new(kind, $"{kind} {seed}", new() { ["seed"] = seed }, inputs);
}

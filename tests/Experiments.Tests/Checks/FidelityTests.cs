// Fidelity separates real differences from the noise of seeds, and shows every verdict.

using System.Runtime.CompilerServices;
using Experiments.Checks;
using Experiments.Jobs;
using Experiments.Presets;
using Experiments.Sweeps;
using Hvae.Data;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Claims;
using Repro.Plans;
using Snapshots;
using Xunit;

namespace Experiments.Tests.Checks;

public sealed class FidelityTests : IDisposable
{
    private const int Simulations = 2000;

    private const string Reference = """
        { "note": "made up", "runs": [
          { "beta2": 1, "beta1": 1, "seed": 2, "epochs": 1,
            "loss": 99, "log_likelihood": -70, "rate_z2": 10.0, "rate_z1": 5.0, "psnr": 17.00 },
          { "beta2": 1, "beta1": 1, "seed": 3, "epochs": 1,
            "loss": 101, "log_likelihood": -70, "rate_z2": 10.1, "rate_z1": 5.1, "psnr": 17.02 } ] }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("hvae-fidelity-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_row_shows_both_sides_and_its_verdict_in_each_precision()
    {
        var conclusion = Conclude(finished: 10, precision => precision == Precision.Float32 ? 0 : 30);

        Snapshot.Verify(TableText.Markdown(conclusion.Tables[0]) + "\n" + conclusion.Notes[0], new NumericTolerance(Relative: 1e-9));
        Assert.False(conclusion.Passed);
    }

    [Fact]
    public void Passes_where_nothing_differs() => Assert.True(Conclude(finished: 10, _ => 0).Passed);

    [Fact]
    public void Does_not_pass_while_a_seed_is_missing() => Assert.False(Conclude(finished: 9, _ => 0).Passed);

    /// <summary>Both sides of a row are drawn from the same distribution, with the spread of the public code's seeds.</summary>
    [Theory]
    [InlineData("quick")]
    [InlineData("reference")]
    public void Noise_is_taken_for_a_difference_no_more_often_than_the_family_wise_level(string preset)
    {
        var random = new RandomStream(1);
        var ours = Seeds(preset);
        var rows = (
            from setting in PublicRuns().GroupBy(run => run.Betas)
            from metric in Fidelity.Metrics
            select setting.Select(metric.OfRun).ToArray()).ToArray();

        var alarms = Enumerable.Range(0, Simulations).Count(_ => rows
            .Count(theirs => Differs(Draw(random, theirs, ours, 0), Draw(random, theirs, theirs.Length, 0), rows.Length)) > 0);

        var error = Math.Sqrt(Fidelity.FamilyWise * (1 - Fidelity.FamilyWise) / Simulations);
        Assert.InRange(alarms / (double)Simulations, Fidelity.FamilyWise - (3 * error), Fidelity.FamilyWise + (3 * error));
    }

    /// <summary>In the setting with the most seeds, our loss is computed with beta1 × 1.5, which adds beta1 · R(z1|z2) / 2.</summary>
    [Fact]
    public void A_wrong_weight_of_a_rate_is_noticed()
    {
        var random = new RandomStream(1);
        var setting = PublicRuns().GroupBy(run => run.Betas).MaxBy(runs => runs.Count())!.ToArray();
        var losses = setting.Select(run => run.Loss).ToArray();
        var error = setting.Average(run => run.Beta1 * run.RateZ1 / 2);
        var rows = PublicRuns().DistinctBy(run => run.Betas).Count() * Fidelity.Metrics.Count;

        var noticed = Enumerable.Range(0, Simulations)
            .Count(_ => Differs(Draw(random, losses, Seeds("reference"), error), Draw(random, losses, losses.Length, 0), rows));

        Assert.True(noticed >= 0.9 * Simulations, $"noticed {noticed} times of {Simulations}");
    }

    private static bool Differs(double[] ours, double[] theirs, int rows) =>
        MeanDifference.Of(ours, theirs, Fidelity.FamilyWise / rows).Agreement(negligible: 0) == Verdict.Fails;

    private static double[] Draw(RandomStream random, double[] like, int count, double shift)
    {
        var mean = like.Average();
        var deviation = Math.Sqrt(like.Sum(value => Math.Pow(value - mean, 2)) / (like.Length - 1));
        return [.. Enumerable.Range(0, count).Select(_ => mean + shift + (deviation * random.Normal()))];
    }

    private static int Seeds(string preset) => Preset.Load(preset).FidelitySeeds.Count;

    private static IReadOnlyList<Fidelity.ReferenceRun> PublicRuns([CallerFilePath] string here = "") =>
        Fidelity.Read(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "reference", "mnist-training.json")).Runs;

    /// <param name="finished">Number of the ten trainings, five in each precision, that have results.</param>
    /// <param name="off">Number that is added to the loss.</param>
    private Conclusion Conclude(int finished, Func<Precision, double> off)
    {
        File.WriteAllText(Path.Combine(folder, "mnist-training.json"), Reference);
        var options = new DataOptions { Folder = folder, CacheFolder = folder, Offline = true };
        var images = new ImagesSpecification("mnist", new('0', 64), "test", 10);
        var planned = (
            from precision in new[] { Precision.Float32, Precision.Bf16 }
            from seed in Enumerable.Range(2, 5)
            let training = new TrainingSettings(1, 256, 3e-4, seed) { Precision = precision }
            let train = TrainJob.Plan(ModelSpecification.Ghvae(new(1, 28, 28)), new LayerwiseObjective(1, 1), images, training)
            let noise = (seed - 4) / 2.0
            select (Model: new PlannedModel(train, [EvaluateJob.Plan(train, images, 256)]), Metrics: (Metric[])
            [
                new("loss", 100.5 + noise + off(precision), "nats"), new("psnr", 17 + (noise / 2), "dB"),
                new("rate_z2", 10 + (noise / 9), "nats"), new("rate_z1", 5 - (noise / 9), "nats"),
            ])).ToArray();
        var results = planned.Take(finished).ToDictionary(
            entry => entry.Model.Numbers[0].Key,
            entry => new JobResult("", folder, entry.Metrics.ToDictionary(metric => metric.Name, StringComparer.Ordinal), []),
            StringComparer.Ordinal);
        var plan = new Fidelity.TrainingsPlan(
            [.. planned.Select(entry => entry.Model)], new DataSource("mnist", "official", images.Fingerprint, "mnist (official)"));
        var context = new ExperimentContext { Preset = "none", Settings = [], Provenance = "" };
        return new Fidelity(new DataCatalog(options), folder).Conclude(context, plan, results);
    }
}

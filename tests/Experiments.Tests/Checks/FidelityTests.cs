// The fidelity check passes and fails where its rule says.

using Experiments.Checks;
using Experiments.Jobs;
using Hvae.Data;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;
using Repro.Records;
using Xunit;

namespace Experiments.Tests.Checks;

public sealed class FidelityTests : IDisposable
{
    /// <summary>Two runs of one setting; their spread in the loss (1.41) is above the floor (1 % of 100), in PSNR (0.014) below it (0.1).</summary>
    private const string Reference = """
        { "note": "made up", "runs": [
          { "beta2": 1, "beta1": 1, "seed": 2, "epochs": 1, "loss": 99, "log_likelihood": -70, "rate_z2": 10, "rate_z1": 5, "psnr": 17.00 },
          { "beta2": 1, "beta1": 1, "seed": 3, "epochs": 1, "loss": 101, "log_likelihood": -70, "rate_z2": 10, "rate_z1": 5, "psnr": 17.02 } ] }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("hvae-fidelity-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(100, 17.01, 10, 5, true)]
    [InlineData(104.2, 17.01, 10, 5, true)]
    [InlineData(104.3, 17.01, 10, 5, false)]
    [InlineData(95.7, 17.01, 10, 5, false)]
    [InlineData(100, 17.30, 10, 5, true)]
    [InlineData(100, 17.32, 10, 5, false)]
    [InlineData(100, 17.01, 11.4, 5, true)]
    [InlineData(100, 17.01, 11.6, 5, false)]
    [InlineData(100, 17.01, 10, 6.1, false)]
    public void Agrees_within_three_times_the_larger_of_spread_and_floor(double loss, double psnr, double rateZ2, double rateZ1, bool agrees)
    {
        var conclusion = Conclude(seeds: [2, 3], finished: 2, loss, psnr, rateZ2, rateZ1);

        Assert.Equal(agrees, conclusion.Passed);
        Assert.Equal(agrees, conclusion.Tables[0].Rows.All(row => row[^1] is true));
    }

    [Fact]
    public void Does_not_pass_while_a_seed_is_missing() => Assert.False(Conclude(seeds: [2, 3], finished: 1, 100, 17.01, 10, 5).Passed);

    private Conclusion Conclude(long[] seeds, int finished, double loss, double psnr, double rateZ2, double rateZ1)
    {
        File.WriteAllText(Path.Combine(folder, "mnist-training.json"), Reference);
        var options = new DataOptions { Folder = folder, CacheFolder = folder, Offline = true };
        var images = new ImagesSpecification("mnist", new('0', 64), "test", 10);
        var jobs = seeds.Select(seed => EvaluateJob.Plan(
            TrainJob.Plan(ModelSpecification.Ghvae(new(1, 28, 28)), new LayerwiseObjective(1, 1), images, new TrainingSettings(1, 256, 3e-4, seed)), images, 256)).ToArray();
        Metric[] metrics = [new("loss", loss, "nats"), new("psnr", psnr, "dB"), new("rate_z2", rateZ2, "nats"), new("rate_z1", rateZ1, "nats")];
        var results = jobs.Take(finished).ToDictionary(
            job => job.Key, job => new JobResult(job.Key, folder, metrics.ToDictionary(metric => metric.Name, StringComparer.Ordinal), []), StringComparer.Ordinal);
        var plan = new ExperimentPlan(jobs, [new DataSource("mnist", "official", images.Fingerprint, "mnist (official)")]);
        var context = new ExperimentContext { Preset = "none", Settings = [], Provenance = "", Notice = _ => { } };
        return new Fidelity(new DataCatalog(options), folder).Conclude(context, plan, results);
    }
}

// A generated sweep of jobs that compute nothing: trainings, and an evaluation of each.

using System.Text.Json.Nodes;
using Repro.Execution;
using Repro.Plans;
using Repro.Records;

namespace Faults.Scale;

/// <summary>A sweep of trainings and as many evaluations, with configurations as long as real ones.</summary>
/// <param name="jobs">Number of jobs.</param>
internal sealed class NoOpSweep(int jobs) : IExperiment
{
    private const string Fingerprint = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    public string Name => "NoOp.Sweep";

    public string Description => "Nothing, many times.";

    public IReadOnlyList<Job> Requested { get; } = [.. Enumerable.Range(0, jobs / 2).Select(Evaluation)];

    public ExperimentPlan Plan(ExperimentContext context) => new(Requested, [new("none", "official", Fingerprint, "no images")]);

    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results) => new()
    {
        Tables = [new() { Name = Name, Caption = "Nothing", Columns = [new("job"), new("rate", "nats")],
            Rows = [.. plan.Jobs.Select(job => (IReadOnlyList<object?>)[job.Label, results[job.Key].Metrics["rate"].Value])] }],
    };

    /// <summary>Writes the artifacts of all jobs, and does not wait for the disk.</summary>
    public void WriteArtifacts(ArtifactStore store)
    {
        Parallel.ForEach(Repro.Plans.Plan.Of(Requested).Jobs, job =>
        {
            var folder = Directory.CreateDirectory(store.FolderOf(job)).FullName;
            var configuration = Path.Combine(folder, ArtifactStore.ConfigurationFile);
            File.WriteAllText(configuration, JobFolder.ConfigurationText(JobOrder.Of(new(job, null, null), store)));
            File.WriteAllText(Path.Combine(folder, ArtifactStore.LogFile), "--- done\n");
            var result = RecordJson.Text(new ResultRecord
            {
                Key = job.Key,
                Kind = job.Kind,
                Label = job.Label,
                Details = [],
                Metrics = [.. new[] { "rate_z2", "rate_z1", "rate", "distortion", "loss", "elbo", "mse", "psnr" }.Select(
                    (name, at) => new Metric(name, at + 0.125, "nats", 0.5, 10_000))],
                Files = new Dictionary<string, string> { [ArtifactStore.ConfigurationFile] = ResultFile.HashOfFile(configuration) },
                Started = DateTimeOffset.UnixEpoch,
                Seconds = 1,
                PeakMemoryBytes = 1 << 28,
                Environment = new Dictionary<string, string> { ["libtorch"] = "2.10.0", ["TorchSharp"] = "0.107.0", ["threads"] = "1" },
            });
            File.WriteAllText(Path.Combine(folder, ResultFile.Name), result);
            File.WriteAllText(Path.Combine(folder, ResultFile.HashName),
                ResultFile.HashLine(ResultFile.HashOfFile(Path.Combine(folder, ResultFile.Name))));
        });
    }

    private static Job Evaluation(int number)
    {
        var seed = number % 10;
        var (beta2, beta1) = (number / 10 % 21, number / 210);
        var model = new JsonObject { ["family"] = "GHVAE", ["image"] = new JsonArray(3, 32, 32), ["code"] = 1 };
        var objective = new JsonObject { ["beta2"] = Math.Pow(10, -1 + 0.1 * beta2), ["beta1"] = 0.001 * beta1 };
        var images = new JsonObject { ["name"] = "svhn", ["fingerprint"] = Fingerprint, ["split"] = "train", ["images"] = 73257 };
        var training = new JsonObject { ["epochs"] = 500, ["batchSize"] = 256, ["learningRate"] = 3e-4, ["seed"] = seed };
        var train = new Job("train", $"no-op {number}",
            new() { ["model"] = model, ["objective"] = objective, ["images"] = images, ["training"] = training, ["code"] = 1 }, cost: 3);
        return new("evaluate", train.Label,
            new() { ["model"] = model.DeepClone(), ["images"] = images.DeepClone(), ["batchSize"] = 256, ["seed"] = seed, ["code"] = 1 },
            [train]);
    }
}

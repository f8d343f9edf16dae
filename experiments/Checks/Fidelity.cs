// Trains the settings of the reference runs on the real MNIST and compares with the papers' public code.

using System.Text.Json;
using Experiments.Jobs;
using Experiments.Sweeps;
using Hvae.Data;
using Hvae.Objectives;
using Hvae.Training;
using Repro.Plans;
using Repro.Records;

namespace Experiments.Checks;

/// <summary>
/// Whether ten epochs of our training end where ten epochs of the public PyTorch code end: for each setting and metric,
/// |mean of ours − mean of theirs| ≤ 3 · max(standard deviation of their seeds, floor).
/// </summary>
/// <param name="catalog">Finds the images.</param>
/// <param name="reference">The folder of <c>mnist-training.json</c>.</param>
public sealed class Fidelity(DataCatalog catalog, string reference) : IExperiment
{
    private const string ReferenceFile = "mnist-training.json";
    private const int BatchSize = 256;
    private const double LearningRate = 3e-4;
    private const double AllowedDeviations = 3;

    /// <summary>Two seeds underestimate a setting's spread, so it is taken as at least this.</summary>
    private static readonly (string Metric, Func<ReferenceRun, double> Value, Func<double, double> Floor)[] Metrics =
    [
        ("loss", run => run.Loss, mean => 0.01 * Math.Abs(mean)),
        ("psnr", run => run.Psnr, _ => 0.1),
        ("rate_z2", run => run.RateZ2, mean => (0.03 * mean) + 0.2),
        ("rate_z1", run => run.RateZ1, mean => (0.03 * mean) + 0.2),
    ];

    /// <inheritdoc/>
    public string Name => "Fidelity";

    /// <inheritdoc/>
    public string Description => "Trains the settings of the reference runs on the real MNIST and compares with the papers' public code.";

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context)
    {
        using var data = catalog.Open("mnist");
        if (data.Quality != DataQuality.Official)
            throw new DataMissingException(
                $"Fidelity needs the official MNIST, and this is {data.Quality.ToText()} data; name the folder that has it by --data DIR or HVAE_DATA.");

        var model = ModelSpecification.Ghvae(data.Train.Shape);
        var jobs =
            from run in Reference().Runs
            let train = TrainJob.Plan(
                model,
                new LayerwiseObjective(run.Beta2, run.Beta1),
                ImagesSpecification.Train(data, data.Train.Count),
                new TrainingSettings(run.Epochs, BatchSize, LearningRate, run.Seed))
            select EvaluateJob.Plan(train, ImagesSpecification.Test(data, data.Test.Count), BatchSize);
        return new([.. jobs], [DataText.Source(data, data.Name, data.Train.Count, Reference().Runs.Max(run => run.Epochs), data.Test.Count)]);
    }

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var theirs = Reference().Runs.GroupBy(run => new Betas(run.Beta2, run.Beta1)).ToDictionary(runs => runs.Key, runs => runs.ToArray());
        var comparisons = (
            from cell in Sweep.Collect("GHVAE", plan.Data[0], plan.Jobs, results).Cells
            from metric in Metrics
            select Compare(cell, theirs[cell.Betas], metric)).ToArray();
        return new()
        {
            Tables =
            [
                new Table
                {
                    Name = Name,
                    Caption = $"GHVAE on {plan.Data[0].Description}; ours against the public PyTorch code ({ReferenceFile}). "
                        + $"Allowed: {AllowedDeviations} times the larger of its seed spread and a floor. {context.Provenance}",
                    Columns =
                    [
                        new("beta2", Format: "G4"), new("beta1", Format: "G4"), new("metric"), new("seeds", Format: "N0"), new("ours", Format: "F3"),
                        new("public code", Format: "F3"), new("difference", Format: "F3"), new("allowed", Format: "F3"), new("agrees"),
                    ],
                    Rows = [.. comparisons.Select(comparison => comparison.Row)],
                },
            ],
            Passed = comparisons.All(comparison => comparison.Agrees),
        };
    }

    private static (bool Agrees, object?[] Row) Compare(
        SweepCell ours, IReadOnlyList<ReferenceRun> theirs, (string Metric, Func<ReferenceRun, double> Value, Func<double, double> Floor) metric)
    {
        var mean = theirs.Average(metric.Value);
        var deviation = theirs.Count < 2 ? 0 : Math.Sqrt(theirs.Sum(run => Math.Pow(metric.Value(run) - mean, 2)) / (theirs.Count - 1));
        var allowed = AllowedDeviations * Math.Max(deviation, metric.Floor(mean));
        var difference = ours.Mean(metric.Metric) - mean;
        var agrees = ours.Models.All(model => model.IsComplete) && Math.Abs(difference) <= allowed;
        object? Number(double value) => double.IsFinite(value) ? value : null;
        return (agrees,
        [
            ours.Betas.Beta2, ours.Betas.Beta1, metric.Metric, (long)ours.Models.Count(model => model.IsComplete), Number(ours.Mean(metric.Metric)), mean, Number(difference), allowed,
            agrees,
        ]);
    }

    private ReferenceRuns Reference()
    {
        var path = Path.Combine(reference, ReferenceFile);
        if (!File.Exists(path))
            throw new DataMissingException($"There is no {path}; name the folder of {ReferenceFile} by --reference DIR or HVAE_REFERENCE.");
        return Read(path);
    }

    /// <summary>The runs that a file holds.</summary>
    /// <exception cref="DataFormatException">It is not such a file.</exception>
    internal static ReferenceRuns Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ReferenceRuns>(File.ReadAllText(path), Complete) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException problem)
        {
            throw new DataFormatException(
                path, problem.BytePositionInLine ?? 0, $"the runs of {ReferenceFile}", problem.Message, "Fetch the file anew.", inner: problem);
        }
    }

    private static readonly JsonSerializerOptions Complete = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    internal sealed record ReferenceRuns(string Note, IReadOnlyList<ReferenceRun> Runs);

    internal sealed record ReferenceRun(
        double Beta2, double Beta1, long Seed, int Epochs, double Loss, double LogLikelihood, double RateZ2, double RateZ1, double Psnr);
}

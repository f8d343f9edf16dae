// Trains the settings of the reference runs on the real MNIST and compares with the papers' public code.

using System.Text.Json;
using Experiments.Jobs;
using Experiments.Presets;
using Experiments.Sweeps;
using Hvae.Data;
using Hvae.Models;
using Hvae.Objectives;
using Hvae.Training;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;
using Repro.Claims;
using Repro.Plans;

namespace Experiments.Checks;

/// <summary>
/// Compares the ends of our trainings with those of the public PyTorch code. The result of a training depends on its seed, so means
/// over seeds are compared, for each setting and metric, by <see cref="MeanDifference"/>. The spread of one setting is up to a hundred
/// times that of another, so each row uses the spread of its own seeds, ours and theirs together.
/// </summary>
/// <param name="catalog">Catalogue that finds the images.</param>
/// <param name="reference">Path of the folder of <c>mnist-training.json</c>.</param>
public sealed class Fidelity(DataCatalog catalog, string reference) : IExperiment
{
    /// <summary>Probability that equal trainings are found to differ in any row. Each of m rows gets 1/m of it (Bonferroni).</summary>
    internal const double FamilyWise = 0.01;

    private const string ReferenceFile = "mnist-training.json";
    private const int BatchSize = 256;
    private const double LearningRate = 3e-4;

    /// <summary>
    /// The metrics, each with the largest difference that does not matter as a function of the public code's mean. It is about the change
    /// over one or two steps of the paper's grid of betas.
    /// </summary>
    internal static readonly IReadOnlyList<ComparedMetric> Metrics =
    [
        new(MetricNames.Loss, "nats", run => run.Loss, mean => 0.1 * mean),
        new(MetricNames.Psnr, "dB", run => run.Psnr, _ => 0.5),
        new(MetricNames.RateZ2, "nats", run => run.RateZ2, mean => (0.2 * mean) + 1),
        new(MetricNames.RateZ1, "nats", run => run.RateZ1, mean => (0.2 * mean) + 1),
    ];

    /// <inheritdoc/>
    public string Name => "Fidelity";

    /// <inheritdoc/>
    public string Description => "Trains the settings of the reference runs on the real MNIST and compares with the papers' public code.";

    /// <summary>Plans the preset's seeds in every setting of the reference: in float32, and also in the preset's precision.</summary>
    public ExperimentPlan Plan(ExperimentContext context)
    {
        using var data = catalog.Open("mnist");
        if (data.Quality != DataQuality.Official)
            throw new DataMissingException(
                $"Fidelity needs the official MNIST, and this is {data.Quality.ToText()} data; "
                + "name the folder that has it by --data DIR or HVAE_DATA.");

        var preset = Preset.From(context.Settings);
        var model = ModelSpecification.Ghvae(data.Train.Shape);
        var models =
            from precision in new[] { Precision.Float32, preset.Precision }.Distinct()
            from run in Reference().Runs.DistinctBy(run => run.Betas)
            from seed in preset.FidelitySeeds
            let train = TrainJob.Plan(
                model,
                new LayerwiseObjective(run.Beta2, run.Beta1),
                ImagesSpecification.Train(data, data.Train.Count),
                new TrainingSettings(run.Epochs, BatchSize, LearningRate, seed) { Precision = precision })
            select new PlannedModel(train, [EvaluateJob.Plan(train, ImagesSpecification.Test(data, data.Test.Count), BatchSize)]);
        var epochs = Reference().Runs.Max(run => run.Epochs);
        return new TrainingsPlan([.. models], DataText.Source(data, data.Name, data.Train.Count, epochs, data.Test.Count));
    }

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var theirs = Reference().Runs.ToLookup(run => run.Betas);
        var cells = (
            from models in ((TrainingsPlan)plan).Models.GroupBy(model => model.Training.Configuration.Training.Precision)
            from cell in SweepCell.Collect(models, results)
            select (Precision: models.Key, Ours: cell)).ToArray();
        var level = FamilyWise / (cells.Length * Metrics.Count);
        var comparisons = (
            from cell in cells
            from metric in Metrics
            select new Comparison(cell.Precision, cell.Ours, metric, [.. theirs[cell.Ours.Betas].Select(metric.OfRun)], level)).ToArray();
        return new()
        {
            Tables = [TableOf(comparisons, plan.Data[0], context.Provenance)],
            Notes = [Summary(comparisons)],
            Passed = cells.SelectMany(cell => cell.Ours.Models).All(model => model.IsComplete)
                && comparisons.All(comparison => comparison.Verdict != Verdict.Fails),
        };
    }

    private Table TableOf(IEnumerable<Comparison> comparisons, DataSource data, string provenance) => new()
    {
        Name = Name,
        Caption = $"GHVAE on {data.Description}; ours and the public PyTorch code's ({ReferenceFile}), "
            + "each as mean ± standard deviation (seeds). A difference above the resolution is more than chance, "
            + "and a true one of that size is found in about half of all runs. "
            + $"A difference below the negligible does not matter. {provenance}",
        Columns =
        [
            new("beta2", Format: "G4"), new("beta1", Format: "G4"), new("metric"), new("precision"), new("ours"), new("public code"),
            new("difference", Format: "F3"), new("standard errors", Format: "F1"), new("resolution", Format: "F3"),
            new("negligible", Format: "F3"), new("verdict"),
        ],
        Rows = [.. comparisons.Select(comparison => comparison.Row)],
    };

    /// <summary>Returns the mean ± the standard deviation (the number) of some values.</summary>
    internal static string Side(IReadOnlyList<double> values) => values.Count switch
    {
        0 => "(0)",
        1 => $"{values[0]:F3} (1)",
        _ => $"{values.Mean():F3} ± {values.StandardDeviation():F3} ({values.Count})",
    };

    private static string Summary(IReadOnlyCollection<Comparison> comparisons)
    {
        int Count(Verdict verdict) => comparisons.Count(comparison => comparison.Verdict == verdict);
        var differing = string.Join(
            "; ", from comparison in comparisons where comparison.Verdict == Verdict.Fails select comparison.Name);
        return $"Verdicts of {comparisons.Count} comparisons with the public code: agrees {Count(Verdict.Holds)}, "
            + $"undecided {Count(Verdict.Undecided)}, differs {Count(Verdict.Fails)}{(differing.Length > 0 ? $" ({differing})" : "")}. "
            + $"Between equal trainings a difference would be found with a probability of at most {FamilyWise:P0}. "
            + "More seeds on either side decide what is undecided; ours are fidelitySeeds in the preset.";
    }

    private ReferenceRuns Reference()
    {
        var path = Path.Combine(reference, ReferenceFile);
        if (!File.Exists(path))
            throw new DataMissingException($"There is no {path}; name the folder of {ReferenceFile} by --reference DIR or HVAE_REFERENCE.");
        return Read(path);
    }

    /// <summary>Reads the runs in a file.</summary>
    /// <exception cref="DataFormatException">Thrown when the file is not of this format.</exception>
    internal static ReferenceRuns Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ReferenceRuns>(File.ReadAllText(path), Complete)
                ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException problem)
        {
            throw new DataFormatException(
                path, problem.BytePositionInLine ?? 0, $"the runs of {ReferenceFile}", problem.Message, "Fetch the file anew.",
                inner: problem);
        }
    }

    private static readonly JsonSerializerOptions Complete = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    internal sealed record TrainingsPlan(IReadOnlyList<PlannedModel> Models, DataSource Source)
        : ExperimentPlan([.. Models.SelectMany(model => model.Jobs)], [Source]);

    internal sealed record ReferenceRuns(string Note, IReadOnlyList<ReferenceRun> Runs);

    internal sealed record ReferenceRun(
        double Beta2, double Beta1, long Seed, int Epochs, double Loss, double LogLikelihood, double RateZ2, double RateZ1, double Psnr)
    {
        public Betas Betas => new(Beta2, Beta1);
    }

    /// <summary>A metric of both sides, with the largest difference that does not matter as a function of the public code's mean.</summary>
    internal sealed record ComparedMetric(string Name, string Unit, Func<ReferenceRun, double> OfRun, Func<double, double> Negligible);

    /// <summary>A row of the table: one metric of one setting, with our trainings in one precision.</summary>
    private sealed record Comparison(Precision Precision, SweepCell Cell, ComparedMetric Metric, IReadOnlyList<double> Theirs, double Level)
    {
        private IReadOnlyList<double> Ours => Cell.Values(Metric.Name);

        private double Negligible => Metric.Negligible(Theirs.Average());

        private MeanDifference Difference => MeanDifference.Of(Ours, Theirs, Level);

        public Verdict Verdict => Difference.Agreement(Negligible);

        public string Name => $"{Metric.Name} at beta2={Cell.Betas.Beta2:G4} beta1={Cell.Betas.Beta1:G4} in {Precision.ToText()}";

        public object?[] Row =>
        [
            Cell.Betas.Beta2, Cell.Betas.Beta1, $"{Metric.Name} [{Metric.Unit}]", Precision.ToText(), Side(Ours), Side(Theirs),
            Number(Difference.Value), Number(Difference.Value / Difference.StandardError), Number(Difference.Resolution), Negligible,
            Verdict switch { Verdict.Holds => "agrees", Verdict.Fails => "differs", _ => "undecided" },
        ];

        private static double? Number(double value) => double.IsFinite(value) ? value : null;
    }
}

/// <summary>
/// d = mean(x) − mean(y) with Student's interval d ± t·s·√(1/m + 1/n): m values x and n values y share one variance, which
/// s² = (Σ(x − mean(x))² + Σ(y − mean(y))²) / (m + n − 2) estimates, and t is the quantile for m + n − 2 degrees of freedom.
/// </summary>
/// <param name="Value">The difference d of the means; NaN when a side has no values.</param>
/// <param name="StandardError">Standard error of d, s·√(1/m + 1/n); NaN when both sides have only one value, or one side has none.</param>
/// <param name="Resolution">
/// Half the width of the interval. A larger observed difference is more than chance. Infinite when there is no standard error.
/// </param>
internal sealed record MeanDifference(double Value, double StandardError, double Resolution)
{
    /// <summary>Returns the difference between the means of two samples.</summary>
    /// <param name="x">Independent values of one side.</param>
    /// <param name="y">Independent values of the other side.</param>
    /// <param name="level">Probability, in (0, 1), that the interval misses the true difference.</param>
    public static MeanDifference Of(IReadOnlyList<double> x, IReadOnlyList<double> y, double level)
    {
        var freedom = x.Count + y.Count - 2;
        var (mean, other) = (x.Mean(), y.Mean());
        if (freedom < 1 || x.Count == 0 || y.Count == 0) return new(mean - other, double.NaN, double.PositiveInfinity);
        var squares = x.Sum(value => Math.Pow(value - mean, 2)) + y.Sum(value => Math.Pow(value - other, 2));
        var error = Math.Sqrt(squares / freedom * ((1.0 / x.Count) + (1.0 / y.Count)));
        return new(mean - other, error, StudentT.InvCDF(0, 1, freedom, 1 - (level / 2)) * error);
    }

    /// <summary>
    /// Decides whether the means agree. The verdict holds when the whole interval is within ±<paramref name="negligible"/>, and fails when
    /// the interval does not contain zero. Otherwise it is undecided: chance and a difference that matters explain the data equally well.
    /// </summary>
    /// <param name="negligible">The largest difference that does not matter.</param>
    public Verdict Agreement(double negligible) =>
        Math.Abs(Value) + Resolution <= negligible ? Verdict.Holds
        : Math.Abs(Value) > Resolution ? Verdict.Fails
        : Verdict.Undecided;
}

// The models of a sweep over the grid of (beta2, beta1), with all their metrics.

using System.Collections.Immutable;
using System.Globalization;
using Experiments.Jobs;
using Experiments.Presets;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>The models of one family on one data set.</summary>
/// <param name="Family">Family of the models, e.g. <c>GHVAE</c>.</param>
/// <param name="Data">Source of the images.</param>
/// <param name="Cells">Cells of the grid in the order in which they were planned.</param>
public sealed record Sweep(string Family, DataSource Data, IReadOnlyList<SweepCell> Cells)
{
    /// <summary>Family and data set, for titles and notes.</summary>
    public string Name => $"{Family} on {Data.Name}";

    /// <summary>
    /// The same models after shares of all steps of their training, in rising order of the share, in (0, 1); empty where the preset
    /// measures the trained models alone.
    /// </summary>
    public IReadOnlyList<(double Share, Sweep Sweep)> Earlier { get; init; } = [];
}

/// <summary>The models that were trained with one pair of betas, one for each seed.</summary>
/// <param name="Betas">Weights of the two rates.</param>
/// <param name="Models">All planned models; those whose jobs failed lack metrics.</param>
public sealed record SweepCell(Betas Betas, IReadOnlyList<SweepModel> Models)
{
    /// <summary>Groups planned models by their betas.</summary>
    /// <param name="models">The models with their jobs.</param>
    /// <param name="results">Results of jobs by key; those of failed jobs are missing.</param>
    internal static IReadOnlyList<SweepCell> Collect(IEnumerable<PlannedModel> models, IReadOnlyDictionary<string, JobResult> results) =>
    [
        .. from model in models
           group SweepModel.Of(model, results) by model.Betas into cell
           select new SweepCell(cell.Key, [.. cell]),
    ];

    /// <summary>The models, for the CSV of a figure: betas, seeds, and keys of the jobs that trained them.</summary>
    public Origin Origin => new(
        ("beta2", Betas.Beta2.ToString("R", CultureInfo.InvariantCulture)),
        ("beta1", Betas.Beta1.ToString("R", CultureInfo.InvariantCulture)),
        ("seed", string.Join(' ', Models.Select(model => model.Seed))),
        ("job", string.Join(' ', Models.Select(model => model.Training))));

    /// <summary>Returns the values of a metric, of each model that has it.</summary>
    public IReadOnlyList<double> Values(string metric) =>
        [.. Models.Select(model => model.Metrics.GetValueOrDefault(metric)).OfType<Metric>().Select(value => value.Value)];

    /// <summary>Returns the mean of a metric over seeds, or NaN when no model has the metric.</summary>
    public double Mean(string metric)
    {
        // A loop, because a bootstrap calls this some hundred thousand times.
        var (sum, count) = (0.0, 0);
        foreach (var model in Models)
        {
            if (!model.Metrics.TryGetValue(metric, out var value)) continue;
            sum += value.Value;
            count++;
        }

        return count == 0 ? double.NaN : sum / count;
    }

    /// <summary>Name of the error bars of cells in legends.</summary>
    public const string ErrorName = "± standard deviation over seeds";

    /// <summary>Returns half the length of the error bar of a metric, or NaN for fewer than two seeds.</summary>
    public double Error(string metric) => SeedDeviation(metric) ?? double.NaN;

    /// <summary>Returns the standard deviation of a metric over seeds, or null for fewer than two seeds.</summary>
    public double? SeedDeviation(string metric)
    {
        var values = Values(metric);
        if (values.Count < 2) return null;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => Math.Pow(value - mean, 2)) / (values.Count - 1));
    }
}

/// <summary>The results of the jobs on one trained model.</summary>
/// <param name="Seed">Seed of its training.</param>
/// <param name="IsComplete">Whether every job that was planned on it has a result.</param>
/// <param name="Metrics">Metrics by their names (<see cref="Experiments.Jobs.MetricNames"/>).</param>
public sealed record SweepModel(long Seed, bool IsComplete, IReadOnlyDictionary<string, Metric> Metrics)
{
    /// <summary>Key of the job that trained the model.</summary>
    public string Training { get; init; } = "";

    /// <summary>Key of the job that measured each metric, by name of the metric; empty for made-up models.</summary>
    public IReadOnlyDictionary<string, string> MeasuredBy { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Result of the job that drew with the model, or null where there is none.</summary>
    public JobResult? Pictures { get; init; }

    /// <summary>Sentences that say which measurements were not made, and why.</summary>
    public IReadOnlyList<string> NotMeasured { get; init; } = [];

    /// <summary>Joins the results of the jobs of a planned model.</summary>
    internal static SweepModel Of(PlannedModel planned, IReadOnlyDictionary<string, JobResult> results)
    {
        var all = planned.Jobs.Select(job => results.GetValueOrDefault(job.Key)).ToArray();
        var metrics = all.OfType<JobResult>().SelectMany(result => result.Metrics).ToDictionary(StringComparer.Ordinal);
        var measuredBy = planned.Jobs.Zip(all)
            .SelectMany(pair => pair.Second?.Metrics.Keys.Select(metric => (metric, pair.First.Key)) ?? []);
        return new(planned.Training.Configuration.Training.Seed, all.All(result => result is not null), metrics)
        {
            Training = planned.Training.Job.Key,
            MeasuredBy = measuredBy.ToDictionary(StringComparer.Ordinal),
            NotMeasured = [.. all.Select(result => (string?)result?.Details[ImagesSpecification.NotMeasured]).OfType<string>()],
            Pictures = planned.Pictures is { } pictures ? results.GetValueOrDefault(pictures.Key) : null,
        };
    }
}

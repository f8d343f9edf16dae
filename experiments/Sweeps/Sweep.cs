// What a sweep over the grid of (beta2, beta1) has given, gathered from the jobs that measured its models.

using System.Globalization;
using Experiments.Jobs;
using Hvae.Objectives;
using Repro.Figures;
using Repro.Plans;

namespace Experiments.Sweeps;

/// <summary>The models of one family on one data set.</summary>
/// <param name="Family">E.g. <c>GHVAE</c>.</param>
/// <param name="Data">The images.</param>
/// <param name="Cells">In the order in which they were planned.</param>
public sealed record Sweep(string Family, DataSource Data, IReadOnlyList<SweepCell> Cells)
{
    /// <summary>Family and data set, for titles and notes.</summary>
    public string Name => $"{Family} on {Data.Name}";

    /// <summary>Gathers the sweep from the jobs that measure its models.</summary>
    public static Sweep Collect(string family, DataSource data, IEnumerable<Job> jobs, IReadOnlyDictionary<string, JobResult> results)
    {
        var cells =
            from job in jobs
            let measured = Configuration.FromJson<MeasuredModel>(job.Configuration)
            let betas = new Betas(measured.Objective.Beta2, measured.Objective.Beta1)
            group (measured.Seed, Training: job.Inputs[0].Key, Result: results.GetValueOrDefault(job.Key)) by betas into cell
            select new SweepCell(cell.Key, [.. cell.GroupBy(job => (job.Seed, job.Training), job => job.Result).Select(Model)]);
        return new(family, data, [.. cells]);

        static SweepModel Model(IGrouping<(long Seed, string Training), JobResult?> model) =>
            SweepModel.Of(model.Key.Seed, model) with { Training = model.Key.Training };
    }

    /// <summary>What the configuration of every job that measures a model says of the model.</summary>
    private sealed record MeasuredModel(LayerwiseObjective Objective, long Seed);
}

/// <summary>The models that one pair of betas has given, one for each seed.</summary>
/// <param name="Betas">The cell.</param>
/// <param name="Models">All planned ones; those that have no result lack metrics.</param>
public sealed record SweepCell(Betas Betas, IReadOnlyList<SweepModel> Models)
{
    /// <summary>The models, for the CSV of a figure: betas, seeds, and keys of the jobs that trained them.</summary>
    public Origin Origin => new(
        ("beta2", Betas.Beta2.ToString("R", CultureInfo.InvariantCulture)),
        ("beta1", Betas.Beta1.ToString("R", CultureInfo.InvariantCulture)),
        ("seed", string.Join(' ', Models.Select(model => model.Seed))),
        ("job", string.Join(' ', Models.Select(model => model.Training))));

    /// <summary>A metric of each model that has it.</summary>
    public IReadOnlyList<double> Values(string metric) =>
        [.. Models.Select(model => model.Metrics.GetValueOrDefault(metric)).OfType<Metric>().Select(value => value.Value)];

    /// <summary>Mean over seeds; NaN when no model has the metric.</summary>
    public double Mean(string metric)
    {
        // A loop, for a bootstrap asks for it some hundred thousand times.
        var (sum, count) = (0.0, 0);
        foreach (var model in Models)
        {
            if (!model.Metrics.TryGetValue(metric, out var value)) continue;
            sum += value.Value;
            count++;
        }

        return count == 0 ? double.NaN : sum / count;
    }

    /// <summary>What error bars of cells are, for legends.</summary>
    public const string ErrorName = "± standard deviation over seeds";

    /// <summary>Half the length of the error bar of a metric; NaN for fewer than two seeds.</summary>
    public double Error(string metric) => SeedDeviation(metric) ?? double.NaN;

    /// <summary>Standard deviation over seeds; null for fewer than two.</summary>
    public double? SeedDeviation(string metric)
    {
        var values = Values(metric);
        if (values.Count < 2) return null;
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => Math.Pow(value - mean, 2)) / (values.Count - 1));
    }
}

/// <summary>All that was measured on one trained model.</summary>
/// <param name="Seed">Of its training.</param>
/// <param name="IsComplete">Whether every job that measures it has a result.</param>
/// <param name="Metrics">By name.</param>
public sealed record SweepModel(long Seed, bool IsComplete, IReadOnlyDictionary<string, Metric> Metrics)
{
    /// <summary>Key of the job that trained the model.</summary>
    public string Training { get; init; } = "";

    /// <summary>Joins what several jobs have measured; a job without a result is null.</summary>
    public static SweepModel Of(long seed, IEnumerable<JobResult?> results)
    {
        var all = results.ToArray();
        var metrics = all.OfType<JobResult>().SelectMany(result => result.Metrics).ToDictionary(StringComparer.Ordinal);
        return new(seed, all.All(result => result is not null), metrics);
    }
}

// Trains a few models of the committed results again, with a new seed, and checks that they land within the spread of the committed ones.

using System.Globalization;
using Experiments.Jobs;
using Experiments.Presets;
using Experiments.Sweeps;
using Hvae.Data;
using MathNet.Numerics.Distributions;
using Repro.Claims;
using Repro.Plans;
using Repro.Records;

namespace Experiments.Checks;

/// <summary>
/// Answers whether committed results still hold, on another machine or after a change of the code. The cells and the seed follow from the
/// date, so that each night checks other ones, and a second run on the same day has its results from the cache.
/// </summary>
/// <param name="catalog">Catalogue that finds the images.</param>
/// <param name="committed">Folder of the committed results (<see cref="CommittedResults"/>).</param>
/// <param name="time">The clock.</param>
public sealed class Verify(DataCatalog catalog, string committed, TimeProvider time) : IExperiment
{
    private const string Family = ModelSpecification.GhvaeFamily;
    private const string Data = "mnist";

    /// <summary>Number of cells in which a model is trained.</summary>
    private const int Cells = 4;

    /// <summary>The metrics, each with the scale on which its spread over seeds is about the same in all cells.</summary>
    internal static readonly IReadOnlyList<(SweepMetric Metric, Func<double, double> Scale)> Metrics =
    [
        (SweepMetric.RateZ2, nats => Math.Log(1 + nats)), (SweepMetric.RateZ1, nats => Math.Log(1 + nats)),
        (SweepMetric.Psnr, value => value), (SweepMetric.InceptionScore, Math.Log),
        (SweepMetric.MutualInformation, value => value), (SweepMetric.RbfSvmOnZ2, value => value),
    ];

    /// <inheritdoc/>
    public string Name => "Verify";

    /// <inheritdoc/>
    public string Description =>
        "Trains four models of the committed results again, with a new seed, and checks that they land within their spread.";

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context)
    {
        using var data = catalog.Open(Data);
        var preset = Preset.From(context.Settings);
        var request = new SweepRequest(Family, Data, Measurements.Numbers);
        var recorded = Recorded(PlannedSweep.Of(request, data, preset).Models);
        if (recorded.Count == 0)
            throw new PlanException(
                $"{committed} has no results of several seeds on these images ({data.Name}, {data.Quality.ToText()}). "
                + "Name a preset that has committed results by --preset reference, and the folder of the images by --data DIR.");
        var day = long.Parse(time.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var random = new RandomStream((ulong)day);
        var chosen = recorded.Select(cell => (cell.Betas, Order: random.Uniform())).OrderBy(each => each.Order).Take(Cells)
            .Select(each => each.Betas).ToHashSet();
        var again = PlannedSweep.Of(request, data, preset with { Seeds = [new([day])], History = [] });
        return new VerifyPlan([.. again.Models.Where(model => chosen.Contains(model.Betas))], recorded, again.Data);
    }

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var planned = (VerifyPlan)plan;
        var cells = SweepCell.Collect(planned.Models, results);
        var comparisons = Compare(planned.Recorded, cells);
        var outside = comparisons.Where(each => !each.IsWithin).ToList();
        var seed = planned.Models[0].Training.Configuration.Training.Seed;
        return new()
        {
            Tables = [TableOf(comparisons, plan.Data[0], seed, context.Provenance)],
            Notes =
            [
                $"{comparisons.Count - outside.Count} of {comparisons.Count} numbers of the models of seed {seed} land within the spread of the "
                + $"committed ones{(outside.Count == 0 ? "" : $"; not {string.Join(", ", outside.Select(each => each.Name))}")}. Where the "
                + $"committed results hold, all do with a probability of {1 - Fidelity.FamilyWise:P0}.",
            ],
            Passed = outside.Count == 0 && cells.SelectMany(cell => cell.Models).All(model => model.IsComplete),
        };
    }

    /// <summary>
    /// Compares models of a new seed with those of the same cells. On the scale of the metric, the distance of a new value from the mean of n
    /// recorded ones has the standard error s·√(1 + 1/n), where s² is the variance over seeds (<see cref="SeedVariance"/>). All distances
    /// together exceed Student's quantile with a probability of at most 1 % where nothing has changed (Bonferroni).
    /// </summary>
    /// <param name="recorded">Cells with the same seeds, at least two.</param>
    /// <param name="again">Cells with one new model each; a metric that it lacks is not compared.</param>
    internal static IReadOnlyList<Comparison> Compare(IReadOnlyList<SweepCell> recorded, IReadOnlyList<SweepCell> again)
    {
        var level = Fidelity.FamilyWise / (again.Count * Metrics.Count);
        return
        [
            .. from cell in again
               let before = recorded.Single(each => each.Betas == cell.Betas)
               from metric in Metrics
               where cell.Values(metric.Metric.Name).Count > 0
               select Compare(metric.Metric, metric.Scale, recorded, before, cell, level),
        ];
    }

    private static Comparison Compare(
        SweepMetric metric, Func<double, double> scale, IReadOnlyList<SweepCell> recorded, SweepCell before, SweepCell again, double level)
    {
        var (variance, freedom) = SeedVariance([.. recorded.Select(cell => cell.Values(metric.Name).Select(scale).ToArray())]);
        var own = before.Values(metric.Name).Select(scale).ToArray();
        var error = Math.Sqrt(variance * (1 + (1.0 / own.Length)));
        var distance = (scale(again.Values(metric.Name)[0]) - own.Average()) / error;
        return new(again.Betas, metric, before.Values(metric.Name), again.Values(metric.Name)[0], distance,
            StudentT.InvCDF(0, 1, freedom, 1 - (level / 2)));
    }

    /// <summary>
    /// Returns the variance of a value over seeds and its degrees of freedom. A seed moves all its cells together, by a part that few seeds
    /// tell little about, and each cell by itself; the variance is the sum of both (analysis of variance with the seed as random effect), and
    /// its degrees of freedom are Satterthwaite's (1946).
    /// </summary>
    /// <param name="values">For each cell the values of all seeds, in the same order of seeds.</param>
    internal static (double Variance, double Freedom) SeedVariance(IReadOnlyList<double[]> values)
    {
        var (cells, seeds) = (values.Count, values[0].Length);
        var deviations = values.Select(cell => cell.Select(value => value - cell.Average()).ToArray()).ToArray();
        double[] together = [.. Enumerable.Range(0, seeds).Select(seed => deviations.Average(cell => cell[seed]))];
        var alone = cells == 1 ? 0
            : deviations.Sum(cell => cell.Zip(together, (own, shared) => Math.Pow(own - shared, 2)).Sum()) / ((seeds - 1) * (cells - 1));
        var shared = Math.Max(0, (together.Sum(value => value * value) / (seeds - 1)) - (alone / cells));
        var sum = shared + alone;
        var inverse = (shared * shared / (seeds - 1)) + (cells == 1 ? 0 : alone * alone / ((seeds - 1) * (cells - 1)));
        return (sum, inverse > 0 ? sum * sum / inverse : seeds - 1);
    }

    private List<SweepCell> Recorded(IReadOnlyList<PlannedModel> models)
    {
        var results = new CommittedResults(committed);
        var found =
            from job in models.SelectMany(model => model.Jobs).DistinctBy(job => job.Key)
            let latest = results.Of(job).MaxBy(result => result.Started)
            where latest is not null
            select new JobResult(job.Key, "", latest.Metrics.ToDictionary(metric => metric.Name), latest.Details);
        var byKey = found.ToDictionary(result => result.Key);
        var cells = SweepCell.Collect(models.Where(model => model.Jobs.All(job => byKey.ContainsKey(job.Key))), byKey);
        return [.. cells.Where(cell => cell.Models.Count > 1 && cell.Models.Count == cells.Max(each => each.Models.Count))];
    }

    private static Table TableOf(IReadOnlyList<Comparison> comparisons, DataSource data, long seed, string provenance) => new()
    {
        Name = "Verify",
        Caption = $"{Family} on {data.Description}: models of the new seed {seed} beside the committed ones of the same cells, as mean ± standard "
            + "deviation over seeds. The distance is in standard errors of a new seed; rates and inception scores are compared as "
            + $"logarithms. {provenance}",
        Columns =
        [
            new("beta2", Format: "G4"), new("beta1", Format: "G4"), new("metric"), new("committed"), new("again", Format: "G4"),
            new("distance", Format: "F1"), new("allowed", Format: "F1"), new("within"),
        ],
        Rows = [.. comparisons.Select(each => each.Row)],
    };

    /// <summary>The planned models, and the committed ones that they are compared with.</summary>
    internal sealed record VerifyPlan(IReadOnlyList<PlannedModel> Models, IReadOnlyList<SweepCell> Recorded, DataSource Source)
        : ExperimentPlan([.. Models.SelectMany(model => model.Jobs)], [Source]);

    /// <summary>One metric of a model that was trained again.</summary>
    internal sealed record Comparison(
        Betas Betas, SweepMetric Metric, IReadOnlyList<double> Recorded, double Again, double Distance, double Allowed)
    {
        public bool IsWithin => Math.Abs(Distance) <= Allowed;

        public string Name => $"{Metric.Column} at beta2={Betas.Beta2:G4} beta1={Betas.Beta1:G4}";

        public object?[] Row =>
        [
            Betas.Beta2, Betas.Beta1, $"{Metric.Column}{(Metric.Unit.Length > 0 ? $" [{Metric.Unit}]" : "")}", Fidelity.Side(Recorded), Again,
            Distance, Allowed, IsWithin ? "yes" : "no",
        ];
    }
}

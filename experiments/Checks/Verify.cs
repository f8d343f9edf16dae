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
/// <param name="time">The clock, whose date chooses the cells and the seed.</param>
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
            throw new DataMissingException(
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
        var names = outside.Count == 0 ? "" : $"; not {string.Join(", ", outside.Select(each => each.Name))}";
        var seed = planned.Models[0].Training.Configuration.Training.Seed;
        return new()
        {
            Tables = [TableOf(comparisons, plan.Data[0], seed, context.Provenance)],
            Notes =
            [
                $"{comparisons.Count - outside.Count} of {comparisons.Count} comparisons of the models of seed {seed} are within the "
                + $"spread of the committed ones{names}. Where the committed results hold, all are with a probability of "
                + $"{1 - Fidelity.FamilyWise:P0}.",
            ],
            Passed = outside.Count == 0 && cells.SelectMany(cell => cell.Models).All(model => model.IsComplete),
        };
    }

    /// <summary>
    /// Compares models of a new seed with those of the same cells. A seed moves all its cells together, by more than it moves each of them,
    /// so the mean over the cells is compared with those of the recorded seeds, and each cell apart from that mean. Both are Student's
    /// tests for one new value among S recorded ones, and all tests together fail with a probability of at most 1 % where nothing has
    /// changed (Bonferroni).
    /// </summary>
    /// <param name="recorded">Cells with the same S seeds, at least two.</param>
    /// <param name="again">Some of the cells, with one new model each; a metric that one of them lacks is not compared.</param>
    internal static IReadOnlyList<Comparison> Compare(IReadOnlyList<SweepCell> recorded, IReadOnlyList<SweepCell> again) =>
    [
        .. from metric in Metrics
           where again.All(cell => cell.Values(metric.Metric.Name).Count > 0)
           from comparison in Compare(metric.Metric, metric.Scale, recorded, again)
           select comparison,
    ];

    private static IEnumerable<Comparison> Compare(
        SweepMetric metric, Func<double, double> scale, IReadOnlyList<SweepCell> recorded, IReadOnlyList<SweepCell> again)
    {
        double[] Values(SweepCell cell) => [.. cell.Values(metric.Name).Select(scale)];
        var before = again.Select(cell => recorded.Single(each => each.Betas == cell.Betas)).ToArray();
        var (old, now) = (before.Select(Values).ToArray(), again.Select(cell => Values(cell)[0]).ToArray());
        var seeds = old[0].Length;
        var change = now.Average() - old.Average(values => values.Average());
        double[] together = [.. Enumerable.Range(0, seeds).Select(seed => old.Average(values => values[seed]))];
        var level = Fidelity.FamilyWise / 2 / Metrics.Count;
        var spread = Math.Sqrt((1 + (1.0 / seeds)) * Squares(together) / (seeds - 1));
        double[] shown = [.. Enumerable.Range(0, seeds).Select(seed => before.Average(cell => cell.Values(metric.Name)[seed]))];
        yield return new(null, metric, shown, again.Average(cell => cell.Mean(metric.Name)), change / spread, Student(seeds - 1, level));
        if (again.Count == 1) yield break;
        var freedom = (seeds - 1) * (recorded.Count - 1);
        var error = Math.Sqrt((1 + (1.0 / seeds)) * (1 - (1.0 / again.Count)) * Interaction([.. recorded.Select(Values)]) / freedom);
        for (var cell = 0; cell < again.Count; cell++)
        {
            yield return new(again[cell].Betas, metric, before[cell].Values(metric.Name), again[cell].Mean(metric.Name),
                (now[cell] - old[cell].Average() - change) / error, Student(freedom, level / again.Count));
        }
    }

    private static double Student(double freedom, double level) => StudentT.InvCDF(0, 1, freedom, 1 - (level / 2));

    private static double Squares(IReadOnlyList<double> values) => values.Sum(value => Math.Pow(value - values.Average(), 2));

    /// <summary>Returns the sum of squares that is left when each cell and each seed has its mean.</summary>
    /// <param name="values">For each cell the values of all seeds, in the same order of seeds.</param>
    private static double Interaction(IReadOnlyList<double[]> values)
    {
        double[] seeds = [.. Enumerable.Range(0, values[0].Length).Select(seed => values.Average(cell => cell[seed]))];
        return values.Sum(cell => Squares([.. cell.Zip(seeds, (value, shared) => value - shared)]));
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
        Caption = $"{Family} on {data.Description}: models of the new seed {seed} beside the committed ones of the same cells, as mean ± "
            + "standard deviation over seeds. The distance is in standard errors of a new seed: of the mean over the cells, and of each "
            + "cell apart from it. A change of all cells by less than the allowed distance is not noticed. Rates and inception scores are "
            + $"compared as logarithms. {provenance}",
        Columns =
        [
            new("beta2"), new("beta1"), new("metric"), new("committed"), new("again", Format: "G4"),
            new("distance", Format: "F1"), new("allowed", Format: "F1"), new("within"),
        ],
        Rows = [.. comparisons.Select(each => each.Row)],
    };

    /// <summary>The planned models, and the committed ones that they are compared with.</summary>
    internal sealed record VerifyPlan(IReadOnlyList<PlannedModel> Models, IReadOnlyList<SweepCell> Recorded, DataSource Source)
        : ExperimentPlan([.. Models.SelectMany(model => model.Jobs)], [Source]);

    /// <summary>One metric of the mean over all cells that were trained again, or of one cell apart from that mean.</summary>
    internal sealed record Comparison(
        Betas? Betas, SweepMetric Metric, IReadOnlyList<double> Recorded, double Again, double Distance, double Allowed)
    {
        public bool IsWithin => Math.Abs(Distance) <= Allowed;

        public string Name =>
            Betas is { } at ? $"{Metric.Column} at beta2={at.Beta2:G4} beta1={at.Beta1:G4}" : $"{Metric.Column} of all cells";

        public object?[] Row =>
        [
            Text(Betas?.Beta2), Text(Betas?.Beta1), $"{Metric.Column}{(Metric.Unit.Length > 0 ? $" [{Metric.Unit}]" : "")}",
            Fidelity.Side(Recorded), Again,
            Distance, Allowed, IsWithin ? "yes" : "no",
        ];

        private static string Text(double? beta) => beta?.ToString("G4", CultureInfo.InvariantCulture) ?? "all";
    }
}

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

    /// <summary>Number of cells of each data set in which a model is trained.</summary>
    private const int Cells = 3;

    /// <summary>
    /// The data sets, each with what is measured. CIFAR-10's samples are left out, because their classifier trains longer than the models.
    /// </summary>
    private static readonly IReadOnlyList<(string Data, Measurements Measured)> Sets =
        [("mnist", Measurements.Numbers), ("cifar10", Measurements.Rates | Measurements.Latents)];

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
        "Trains a few models of the committed results again, with a new seed, and checks that they land within their spread.";

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context)
    {
        var day = long.Parse(time.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var parts = Sets.Select(set => PartOf(set.Data, set.Measured, Preset.From(context.Settings), day)).ToList();
        if (parts.TrueForAll(part => part.Recorded.Count == 0))
            throw new DataMissingException(
                $"{committed} has no results of several seeds on the images that were found ("
                + $"{string.Join("; ", parts.Select(part => $"{part.Data.Name}, {part.Data.Quality}"))}). "
                + "Name a preset that has committed results by --preset reference, and the folder of the images by --data DIR.");
        return new VerifyPlan([.. parts.Where(part => part.Recorded.Count > 0)], [.. parts.Where(part => part.Recorded.Count == 0)]);
    }

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var planned = (VerifyPlan)plan;
        var level = Fidelity.FamilyWise / planned.Parts.Count;
        var collected = planned.Parts.Select(part => (part.Data, part.Recorded, Cells: SweepCell.Collect(part.Models, results))).ToArray();
        Comparison[] comparisons =
        [
            .. from part in collected
               from comparison in Compare(part.Recorded, part.Cells, level)
               select comparison with { Data = part.Data.Name },
        ];
        var outside = comparisons.Where(each => !each.IsWithin).ToList();
        var names = outside.Count == 0 ? "" : $"; not {string.Join(", ", outside.Select(each => each.Name))}";
        var seed = planned.Parts[0].Models[0].Training.Configuration.Training.Seed;
        return new()
        {
            Tables = [TableOf(comparisons, plan.Data, seed, context.Provenance)],
            Notes =
            [
                $"{comparisons.Length - outside.Count} of {comparisons.Length} comparisons of the models of seed {seed} are within the "
                + $"spread of the committed ones{names}. Where the committed results hold, all are with a probability of "
                + $"{1 - Fidelity.FamilyWise:P0}.",
                .. planned.LeftOut.Select(part =>
                    $"Not verified: {committed} has no results of several seeds on {part.Data.Name} ({part.Data.Quality})."),
            ],
            Passed = outside.Count == 0
                && collected.SelectMany(part => part.Cells).SelectMany(cell => cell.Models).All(model => model.IsComplete),
        };
    }

    /// <summary>
    /// Compares models of a new seed with those of the same cells. A seed moves all its cells together, by more than it moves each of them,
    /// so the mean over the cells is compared with those of the recorded seeds, and each cell apart from that mean. Both are Student's
    /// tests for one new value among S recorded ones, and all tests together fail with a probability of at most <paramref name="level"/>
    /// where nothing has changed (Bonferroni).
    /// </summary>
    /// <param name="recorded">Cells with the same S seeds, at least two.</param>
    /// <param name="again">Some of the cells, with one new model each; a metric that one of them lacks is not compared.</param>
    /// <param name="level">Probability that any test fails where nothing has changed.</param>
    internal static IReadOnlyList<Comparison> Compare(IReadOnlyList<SweepCell> recorded, IReadOnlyList<SweepCell> again, double level) =>
    [
        .. from metric in Metrics
           where again.All(cell => cell.Values(metric.Metric.Name).Count > 0)
           from comparison in Compare(metric.Metric, metric.Scale, recorded, again, level / 2 / Metrics.Count)
           select comparison,
    ];

    private static IEnumerable<Comparison> Compare(
        SweepMetric metric, Func<double, double> scale, IReadOnlyList<SweepCell> recorded, IReadOnlyList<SweepCell> again, double level)
    {
        double[] Values(SweepCell cell) => [.. cell.Values(metric.Name).Select(scale)];
        var before = again.Select(cell => recorded.Single(each => each.Betas == cell.Betas)).ToArray();
        var (old, now) = (before.Select(Values).ToArray(), again.Select(cell => Values(cell)[0]).ToArray());
        var seeds = old[0].Length;
        var change = now.Average() - old.Average(values => values.Average());
        double[] together = [.. Enumerable.Range(0, seeds).Select(seed => old.Average(values => values[seed]))];
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

    private Part PartOf(string name, Measurements measured, Preset preset, long day)
    {
        using var data = catalog.Open(name);
        var request = new SweepRequest(Family, name, measured);
        var recorded = Recorded(PlannedSweep.Of(request, data, preset).Models);
        var random = new RandomStream((ulong)day);
        var chosen = recorded.Select(cell => (cell.Betas, Order: random.Uniform())).OrderBy(each => each.Order).Take(Cells)
            .Select(each => each.Betas).ToHashSet();
        var again = PlannedSweep.Of(request, data, preset.With([new([day])]) with { History = [] });
        return new([.. again.Models.Where(model => chosen.Contains(model.Betas))], recorded, again.Data);
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

    private static Table TableOf(IReadOnlyList<Comparison> compared, IReadOnlyList<DataSource> data, long seed, string provenance) => new()
    {
        Name = "Verify",
        Caption = $"{Family} on {string.Join(" and ", data.Select(each => each.Description))}: models of the new seed {seed} beside the "
            + "committed ones of the same cells, as mean ± standard deviation over seeds. The distance is in standard errors of a new "
            + "seed: of the mean over the cells, and of each cell apart from it. A change of all cells by less than the allowed distance "
            + $"is not noticed. Rates and inception scores are compared as logarithms. {provenance}",
        Columns =
        [
            new("data"), new("beta2"), new("beta1"), new("metric"), new("committed"), new("again", Format: "G4"),
            new("distance", Format: "F1"), new("allowed", Format: "F1"), new("within"),
        ],
        Rows = [.. compared.Select(each => each.Row)],
    };

    /// <summary>The planned models of a data set, and the committed ones that they are compared with.</summary>
    internal sealed record Part(IReadOnlyList<PlannedModel> Models, IReadOnlyList<SweepCell> Recorded, DataSource Data);

    /// <summary>The data sets that have committed results, and those that have none.</summary>
    internal sealed record VerifyPlan(IReadOnlyList<Part> Parts, IReadOnlyList<Part> LeftOut)
        : ExperimentPlan([.. Parts.SelectMany(part => part.Models).SelectMany(model => model.Jobs)], [.. Parts.Select(part => part.Data)]);

    /// <summary>One metric of the mean over all cells that were trained again, or of one cell apart from that mean.</summary>
    internal sealed record Comparison(
        Betas? Betas, SweepMetric Metric, IReadOnlyList<double> Recorded, double Again, double Distance, double Allowed)
    {
        /// <summary>Name of the data set.</summary>
        public string Data { get; init; } = "";

        public bool IsWithin => Math.Abs(Distance) <= Allowed;

        public string Name =>
            $"{Metric.Column} {(Betas is { } at ? $"at beta2={at.Beta2:G4} beta1={at.Beta1:G4}" : "of all cells")} on {Data}";

        public object?[] Row =>
        [
            Data, Text(Betas?.Beta2), Text(Betas?.Beta1), $"{Metric.Column}{(Metric.Unit.Length > 0 ? $" [{Metric.Unit}]" : "")}",
            Fidelity.Side(Recorded), Again,
            Distance, Allowed, IsWithin ? "yes" : "no",
        ];

        private static string Text(double? beta) => beta?.ToString("G4", CultureInfo.InvariantCulture) ?? "all";
    }
}

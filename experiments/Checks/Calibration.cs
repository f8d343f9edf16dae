// Measures how often each claim gets a wrong verdict, and how often a right one, in simulated worlds.

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Shu22.Claims;
using Experiments.Xiao23.Claims;
using Repro.Claims;
using Repro.Plans;

namespace Experiments.Checks;

/// <summary>
/// Simulates measurements without an effect, with the paper's, and with the opposite one: of Xiao &amp; Bamler on the grids of the presets
/// with the noise of <c>Claims/seed-noise.json</c>, of Shu &amp; Ermon with a noise that is mostly assumed. The table is committed as
/// <c>Claims/calibration.csv</c>, and the ledger shows it beside each verdict.
/// </summary>
public sealed class Calibration : IExperiment
{
    /// <summary>Number of runs in one job.</summary>
    private const int RunsOfAJob = 50;

    /// <summary>
    /// Grids with the sub-grid of further seeds, and the number of simulated runs of each world: quick and CIFAR-10 at reference, MNIST at
    /// reference, 9×9, and paper.
    /// </summary>
    private static readonly (int Points, int EveryBeta, int Runs)[] Grids = [(5, 2, 200), (5, 1, 600), (9, 2, 200), (21, 5, 100)];

    /// <summary>Number of seeds of the presets, and of simulated runs of each world, of the claims of Shu &amp; Ermon.</summary>
    private const int SeedsOfShu22 = 3, RunsOfShu22 = 400;

    /// <inheritdoc/>
    public string Name => "Calibration";

    /// <inheritdoc/>
    public string Description => "How often each claim gets a wrong verdict on pure noise, and a right one where there is an effect.";

    /// <inheritdoc/>
    public ExperimentPlan Plan(ExperimentContext context) => new([.. Jobs().Select(planned => planned.Job)], []);

    /// <inheritdoc/>
    public Conclusion Conclude(ExperimentContext context, ExperimentPlan plan, IReadOnlyDictionary<string, JobResult> results)
    {
        var counts = (
            from planned in Jobs()
            where results.ContainsKey(planned.Job.Key)
            from metric in results[planned.Job.Key].Metrics.Values
            let parts = metric.Name.Split(' ')
            let configuration = planned.Configuration
            group metric.Value by (configuration.Size, Claim: parts[0], configuration.World, Verdict: parts[1]) into same
            select (same.Key, Rate: same.Sum() / (same.Count() * RunsOfAJob))).ToDictionary(pair => pair.Key, pair => pair.Rate);
        ErrorRates[] rates =
        [
            .. from pair in counts.Keys.Select(key => (key.Size, key.Claim)).Distinct()
               select new ErrorRates(
                   pair.Claim, pair.Size,
                   Largest(pair, "holds", isTrue => isTrue != true),
                   Largest(pair, "fails", isTrue => isTrue != false),
                   Rate(pair, Worlds.Paper, "holds"), Rate(pair, Worlds.Weak, "holds"), Rate(pair, Worlds.Opposite, "fails")),
        ];
        return new()
        {
            Tables = [TableOf(rates)],
            Notes = ["Commit the table: copy Calibration.csv to experiments/Claims/calibration.csv."],
            Passed = rates.All(rate => Math.Max(rate.FalseHolds, rate.FalseFails) <= ErrorRates.Most),
        };

        double Largest((string Size, string Claim) of, string verdict, Func<bool?, bool> condition) => Worlds.Names
            .Where(world => condition(Worlds.IsTrue(of.Claim, world)))
            .Select(world => Rate(of, world, verdict)).DefaultIfEmpty(0).Max();

        double Rate((string Size, string Claim) of, string world, string verdict) =>
            counts.GetValueOrDefault((of.Size, of.Claim, world, verdict));
    }

    internal static Table TableOf(IReadOnlyList<ErrorRates> rates) => new()
    {
        Name = "Calibration",
        Caption = "Verdicts on simulated measurements, runs of each world: "
            + $"{string.Join(", ", Grids.Select(grid => $"{grid.Runs} on {CalibrationJob.Settings(grid.Points, grid.EveryBeta).Size}"))}, "
            + $"{RunsOfShu22} of A1 to A9; "
            + "rates of wrong verdicts where all models are equal or the paper "
            + "is wrong (holds), or where all models are equal or the paper is right (fails), and of right ones (power), also where "
            + "the effects are a tenth. The noise is that of Claims/seed-noise.json; for A1 it was measured on three seeds, and for A2 to "
            + "A9 it is assumed. Each claim is decided by "
            + "itself.",
        Columns =
        [
            new("claim"), new("size"), new("false holds", Format: "P1"), new("false fails", Format: "P1"),
            new("power", Format: "P1"), new("power at a tenth", Format: "P1"), new("power to fail", Format: "P1"),
        ],
        Rows = [.. Jobs().Select(planned => planned.Configuration.Size).Distinct()
            .SelectMany(size => rates.Where(rate => rate.Size == size).OrderBy(rate => Worlds.Claims.ToList().IndexOf(rate.Claim)))
            .Select(rate => new object?[]
            {
                rate.Claim, rate.Size, rate.FalseHolds, rate.FalseFails, rate.Power, rate.PowerAtATenth, rate.PowerToFail,
            })],
    };

    private static IEnumerable<PlannedJob<CalibrationConfiguration>> Jobs() =>
        from size in Grids.Select(grid => (Sweeps: (WorldSettings?)CalibrationJob.Settings(grid.Points, grid.EveryBeta), grid.Runs))
            .Append((null, RunsOfShu22))
        from world in Worlds.Names
        from first in Enumerable.Range(0, size.Runs / RunsOfAJob)
        select CalibrationJob.Plan(new(world, size.Sweeps, SeedsOfShu22, first * RunsOfAJob, RunsOfAJob));
}

/// <summary>Configuration of simulated runs.</summary>
/// <param name="World">Name of the world.</param>
/// <param name="Sweeps">
/// Grid, seeds and their noise of the four sweeps of Xiao &amp; Bamler; null for the claims of Shu &amp; Ermon.
/// </param>
/// <param name="Seeds">Number of seeds of the trainings of Shu &amp; Ermon.</param>
/// <param name="First">Seed of the first run; the others have the next ones.</param>
/// <param name="Runs">Number of simulated runs.</param>
public sealed record CalibrationConfiguration(string World, WorldSettings? Sweeps, int Seeds, int First, int Runs)
{
    /// <summary>Grid or number of seeds, as in <see cref="ErrorRates.Size"/>.</summary>
    internal string Size => Sweeps is { } sweeps ? sweeps.Size : ErrorRates.Seeds(Seeds);

    /// <summary>Simulates one run and decides every claim, each by itself.</summary>
    /// <param name="run">Seed of the run.</param>
    internal IReadOnlyList<(string Id, Verdict Verdict)> Decide(int run) => Sweeps is { } sweeps
        ? Worlds.Decide(World, sweeps, (ulong)run)
        : Shu22Worlds.Decide(Worlds.EffectOf(World), Seeds, (ulong)run);
}

/// <summary>Plans and runs simulated runs. It counts the verdicts "holds" and "fails" of each claim.</summary>
public sealed class CalibrationJob : IJobHandler
{
    /// <summary>Kind of the job.</summary>
    public const string KindName = "calibrate";

    private const int MoreSeeds = 3;

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>Returns a grid with the noise of <c>Claims/seed-noise.json</c>.</summary>
    /// <param name="points">Number of values of each beta.</param>
    /// <param name="everyBeta">The three further seeds train where both indices are divisible by this.</param>
    public static WorldSettings Settings(int points, int everyBeta)
    {
        var noise = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Claims", "seed-noise.json")))!["metrics"]!;
        return new(points, everyBeta, MoreSeeds, noise.AsObject().ToDictionary(
            pair => pair.Key,
            pair => pair.Value.Deserialize<SeedScatter>(JsonSerializerOptions.Web)!));
    }

    /// <summary>Plans simulated runs.</summary>
    public static PlannedJob<CalibrationConfiguration> Plan(CalibrationConfiguration configuration)
    {
        var label = string.Create(
            CultureInfo.InvariantCulture, $"{configuration.World} {configuration.Size} run {configuration.First}");
        var cells = configuration.Sweeps is { } sweeps ? sweeps.Points * sweeps.Points : 1;
        return new(
            Job.For<CalibrationJob>(KindName, label, Configuration.ToJson(configuration), cost: configuration.Runs * cells), configuration);
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<CalibrationConfiguration>(context.Configuration);
        var verdicts = new List<(string Id, Verdict Verdict)>();
        for (var run = 0; run < configuration.Runs; run++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            verdicts.AddRange(configuration.Decide(configuration.First + run));
            context.Progress.Report(new((run + 1.0) / configuration.Runs));
        }

        return new()
        {
            Metrics =
            [
                .. from claim in verdicts.GroupBy(verdict => verdict.Id)
                   from verdict in new[] { Verdict.Holds, Verdict.Fails }
                   select new Metric(
                       $"{claim.Key} {VerdictText.Of(verdict)}", claim.Count(one => one.Verdict == verdict), "", N: configuration.Runs),
            ],
        };
    }
}

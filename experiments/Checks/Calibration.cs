// Measures how often each claim of Xiao & Bamler gets a wrong verdict, and how often a right one, in simulated worlds.

using System.Globalization;
using System.Text.Json.Nodes;
using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Xiao23.Claims;
using Repro.Claims;
using Repro.Plans;

namespace Experiments.Checks;

/// <summary>
/// Simulates sweeps in which all models are equal, in which the paper is right, and in which it is wrong, on the grids of the presets. The
/// noise is that of <c>Claims/seed-noise.json</c>, which is assumed so far. The table is committed as <c>Claims/calibration.csv</c>, and
/// the ledger shows it beside each verdict.
/// </summary>
public sealed class Calibration : IExperiment
{
    /// <summary>Number of runs in one job.</summary>
    private const int RunsOfAJob = 50;

    /// <summary>Grids with the sub-grid of further seeds, and the number of simulated runs of each world: quick, 9×9, and paper.</summary>
    private static readonly (int Points, int EveryBeta, int Runs)[] Grids = [(5, 2, 200), (9, 2, 200), (21, 5, 100)];

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
            group metric.Value by (configuration.Settings.Points, Claim: parts[0], configuration.World, Verdict: parts[1]) into same
            select (same.Key, Rate: same.Sum() / (same.Count() * RunsOfAJob))).ToDictionary(pair => pair.Key, pair => pair.Rate);
        ErrorRates[] rates =
        [
            .. from pair in counts.Keys.Select(key => (key.Points, key.Claim)).Distinct()
               select new ErrorRates(
                   pair.Claim, pair.Points,
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

        double Largest((int Points, string Claim) of, string verdict, Func<bool?, bool> condition) => Worlds.Names
            .Where(world => condition(Worlds.IsTrue(of.Claim, world)))
            .Select(world => Rate(of, world, verdict)).DefaultIfEmpty(0).Max();

        double Rate((int Points, string Claim) of, string world, string verdict) =>
            counts.GetValueOrDefault((of.Points, of.Claim, world, verdict));
    }

    private static Table TableOf(IReadOnlyList<ErrorRates> rates) => new()
    {
        Name = "Calibration",
        Caption = "Verdicts on simulated sweeps, runs of each world: "
            + $"{string.Join(", ", Grids.Select(grid => $"{grid.Runs} on {grid.Points}×{grid.Points}"))}; "
            + "rates of wrong verdicts where all models are equal or the paper "
            + "is wrong (holds), or where all models are equal or the paper is right (fails), and of right ones (power), also where "
            + "the effects are a tenth. The noise is that of Claims/seed-noise.json. Each claim is decided by itself.",
        Columns =
        [
            new("claim"), new("points of the grid"), new("false holds", Format: "P1"), new("false fails", Format: "P1"),
            new("power", Format: "P1"), new("power at a tenth", Format: "P1"), new("power to fail", Format: "P1"),
        ],
        Rows = [.. rates.OrderBy(rate => rate.Points).ThenBy(rate => Worlds.Claims.ToList().IndexOf(rate.Claim))
            .Select(rate => new object?[]
            {
                rate.Claim, (long)rate.Points, rate.FalseHolds, rate.FalseFails, rate.Power, rate.PowerAtATenth, rate.PowerToFail,
            })],
    };

    private static IEnumerable<PlannedJob<CalibrationConfiguration>> Jobs() =>
        from grid in Grids
        let settings = CalibrationJob.Settings(grid.Points, grid.EveryBeta)
        from world in Worlds.Names
        from first in Enumerable.Range(0, grid.Runs / RunsOfAJob)
        select CalibrationJob.Plan(new(world, settings, first * RunsOfAJob, RunsOfAJob));
}

/// <summary>Configuration of simulated runs.</summary>
/// <param name="World">Name of the world.</param>
/// <param name="Settings">Grid, seeds and their noise.</param>
/// <param name="First">Seed of the first run; the others have the next ones.</param>
/// <param name="Runs">Number of simulated runs, each of all four sweeps.</param>
public sealed record CalibrationConfiguration(string World, WorldSettings Settings, int First, int Runs);

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
        var noise = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Claims", "seed-noise.json")))!;
        var deviations = noise["deviations"]!.AsObject().ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<double>());
        return new(points, everyBeta, MoreSeeds, deviations, noise["shared"]!.GetValue<double>());
    }

    /// <summary>Plans simulated runs.</summary>
    public static PlannedJob<CalibrationConfiguration> Plan(CalibrationConfiguration configuration)
    {
        var label = string.Create(
            CultureInfo.InvariantCulture,
            $"{configuration.World} {configuration.Settings.Points}x{configuration.Settings.Points} run {configuration.First}");
        var cost = configuration.Runs * configuration.Settings.Points * configuration.Settings.Points;
        return new(Job.For<CalibrationJob>(KindName, label, Configuration.ToJson(configuration), cost: cost), configuration);
    }

    /// <inheritdoc/>
    public JobOutput Run(JobContext context)
    {
        var configuration = Configuration.FromJson<CalibrationConfiguration>(context.Configuration);
        var verdicts = new List<(string Id, Verdict Verdict)>();
        for (var run = 0; run < configuration.Runs; run++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            verdicts.AddRange(Worlds.Decide(configuration.World, configuration.Settings, (ulong)(configuration.First + run)));
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

// A claim about the models of one sweep, and how it is decided on the data sets of the paper and on others.

using Experiments.Claims;
using Experiments.Jobs;
using Experiments.Sweeps;
using Repro.Claims;

namespace Experiments.Xiao23.Claims;

/// <summary>A claim that is tested on each sweep by itself.</summary>
/// <param name="Id">Identifier in <c>Paper/claims.json</c>.</param>
/// <param name="Data">Names of the data sets about which the paper says it.</param>
/// <param name="Target">Target to run where a metric is missing.</param>
/// <param name="Metrics">Metrics that the test reads (<see cref="Quantity"/>).</param>
/// <param name="Test">The test on the cells of one sweep.</param>
internal sealed record SweepClaim(
    string Id, IReadOnlyList<string> Data, string Target, IReadOnlyList<string> Metrics, Func<SeededSweep, Finding> Test)
{
    /// <summary>Decides the claim on those of the sweeps that the paper speaks of. It must hold on each.</summary>
    public Claim Decide(params IReadOnlyList<Sweep> sweeps) =>
        Ledger.Decide(Id, [.. sweeps.Where(IsOfThePaper)], all => Finding.All([.. all.Select(On)]));

    /// <summary>Decides the same statement on the other sweeps, each by itself. The paper does not say it of these.</summary>
    public IEnumerable<Claim> Extend(IReadOnlyList<Sweep> sweeps) =>
        from sweep in sweeps
        where !IsOfThePaper(sweep) && !sweep.Data.IsStandIn
        select Ledger.Decide(Id, [sweep], all => On(all[0])) with { Id = $"{Id} on {sweep.Data.Name}" };

    /// <summary>Returns the finding on one sweep.</summary>
    public Finding On(Sweep sweep)
    {
        var finding = Found(sweep).On(sweep.Data);
        return finding.PHolds is not null
            && Metrics.Any(IsOfTheImageClassifier) && ClassifierNotes.Weak([sweep]).FirstOrDefault() is { } weak
            ? finding.Open(weak.What)
            : finding;
    }

    /// <summary>Returns the finding by the numbers alone, whatever the images are.</summary>
    public Finding Found(Sweep sweep) => SeededSweep.Test(sweep, Metrics, Target, Test);

    private bool IsOfThePaper(Sweep sweep) => Data.Contains(sweep.Data.Wanted);

    private static bool IsOfTheImageClassifier(string metric) =>
        new[] { MetricNames.InceptionScore, MetricNames.Diversity, MetricNames.Sharpness }.Any(metric.EndsWith);
}

/// <summary>Decides claims with their history over the training.</summary>
internal static class Ledger
{
    /// <summary>
    /// Returns the claim with its verdicts after shares of the training. A verdict counts only when it is the same after the last measured
    /// share, because models that are far from trained may show something else.
    /// </summary>
    /// <param name="id">Identifier of the claim.</param>
    /// <param name="sweeps">The sweeps that it is about.</param>
    /// <param name="test">Tests it on the sweeps, or on the same sweeps at an earlier time.</param>
    public static Claim Decide(string id, IReadOnlyList<Sweep> sweeps, Func<IReadOnlyList<Sweep>, Finding> test)
    {
        if (sweeps.Count == 0) return PaperClaim.Of(id).Decide(Finding.NotTestable("the target has none of the data sets of this claim"));
        var finding = test(sweeps);
        (double Share, Finding Finding)[] earlier =
        [
            .. from share in sweeps[0].Earlier.Select(earlier => earlier.Share)
               where sweeps.All(sweep => sweep.Earlier.Any(earlier => earlier.Share.Equals(share)))
               select (share, test([.. sweeps.Select(sweep => sweep.Earlier.First(earlier => earlier.Share.Equals(share)).Sweep)])),
        ];
        finding = finding.From(earlier.SelectMany(past => past.Finding.Evidence));
        (double Share, Verdict Verdict)[] history = [.. earlier.Select(past => (past.Share, past.Finding.Verdict))];
        if (finding.Verdict is Verdict.Holds or Verdict.Fails && history.Length > 0 && history[^1].Verdict != finding.Verdict)
        {
            var (share, verdict) = history[^1];
            finding = finding with
            {
                Reason = $"{finding.Reason}; after {share:G3} of the training it was {VerdictText.Of(verdict)}, so it does not count yet",
                Short = $"{VerdictText.Of(verdict)} after {share:G3} of the training: {finding.Short}",
                PHolds = 1,
                PFails = 1,
            };
        }

        return PaperClaim.Of(id).Decide(finding) with
        {
            ErrorRates = ErrorRates.Of(id, ErrorRates.Grid([.. sweeps[0].Cells.Select(cell => cell.Models.Count)])),
            History = string.Join(", ", history.Select(past => $"{past.Share:G3} {VerdictText.Of(past.Verdict)}")),
        };
    }
}

// Decides a statement about all data sets on those whose images may decide it. Findings on the others are reported and decide nothing.

using Experiments.Claims;
using Experiments.ProgressiveCoding;
using Repro.Claims;
using Repro.Plans;

namespace Experiments.Shu22.Claims;

/// <summary>Tests a statement on each data set.</summary>
internal static class RealSets
{
    /// <summary>Decides a claim on all data sets. The rates of wrong verdicts are those of as many seeds.</summary>
    /// <param name="id">Identifier of the claim.</param>
    /// <param name="sets">All data sets of the target, at least one.</param>
    /// <param name="test">Tests the statement on one data set.</param>
    /// <param name="jobs">Returns those jobs of a seed whose results the test reads; null for jobs that were not planned.</param>
    public static Claim Decide(
        string id, IReadOnlyList<MeasuredSet> sets, Func<MeasuredSet, Finding> test, Func<DataSetPlan, IEnumerable<Job?>> jobs) =>
        PaperClaim.Of(id).Decide(Test(sets, set => test(set).From(
            set.Seeds.Select(seed => seed.Plan).OfType<DataSetPlan>().SelectMany(jobs).OfType<Job>().Select(job => job.Key)))) with
        {
            ErrorRates = ErrorRates.Of(id, ErrorRates.Seeds(sets[0].Seeds.Count)),
        };

    /// <summary>
    /// Returns the finding on all data sets. It holds where it holds on every data set of the paper whose images may decide
    /// (<see cref="Finding.On"/>), and fails where it fails on one of them. CIFAR-10, our addition, decides where none of them may.
    /// </summary>
    /// <param name="sets">All data sets of the target.</param>
    /// <param name="test">Tests the statement on one data set.</param>
    public static Finding Test(IReadOnlyList<MeasuredSet> sets, Func<MeasuredSet, Finding> test)
    {
        var found = sets.Select(set => (Set: set, Finding: test(set).On(set.Data))).ToArray();
        var able = found.Where(one => MayDecide(one.Set)).ToArray();
        var ofThePaper = able.Where(one => one.Set.IsOfThePaper).ToArray();
        var deciding = ofThePaper.Length > 0 ? ofThePaper : able;
        var rest = Told(". Our addition decides nothing: ", able.Except(deciding)) + Told(". ", found.Except(able));
        if (deciding.Length == 0)
            return Finding.NotTestable($"There are no images that may decide it{rest}").From(found.SelectMany(one => one.Finding.Evidence));
        var decided = Finding.All([.. deciding.Select(one => one.Finding)]);
        var opening = ofThePaper.Length > 0 ? "" : "None of the paper's data sets may decide, our addition does: ";
        return decided with { Reason = opening + decided.Reason + rest };
    }

    private static bool MayDecide(MeasuredSet set) => Finding.Undecided("").On(set.Data).PHolds is not null;

    private static string Told(string opening, IEnumerable<(MeasuredSet Set, Finding Finding)> found) =>
        found.Any() ? opening + string.Join("; ", found.Select(one => one.Finding.Reason)) : "";
}

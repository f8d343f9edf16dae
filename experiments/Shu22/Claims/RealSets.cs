// Decides a statement about all data sets on those that are available. Findings on generated images are reported and decide nothing.

using Experiments.Claims;
using Experiments.ProgressiveCoding;

namespace Experiments.Shu22.Claims;

/// <summary>Tests a statement on each data set.</summary>
internal static class RealSets
{
    /// <summary>
    /// Returns the finding on all data sets. It holds where it holds on every data set of the paper that is available, and fails where it
    /// fails on one of them. CIFAR-10, our addition, decides where none of them is available.
    /// </summary>
    /// <param name="sets">All data sets of the target.</param>
    /// <param name="test">Tests the statement on the first seed of one data set.</param>
    public static Finding Test(IReadOnlyList<MeasuredSet> sets, Func<MeasuredSeed, Finding> test)
    {
        var found = sets.Select(set => (Set: set, Finding: test(set.Seeds[0]))).ToArray();
        var real = found.Where(one => !one.Set.Data.IsStandIn).ToArray();
        var ofThePaper = real.Where(one => one.Set.IsOfThePaper).ToArray();
        var deciding = ofThePaper.Length > 0 ? ofThePaper : real;
        var beside = real.Except(deciding).ToArray();
        var generated = found.Where(one => one.Set.Data.IsStandIn).ToArray();
        var rest = Told(". Our addition decides nothing: ", beside) + Told(". Generated images decide nothing: ", generated);
        if (deciding.Length == 0)
        {
            return Finding.All([.. generated.Select(one => one.Finding)]) with
            {
                PHolds = null,
                PFails = null,
                Reason = $"No real images are at hand{rest}",
            };
        }

        var decided = Finding.All([.. deciding.Select(one => one.Finding with { Reason = Named(one) })]);
        var opening = ofThePaper.Length > 0 ? "" : "None of the paper's data sets is at hand, our addition decides: ";
        return decided with { Reason = opening + decided.Reason + rest };
    }

    private static string Told(string opening, IReadOnlyList<(MeasuredSet Set, Finding Finding)> found) =>
        found.Count == 0 ? "" : opening + string.Join("; ", found.Select(Named));

    private static string Named((MeasuredSet Set, Finding Finding) one) => $"on {one.Set.Data.Description}: {one.Finding.Reason}";
}

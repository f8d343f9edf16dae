// A statement about all data sets is decided on those that are at hand; generated images are shown beside them and decide nothing.

using Experiments.Claims;
using Experiments.ProgressiveCoding;
using Repro.Claims;

namespace Experiments.Shu22.Claims;

/// <summary>Tests a statement on each data set.</summary>
internal static class RealSets
{
    /// <summary>
    /// Holds where it holds on every data set of the paper that is real here; fails where it fails on one. CIFAR-10, our addition,
    /// decides where none of them is.
    /// </summary>
    /// <param name="sets">All data sets of the target.</param>
    /// <param name="test">The statement on one of them.</param>
    public static Finding Test(IReadOnlyList<MeasuredSet> sets, Func<MeasuredSet, Finding> test)
    {
        var found = sets.Select(set => (Set: set, Finding: test(set))).ToArray();
        var real = found.Where(one => !one.Set.Data.IsStandIn).ToArray();
        var ofThePaper = real.Where(one => one.Set.IsOfThePaper).ToArray();
        var deciding = ofThePaper.Length > 0 ? ofThePaper : real;
        var beside = real.Except(deciding).ToArray();
        var generated = found.Where(one => one.Set.Data.IsStandIn).ToArray();
        var rest = Told(". Our addition decides nothing: ", beside) + Told(". Generated images decide nothing: ", generated);
        if (deciding.Length == 0)
            return Finding.All([.. generated.Select(one => one.Finding)]) with
            {
                Verdict = Verdict.NotTestableHere,
                Reason = $"No real images are at hand{rest}"
            };
        var decided = Finding.All([.. deciding.Select(one => one.Finding with { Reason = Named(one) })]);
        return decided with
        {
            Reason = (ofThePaper.Length > 0 ? "" : "None of the paper's data sets is at hand, our addition decides: ")
            + decided.Reason + rest
        };
    }

    private static string Told(string opening, IReadOnlyList<(MeasuredSet Set, Finding Finding)> found) =>
        found.Count == 0 ? "" : opening + string.Join("; ", found.Select(Named));

    private static string Named((MeasuredSet Set, Finding Finding) one) => $"on {one.Set.Data.Description}: {one.Finding.Reason}";
}

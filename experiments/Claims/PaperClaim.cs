// A statement of one of the two papers, and the result of its test.

using Experiments.Paper;
using Repro.Claims;
using Repro.Plans;

namespace Experiments.Claims;

/// <summary>The part of a claim that does not depend on the data.</summary>
/// <param name="Id">Identifier: A1 to A9 of Shu &amp; Ermon, B1 to B13 of Xiao &amp; Bamler.</param>
/// <param name="Statement">What the paper claims, in our words.</param>
/// <param name="Where">Figure or section of the paper.</param>
/// <param name="Statistic">The statistic, its value and its spread, in words.</param>
internal sealed record PaperClaim(string Id, string Statement, string Where, string Statistic)
{
    /// <summary>Returns a claim of <c>Paper/claims.json</c>.</summary>
    /// <param name="id">Identifier: A1 to A9 or B1 to B13.</param>
    public static PaperClaim Of(string id) =>
        new(id, Text(id, "statement"), Text(id, "where"), Text(id, "statistic"));

    private static string Text(string id, string member) => PublishedValues.Claims[id]![member]!.GetValue<string>();

    /// <summary>All claims of <c>Paper/claims.json</c>.</summary>
    public static IEnumerable<PaperClaim> All => PublishedValues.Claims.Select(claim => Of(claim.Key));

    /// <summary>Paper and section of the claim.</summary>
    public string Source => $"{Paper}, {Where}";

    private string Paper => Id.StartsWith('A') ? "Shu22" : "Xiao23";

    /// <summary>Returns the claim with the verdict of a finding.</summary>
    public Claim Decide(Finding finding) =>
        new(Id, Statement, Source, Statistic, finding.Value, finding.Spread, finding.Verdict, $"{finding.Reason}.")
        {
            Unit = finding.Unit,
            PHolds = finding.PHolds,
            PFails = finding.PFails,
            Short = finding.Short,
            Evidence = finding.Evidence,
        };
}

/// <summary>
/// The outcome of a test of one statement. A statement of several parts holds when all parts hold, and fails when one part fails.
/// </summary>
/// <param name="Reason">The numbers, in words.</param>
/// <param name="PHolds">p-value of "holds"; null when the data cannot decide the statement.</param>
/// <param name="PFails">p-value of "fails"; null when the data cannot decide the statement.</param>
internal sealed record Finding(string Reason, double? PHolds = null, double? PFails = null)
{
    /// <summary>Largest probability of a wrong "holds", and of a wrong "fails".</summary>
    public const double Level = 0.025;

    /// <summary>The effect, or null where there is none.</summary>
    public double? Value { get; init; }

    /// <summary>Standard error of the effect; null where it is unknown.</summary>
    public double? Spread { get; init; }

    /// <summary>Unit of the effect; empty for a pure number.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What the finding rests on in a few words: for a statement of several parts, that which decides.</summary>
    public string Short { get; init; } = Reason;

    /// <summary>Keys of the jobs whose results the finding is made of; empty where they are not known.</summary>
    public IReadOnlyCollection<string> Evidence { get; init; } = [];

    /// <summary>Returns the finding with further keys of <see cref="Evidence"/>.</summary>
    public Finding From(IEnumerable<string> keys) => keys.Except(Evidence, StringComparer.Ordinal).ToArray() is [_, ..] more
        ? this with { Evidence = [.. Evidence, .. more] }
        : this;

    /// <summary>The verdict on this statement alone.</summary>
    public Verdict Verdict => PHolds is null || PFails is null ? Verdict.NotTestableHere
        : PHolds <= Level ? Verdict.Holds
        : PFails <= Level ? Verdict.Fails
        : Verdict.Undecided;

    /// <summary>Returns the finding for a test that cannot be made.</summary>
    public static Finding NotTestable(string reason) => new(reason);

    /// <summary>Returns the finding for an effect that was measured but may decide nothing, with the reason.</summary>
    public static Finding Undecided(string reason, double? value = null, string unit = "") =>
        new(reason, 1, 1) { Value = value, Unit = unit };

    /// <summary>Returns the finding on the statement "effect &gt; threshold". Its reason has the effect ± its standard error.</summary>
    /// <param name="effect">What was measured, in words.</param>
    /// <param name="estimate">Estimate of the effect. Without a standard error it decides nothing.</param>
    /// <param name="unit">Unit of the effect; empty for a pure number.</param>
    /// <param name="threshold">Threshold in the same unit.</param>
    public static Finding Above(string effect, Estimate estimate, string unit = "", double threshold = 0)
    {
        if (!double.IsFinite(estimate.Value)) return NotTestable($"{effect} is not defined on these models");
        var than = threshold == 0 ? "" : $", where only more than {$"{threshold:G3} {unit}".TrimEnd()} counts";
        var why = estimate.StandardError is null ? "; one seed does not tell how far trainings differ" : "";
        return new(
            $"{effect}: {ClaimText.Effect(estimate.Value, estimate.StandardError, unit)}{than}{why}",
            estimate.PAbove(threshold), estimate.PBelow(threshold))
        {
            Value = estimate.Value,
            Spread = estimate.StandardError,
            Unit = unit,
            Short = effect,
        };
    }

    /// <summary>
    /// Returns the finding on a statement of several parts. Each part is tested at the same level for "holds" (Berger 1982); for "fails"
    /// the p-value of the part that speaks most against it is multiplied by the number of parts (Bonferroni). Effect, error and unit are
    /// those of the part with the largest p-value of "holds". A part that cannot be tested leaves only "fails" open.
    /// </summary>
    public static Finding All(params IReadOnlyList<Finding> parts)
    {
        var reason = string.Join("; ", parts.Select(part => part.Reason).Distinct());
        Finding[] tested = [.. parts.Where(part => part.PHolds is not null)];
        if (tested.Length == 0)
            return ((parts.FirstOrDefault(part => part.Value is not null) ?? NotTestable(reason)) with { Reason = reason }).FromAll(parts);
        var weakest = tested.MaxBy(part => part.PHolds)!;
        var fails = Math.Min(1, tested.Length * tested.Min(part => part.PFails!.Value));
        return (tested.Length < parts.Count && fails > Level
            ? weakest with { Reason = reason, PHolds = null, PFails = null }
            : weakest with { Reason = reason, PHolds = tested.Length < parts.Count ? 1 : weakest.PHolds, PFails = fails }).FromAll(parts);
    }

    /// <summary>
    /// Returns the finding without "fails". A statement about which models are the best ones can be wrong of the chosen models although it
    /// is true of the best ones, where the choice among neighbours is uncertain.
    /// </summary>
    public Finding OrOpen() => PFails is null ? this : this with { PFails = 1 };

    /// <summary>
    /// Returns the finding on a statement of several alternatives, of which one must hold: the dual of <see cref="All"/>. Effect, error and
    /// unit are those of the best supported one.
    /// </summary>
    public static Finding Any(params IReadOnlyList<Finding> alternatives)
    {
        var reason = string.Join("; ", alternatives.Select(part => part.Reason).Distinct());
        Finding[] tested = [.. alternatives.Where(part => part.PHolds is not null)];
        if (tested.Length == 0) return NotTestable(reason).FromAll(alternatives);
        var best = tested.MinBy(part => part.PHolds)!;
        return (best with
        {
            Reason = reason,
            PHolds = Math.Min(1, tested.Length * best.PHolds!.Value),
            PFails = tested.Max(part => part.PFails!.Value),
        }).FromAll(alternatives);
    }

    /// <summary>
    /// Returns the finding on "most of these statements are true". The p-value of "at least u of n" is (n − u + 1) times the u-th smallest
    /// (partial conjunction, Benjamini and Heller 2008).
    /// </summary>
    /// <param name="statements">The statements, all tested.</param>
    public static Finding Most(IReadOnlyList<Finding> statements)
    {
        var reason = string.Join("; ", statements.Select(part => part.Reason));
        if (statements.FirstOrDefault(part => part.PHolds is null) is not null) return NotTestable(reason).FromAll(statements);
        var (count, most) = (statements.Count, (statements.Count / 2) + 1);
        var supported = statements.Count(part => part.Value > 0);
        return new Finding(
            $"true of {supported} of {count}: {reason}",
            AtLeast(most, part => part.PHolds!.Value),
            AtLeast(count - most + 1, part => part.PFails!.Value))
        {
            Value = supported,
            Unit = $"of {count}",
            Short = "number of true statements",
        }.FromAll(statements);

        double AtLeast(int those, Func<Finding, double> p) =>
            Math.Min(1, (count - those + 1) * statements.Select(p).Order().ElementAt(those - 1));
    }

    /// <summary>
    /// Returns the finding with the images on which it was made. Neither generated images nor a small part of the real ones decide a
    /// statement about a data set, so only the effect is kept.
    /// </summary>
    public Finding On(params IReadOnlyList<DataSource> data)
    {
        var found = $"{Reason} (on {string.Join(" and ", data.Select(source => source.Description).Distinct())})";
        return data.Select(WhyNothing).FirstOrDefault(why => why is not null) is var (why, inShort)
            ? Open(why) with { Reason = $"{why}: {found}", Short = $"{inShort}: {Short}" }
            : this with { Reason = found };
    }

    /// <summary>Returns the finding with its effect alone, which decides nothing.</summary>
    /// <param name="why">Why it decides nothing.</param>
    public Finding Open(string why) => this with
    {
        Reason = $"{why}: {Reason}",
        Short = $"{why}: {Short}",
        PHolds = null,
        PFails = null,
    };

    private Finding FromAll(IEnumerable<Finding> parts) => From(parts.SelectMany(part => part.Evidence));

    /// <summary>Smallest share of a data set's official training or test images that decides a statement about the data set.</summary>
    private const double SmallestShare = 0.5;

    /// <summary>Returns the reason for which images decide nothing, also in short, or null where they decide.</summary>
    private static (string Why, string Short)? WhyNothing(DataSource source) =>
        source.IsStandIn ? ($"Generated images take the place of {source.Wanted} and decide nothing", $"stand-in of {source.Wanted}")
        : source.Share < SmallestShare ? (
            $"{source.Share:P0} of the official images of {source.Name} decide nothing, half of them would",
            $"too few images of {source.Name}")
        : null;
}

/// <summary>Holds the rate of wrong verdicts of several claims together at the level of one (Holm 1979).</summary>
internal static class Holm
{
    /// <summary>
    /// Returns the claims with verdicts that hold for all of them together: with at most 5 % probability one or more "holds" or "fails" is
    /// wrong. A claim that would be decided alone but not among the others is undecided.
    /// </summary>
    public static IReadOnlyList<Claim> Over(IReadOnlyList<Claim> claims)
    {
        var ordered = claims.Where(claim => claim.Verdict is not Verdict.NotTestableHere).OrderBy(P).ToArray();
        var decided = ordered.TakeWhile((claim, place) => P(claim) * (ordered.Length - place) <= Finding.Level).ToHashSet();
        return
        [
            .. claims.Select(claim => claim.Verdict is Verdict.Holds or Verdict.Fails && !decided.Contains(claim)
                ? claim with
                {
                    Verdict = Verdict.Undecided,
                    Reason = $"{claim.Reason} Alone it would be decided, but not among {ordered.Length} claims (Holm).",
                    Short = $"not decided among {ordered.Length} claims: {claim.Short}",
                }
                : claim),
        ];
    }

    /// <summary>The p-value of the verdict; 1 when it is undecided.</summary>
    private static double P(Claim claim) => claim.Verdict switch
    {
        Verdict.Holds => claim.PHolds!.Value,
        Verdict.Fails => claim.PFails!.Value,
        _ => 1,
    };
}

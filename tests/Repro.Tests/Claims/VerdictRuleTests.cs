// How verdicts follow from intervals, shares and parts.

using Repro.Claims;
using Xunit;

namespace Repro.Tests.Claims;

public sealed class VerdictRuleTests
{
    [Theory]
    [InlineData(0.1, 2, Verdict.Holds)]
    [InlineData(-0.1, 2, Verdict.Undecided)]
    [InlineData(0, 0, Verdict.Undecided)]
    [InlineData(-2, 0.1, Verdict.Undecided)]
    [InlineData(-2, -0.1, Verdict.Fails)]
    public void The_whole_interval_must_lie_on_one_side(double lower, double upper, Verdict expected)
    {
        Assert.Equal(expected, VerdictRule.Above(new((lower + upper) / 2, 1, lower, upper), 0));
        Assert.Equal(expected, VerdictRule.Above(new((lower + upper) / 2, 1, lower + 7, upper + 7), 7));
    }

    [Theory]
    [InlineData(1, Verdict.Holds)]
    [InlineData(0.95, Verdict.Holds)]
    [InlineData(0.94, Verdict.Undecided)]
    [InlineData(0.06, Verdict.Undecided)]
    [InlineData(0.05, Verdict.Fails)]
    [InlineData(0, Verdict.Fails)]
    public void A_statement_must_be_true_or_false_nearly_always(double share, Verdict expected) =>
        Assert.Equal(expected, VerdictRule.OfShare(share));

    [Theory]
    [InlineData(new[] { Verdict.Holds, Verdict.Holds }, Verdict.Holds)]
    [InlineData(new[] { Verdict.Holds, Verdict.Undecided }, Verdict.Undecided)]
    [InlineData(new[] { Verdict.Undecided, Verdict.NotTestableHere }, Verdict.NotTestableHere)]
    [InlineData(new[] { Verdict.NotTestableHere, Verdict.Fails, Verdict.Holds }, Verdict.Fails)]
    public void A_claim_of_several_parts_is_as_weak_as_its_weakest(Verdict[] parts, Verdict expected) =>
        Assert.Equal(expected, VerdictRule.All(parts));
}

// Mistyped names are answered with a suggestion.

using Shared;
using Xunit;

namespace Repro.Tests.Plans;

public sealed class NearestNamesTests
{
    private static readonly string[] Targets = ["Table1", "Table2", "Xiao23.Figure5", "Xiao23.Figure8", "Shu22.Figure1", "All"];

    [Theory]
    [InlineData("Tabel1", "Table1")]
    [InlineData("table1", "Table1")]
    [InlineData("Xiao32.Figure8", "Xiao23.Figure8")]
    [InlineData("al", "All")]
    [InlineData("Shu22", "Shu22.Figure1")]
    public void The_nearest_name_comes_first(string typed, string meant) => Assert.Equal(meant, NearestNames.Of(typed, Targets)[0]);

    [Fact]
    public void Nothing_is_suggested_for_what_is_far_from_all() => Assert.Empty(NearestNames.Of("benchmark", Targets));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("ab", "ba", 1)]
    [InlineData("smoke", "SMOKE", 0)]
    public void Distance_counts_edits(string a, string b, int edits) => Assert.Equal(edits, NearestNames.Distance(a, b));

    [Fact]
    public void A_suggestion_is_a_sentence() =>
        Assert.Equal(" Did you mean 'Table1' or 'Table2'?", NearestNames.Suggest("Tabel1", Targets[..2]));

    [Fact]
    public void Without_a_near_name_all_are_listed() =>
        Assert.Equal(" Known: desk, smoke.", NearestNames.Suggest("xxxxxx", ["smoke", "desk"]));
}

// Equal values have equal canonical texts, and different values different ones.

using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Repro.Plans;
using Xunit;

namespace Repro.Tests.Plans;

public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"b":1,"a":[1,2]}""", """{ "a" : [ 1, 2 ], "b" : 1 }""")]
    [InlineData("1", "1.0")]
    [InlineData("100", "1e2")]
    [InlineData("0", "-0.0")]
    [InlineData("0.1", "1e-1")]
    [InlineData("1000000000000000000", "1e18")]
    [InlineData("\"é\"", "\"\\u00e9\"")]
    public void Equal_values_have_one_text(string one, string other) =>
        Assert.Equal(CanonicalJson.Write(JsonNode.Parse(one)), CanonicalJson.Write(JsonNode.Parse(other)));

    [Theory]
    [InlineData("1", "\"1\"")]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("null", "false")]
    [InlineData("0.1", "0.10000000000000002")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("""{"a":null}""", "{}")]
    public void Different_values_have_different_texts(string one, string other) =>
        Assert.NotEqual(CanonicalJson.Write(JsonNode.Parse(one)), CanonicalJson.Write(JsonNode.Parse(other)));

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    public void A_number_that_no_double_holds_is_refused(string number) =>
        Assert.Throws<ArgumentException>(() => CanonicalJson.Write(JsonNode.Parse(number)));

    [Fact]
    public void Members_are_sorted_by_ordinal_name_at_every_depth() =>
        Assert.Equal("""{"B":{"x":1,"y":2},"a":0}""", CanonicalJson.Write(JsonNode.Parse("""{"a":0,"B":{"y":2,"x":1}}""")));

    [Fact]
    public void The_order_of_members_never_matters() => Prop.ForAll<Dictionary<int, int>, int>((members, seed) =>
    {
        var pairs = members.Select(member => KeyValuePair.Create($"m{member.Key}", (JsonNode?)member.Value)).ToList();
        var shuffled = pairs.OrderBy(pair => HashCode.Combine(pair.Key, seed))
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()));
        return CanonicalJson.Write(new JsonObject(pairs)) == CanonicalJson.Write(new JsonObject(shuffled));
    }).Holds();

    [Fact]
    public void Doubles_come_back_bit_for_bit() => Prop.ForAll<NormalFloat>(number =>
        double.Parse(CanonicalJson.Write(JsonValue.Create(number.Get))) == number.Get).Holds();

    [Fact]
    public void Canonical_text_is_its_own_canonical_text() => Prop.ForAll<NormalFloat, string>((number, text) =>
    {
        var once = CanonicalJson.Write(new JsonObject { ["n"] = number.Get, ["t"] = text });
        return CanonicalJson.Write(JsonNode.Parse(once)) == once;
    }).Holds();
}

// Block strings mean the same as in the public code, and errors name the token.

using Hvae.Models;
using Xunit;

namespace Hvae.Tests.Models;

public sealed class BlockStringTests
{
    [Fact]
    public void An_encoder_repeats_blocks_and_pools_after_one() => Assert.Equal(
        [new(32, 1), new(32, 1), new(32, 2), new(16, 4), new(4, 1)],
        BlockString.ParseEncoder("32x2, 32d2,16d4,4x1", 32));

    [Fact]
    public void A_decoder_mixes_lower_resolutions_in() => Assert.Equal(
        [new(1, null), new(4, 1), new(4, null), new(4, null), new(32, 4)],
        BlockString.ParseDecoder("1x1,4m1,4x2,32m4", 32));

    [Theory]
    [InlineData("", "")]
    [InlineData("32x2,", "")]
    [InlineData("32y2", "32y2")]
    [InlineData("32x0", "32x0")]
    [InlineData("32x99999999999", "32x99999999999")]
    [InlineData("16x2", "16x2")]
    [InlineData("32x2,32d2,32x1", "32x1")]
    [InlineData("32d3", "32d3")]
    [InlineData("32d1", "32d1")]
    [InlineData("32m16", "32m16")]
    public void An_encoder_that_is_none_is_refused_at_its_token(string text, string token) =>
        Refused(token, text, () => BlockString.ParseEncoder(text, 32));

    [Theory]
    [InlineData("", "")]
    [InlineData("1m1,32m1", "1m1")]
    [InlineData("1x1,4x1,32m4", "4x1")]
    [InlineData("4x1,8m2,32m8", "8m2")]
    [InlineData("4x1,6m4,32m6", "6m4")]
    [InlineData("4x1,4m4,32m4", "4m4")]
    [InlineData("1x1,32d2", "32d2")]
    [InlineData("1x1,16m1", "16m1")]
    [InlineData("1x1,-4m1", "-4m1")]
    public void A_decoder_that_is_none_is_refused_at_its_token(string text, string token) =>
        Refused(token, text, () => BlockString.ParseDecoder(text, 32));

    private static void Refused(string token, string text, Action parse)
    {
        var error = Assert.Throws<BlockStringException>(parse);
        Assert.Equal(token, error.Token);
        Assert.Contains($"\"{text}\"", error.Message, StringComparison.Ordinal);
    }
}

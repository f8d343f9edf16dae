// The strings that say which blocks a VDVAE has: their grammar, and what is wrong with one that breaks it.

using System.Globalization;
using System.Text.RegularExpressions;

namespace Hvae.Models;

/// <summary>A block of the encoder.</summary>
/// <param name="Resolution">Side of the feature map that it gets, in pixels.</param>
/// <param name="DownRate">Side of the squares that are averaged after it; 1 for none.</param>
public readonly record struct EncoderStep(int Resolution, int DownRate)
{
    /// <summary>Side of the feature map that it gives.</summary>
    public int OutputResolution => Resolution / DownRate;
}

/// <summary>A block of the decoder.</summary>
/// <param name="Resolution">Side of its feature map in pixels.</param>
/// <param name="Mixin">Side of the lower feature map that is enlarged and added before it; null for none.</param>
public readonly record struct DecoderStep(int Resolution, int? Mixin);

/// <summary>
/// The block strings of VDVAEs: tokens <c>RxN</c> (N blocks at resolution R), <c>RdK</c> (encoder: one block, then the average of
/// K×K squares) and <c>RmS</c> (decoder: one block that first adds the enlarged feature of resolution S), joined by commas
/// (Child, 2021, public code). The encoder begins at the image's side, the decoder ends there.
/// </summary>
public static class BlockString
{
    private const string Grammar = "a token is RxN, in an encoder RdK too, in a decoder RmS too, e.g. 32x11,32d2,16x6 or 1x1,4m1,4x2";

    private static readonly Regex TokenPattern = new(
        "^(?<resolution>[0-9]+)(?<kind>[xmd])(?<number>[0-9]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>The blocks of an encoder in their order.</summary>
    /// <param name="text">The block string.</param>
    /// <param name="side">Of the image, in pixels.</param>
    /// <exception cref="BlockStringException">A token is none, or does not fit where it stands.</exception>
    public static IReadOnlyList<EncoderStep> ParseEncoder(string text, int side)
    {
        var steps = new List<EncoderStep>();
        var resolution = side;
        foreach (var token in Tokens(text))
        {
            if (token.Resolution != resolution) throw token.Wrong($"the feature map is {resolution} pixels wide here");
            switch (token.Kind)
            {
                case 'x':
                    steps.AddRange(Enumerable.Repeat(new EncoderStep(resolution, 1), token.Number));
                    break;
                case 'd' when token.Number > 1 && resolution % token.Number == 0:
                    steps.Add(new(resolution, token.Number));
                    resolution /= token.Number;
                    break;
                case 'd':
                    throw token.Wrong($"{resolution} pixels do not divide into squares of {token.Number}");
                default:
                    throw token.Wrong("an encoder mixes nothing in");
            }
        }

        return steps;
    }

    /// <summary>The blocks of a decoder in the order of generation; their resolution never falls.</summary>
    /// <param name="text">The block string.</param>
    /// <param name="side">Of the image, in pixels.</param>
    /// <exception cref="BlockStringException">A token is none, or does not fit where it stands.</exception>
    public static IReadOnlyList<DecoderStep> ParseDecoder(string text, int side)
    {
        var steps = new List<DecoderStep>();
        var tokens = Tokens(text);
        foreach (var token in tokens)
        {
            var below = steps.Count > 0 ? steps[^1].Resolution : token.Resolution;
            switch (token.Kind)
            {
                case 'x' when token.Resolution == below:
                    steps.AddRange(Enumerable.Repeat(new DecoderStep(below, null), token.Number));
                    break;
                case 'x':
                    throw token.Wrong($"the feature map is {below} pixels wide here, so the first block at {token.Resolution} is {token.Resolution}m{below}");
                case 'm' when steps.Count > 0 && token.Number == below && token.Resolution > below && token.Resolution % below == 0:
                    steps.Add(new(token.Resolution, below));
                    break;
                case 'm':
                    throw token.Wrong(steps.Count == 0 ? "there is nothing to mix in yet" : $"what there is to mix in is {below} pixels wide, and is enlarged to a multiple of that");
                default:
                    throw token.Wrong("a decoder pools nothing");
            }
        }

        return steps[^1].Resolution == side ? steps : throw tokens[^1].Wrong($"a decoder ends at the image's {side} pixels");
    }

    private static List<Token> Tokens(string text) => [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => Parse(text, part))];

    private static Token Parse(string text, string part)
    {
        var match = TokenPattern.Match(part);
        if (!match.Success) throw new BlockStringException(text, part, $"that is no token; {Grammar}");
        return new(text, part, Number("resolution"), match.Groups["kind"].Value[0], Number("number"));

        int Number(string group) =>
            int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new BlockStringException(text, part, $"{match.Groups[group].Value} is no number of pixels or blocks");
    }

    private readonly record struct Token(string Text, string Part, int Resolution, char Kind, int Number)
    {
        public BlockStringException Wrong(string problem) => new(Text, Part, problem);
    }
}

/// <summary>A block string that describes no model.</summary>
/// <param name="text">The whole string.</param>
/// <param name="token">The token at fault.</param>
/// <param name="problem">What is wrong with it, without a full stop.</param>
public sealed class BlockStringException(string text, string token, string problem)
    : VdvaeConfigurationException($"In the block string \"{text}\", at \"{token}\": {problem}.")
{
    /// <summary>The token at fault.</summary>
    public string Token { get; } = token;
}

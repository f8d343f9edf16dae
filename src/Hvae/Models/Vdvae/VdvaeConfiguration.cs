// Sizes of VDVAEs, and the strings that describe their blocks.

using System.Globalization;
using System.Text.RegularExpressions;
using Hvae.Data;

namespace Hvae.Models;

/// <summary>Sizes of a <see cref="Vdvae"/> as plain values, so that they can be part of a job's configuration.</summary>
public sealed record VdvaeConfiguration
{
    /// <summary>Shape of one image, whose sides are equal.</summary>
    public required ImageShape Image { get; init; }

    /// <summary>Blocks of the encoder (<see cref="BlockString"/>).</summary>
    public required string EncoderBlocks { get; init; }

    /// <summary>Blocks of the decoder in the order of generation (<see cref="BlockString"/>).</summary>
    public required string DecoderBlocks { get; init; }

    /// <summary>Number of channels of all feature maps, W.</summary>
    public required int Width { get; init; }

    /// <summary>Number of channels of every latent.</summary>
    public required int ZDim { get; init; }

    /// <summary>Number of channels inside a block as a share of <see cref="Width"/>.</summary>
    public double Bottleneck { get; init; } = 0.25;

    /// <summary>The shift in the encoder's input (x − shift)·scale of pixels x in 0 … 255.</summary>
    public double InputShift { get; init; } = 127.5;

    /// <summary>The scale in the encoder's input (x − shift)·scale of pixels x in 0 … 255.</summary>
    public double InputScale { get; init; } = 1 / 127.5;

    /// <summary>Largest resolution whose feature map begins with its own bias.</summary>
    public int NoBiasAbove { get; init; } = 64;

    /// <summary>
    /// Number of components of the discretised mixture of logistics (<see cref="DmolHead"/>), or 0 for a <see cref="LinearHead"/>.
    /// </summary>
    public int Mixtures { get; init; } = 10;

    /// <summary>Whether images are generated given another image (stage 2 of Shu22 Section 5.1).</summary>
    public bool IsConditional { get; init; }

    /// <summary>
    /// K, the number of blocks, counted from the first, that have a latent (z_1:K of Shu22 Section 4.2). Null when all have one.
    /// </summary>
    public int? LatentBlocks { get; init; }

    /// <summary>The published set for CIFAR-10: 39,145,700 parameters.</summary>
    public static VdvaeConfiguration Cifar10 { get; } = new()
    {
        Image = new(3, 32, 32),
        EncoderBlocks = "32x11,32d2,16x6,16d2,8x6,8d2,4x3,4d4,1x3",
        DecoderBlocks = "1x1,4m1,4x2,8m4,8x5,16m8,16x10,32m16,32x21",
        Width = 384,
        ZDim = 16,
        InputShift = 120.63838,
        InputScale = 1 / 64.16736,
    };

    /// <summary>
    /// Returns the number of latents up to this resolution. The paper's K is the number up to an eighth of the image's side
    /// (Shu22 Section 4.2).
    /// </summary>
    public int BlocksUpTo(int resolution) => LatentSteps().Count(step => step.Resolution <= resolution);

    /// <summary>Returns the resolution of each latent in pixels, in the order of generation. It never falls.</summary>
    public IReadOnlyList<int> LatentResolutions() => [.. LatentSteps().Select(step => step.Resolution)];

    /// <summary>Validates the configuration.</summary>
    /// <exception cref="VdvaeConfigurationException">Thrown when the sizes do not describe a model.</exception>
    public void Check() => EncoderSteps();

    /// <summary>Returns the blocks of the encoder after checking them against the image and the decoder.</summary>
    /// <exception cref="BlockStringException">Thrown when one of the block strings is invalid.</exception>
    internal IReadOnlyList<EncoderStep> EncoderSteps()
    {
        var steps = BlockString.ParseEncoder(EncoderBlocks, Side);
        var seen = steps.Select(step => step.OutputResolution).Append(Side).ToHashSet();
        foreach (var step in LatentSteps().Where(step => !seen.Contains(step.Resolution)))
            throw new BlockStringException(EncoderBlocks, EncoderBlocks,
                $"the decoder has a latent at {step.Resolution} pixels, where the encoder has no feature map");
        var (last, first) = (steps[^1].OutputResolution, LatentSteps().First().Resolution);
        return last == first ? steps : throw new BlockStringException(
            EncoderBlocks, EncoderBlocks, $"it ends at {last} pixels, but the decoder begins at {first}");
    }

    /// <summary>Returns the blocks of the decoder in the order of generation.</summary>
    /// <exception cref="BlockStringException">Thrown when the block string is invalid.</exception>
    internal IReadOnlyList<DecoderStep> DecoderSteps() => BlockString.ParseDecoder(DecoderBlocks, Side);

    /// <summary>Returns the blocks of the decoder that have a latent.</summary>
    /// <exception cref="VdvaeConfigurationException">
    /// Thrown when <see cref="LatentBlocks"/> is not between 1 and the number of blocks.
    /// </exception>
    internal IEnumerable<DecoderStep> LatentSteps()
    {
        var steps = DecoderSteps();
        var latents = LatentBlocks ?? steps.Count;
        return latents >= 1 && latents <= steps.Count
            ? steps.Take(latents)
            : throw new VdvaeConfigurationException(
                $"{nameof(LatentBlocks)} is {latents}, but of the decoder's {steps.Count} blocks 1 to {steps.Count} can have a latent.");
    }

    /// <summary>Number of channels inside a block.</summary>
    internal int BottleneckWidth => (int)(Width * Bottleneck);

    private int Side => Image.Height == Image.Width
        ? Image.Height
        : throw new VdvaeConfigurationException($"A VDVAE takes square images, not {Image}.");
}

/// <summary>Thrown when sizes do not describe a model.</summary>
/// <param name="message">Names the invalid size and a valid one.</param>
public class VdvaeConfigurationException(string message) : Exception(message);

/// <summary>A block of the encoder.</summary>
/// <param name="Resolution">Side of its input in pixels.</param>
/// <param name="DownRate">Side of the squares that are averaged after the block, or 1.</param>
public readonly record struct EncoderStep(int Resolution, int DownRate)
{
    /// <summary>Side of its output in pixels.</summary>
    public int OutputResolution => Resolution / DownRate;
}

/// <summary>A block of the decoder.</summary>
/// <param name="Resolution">Side of its feature map in pixels.</param>
/// <param name="Mixin">Side of the lower feature map that is enlarged and added before the block, or null.</param>
public readonly record struct DecoderStep(int Resolution, int? Mixin);

/// <summary>
/// Parses the block strings of VDVAEs (Child, 2021, public code). Their tokens are joined by commas: <c>RxN</c> means N blocks at
/// resolution R, <c>RdK</c> one block of an encoder followed by averages over K×K squares, and <c>RmS</c> one block of a decoder that
/// first adds the enlarged feature map of resolution S. The encoder begins and the decoder ends at the image's side.
/// </summary>
public static class BlockString
{
    private const string Grammar = "a token is RxN, in an encoder RdK too, in a decoder RmS too, e.g. 32x11,32d2,16x6 or 1x1,4m1,4x2";

    private static readonly Regex TokenPattern = new(
        "^(?<resolution>[0-9]+)(?<kind>[xmd])(?<number>[0-9]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    /// <summary>Returns the blocks of an encoder in their order.</summary>
    /// <param name="text">Block string.</param>
    /// <param name="side">Side of the image in pixels.</param>
    /// <exception cref="BlockStringException">Thrown when a token is invalid or in the wrong place.</exception>
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
                    throw token.Wrong("RmS is a block of a decoder, not of an encoder");
            }
        }

        return steps;
    }

    /// <summary>Returns the blocks of a decoder in the order of generation. Their resolution never falls.</summary>
    /// <param name="text">Block string.</param>
    /// <param name="side">Side of the image in pixels.</param>
    /// <exception cref="BlockStringException">Thrown when a token is invalid or in the wrong place.</exception>
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
                    throw token.Wrong(
                        $"the feature map is {below} pixels wide here, so the first block at {token.Resolution} is "
                        + $"{token.Resolution}m{below}");
                case 'm' when steps.Count > 0 && token.Number == below && token.Resolution > below && token.Resolution % below == 0:
                    steps.Add(new(token.Resolution, below));
                    break;
                case 'm':
                    throw token.Wrong(steps.Count == 0 ? "there is nothing to mix in yet"
                        : $"what there is to mix in is {below} pixels wide, and is enlarged to a multiple of that");
                default:
                    throw token.Wrong("RdK is a block of an encoder, not of a decoder");
            }
        }

        return steps[^1].Resolution == side ? steps : throw tokens[^1].Wrong($"a decoder ends at the image's {side} pixels");
    }

    private static List<Token> Tokens(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => Parse(text, part))];

    private static Token Parse(string text, string part)
    {
        var match = TokenPattern.Match(part);
        if (!match.Success) throw new BlockStringException(text, part, $"this is not a token; {Grammar}");
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

/// <summary>Thrown when a block string is invalid.</summary>
/// <param name="text">Whole block string.</param>
/// <param name="token">Invalid token.</param>
/// <param name="problem">What is wrong with the token, without a full stop.</param>
public sealed class BlockStringException(string text, string token, string problem)
    : VdvaeConfigurationException($"In the block string \"{text}\", at \"{token}\": {problem}.")
{
    /// <summary>The invalid token.</summary>
    public string Token { get; } = token;
}

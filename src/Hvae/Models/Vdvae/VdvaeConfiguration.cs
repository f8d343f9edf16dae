// The sizes of a VDVAE, and the four sets that were published.

using Hvae.Data;

namespace Hvae.Models;

/// <summary>Sizes of a <see cref="Vdvae"/>: plain values, so that it can stand in a job's configuration.</summary>
public sealed record VdvaeConfiguration
{
    /// <summary>Version of the model's numeric code: part of the identity of all that is trained with it.</summary>
    public const int CodeVersion = 1;

    /// <summary>Shape of one image; its sides are equal.</summary>
    public required ImageShape Image { get; init; }

    /// <summary>Blocks of the encoder (<see cref="BlockString"/>).</summary>
    public required string EncoderBlocks { get; init; }

    /// <summary>Blocks of the decoder in the order of generation (<see cref="BlockString"/>).</summary>
    public required string DecoderBlocks { get; init; }

    /// <summary>Channels of all feature maps, W.</summary>
    public required int Width { get; init; }

    /// <summary>Channels of every latent.</summary>
    public required int ZDim { get; init; }

    /// <summary>Channels inside a block as a share of <see cref="Width"/>.</summary>
    public double Bottleneck { get; init; } = 0.25;

    /// <summary>The encoder sees (x − shift)·scale of pixels x in 0 … 255: this is the shift.</summary>
    public double InputShift { get; init; } = 127.5;

    /// <summary>The encoder sees (x − shift)·scale of pixels x in 0 … 255: this is the scale.</summary>
    public double InputScale { get; init; } = 1 / 127.5;

    /// <summary>The largest resolution whose feature map begins with a bias of its own.</summary>
    public int NoBiasAbove { get; init; } = 64;

    /// <summary>Components of the discretised mixture of logistics (<see cref="DmolHead"/>); 0 for a <see cref="LinearHead"/>.</summary>
    public int Mixtures { get; init; } = 10;

    /// <summary>Bits of a pixel that are modelled, 8 or 5; with 5 the lowest three are set to 0.</summary>
    public int PixelBits { get; init; } = 8;

    /// <summary>Whether images are generated given another image (stage 2 of Shu22 Section 5.1).</summary>
    public bool IsConditional { get; init; }

    /// <summary>
    /// K: only the first K blocks in the order of generation have a latent, the others just compute; null when all have one
    /// (z_1:K of Shu22 Section 4.2).
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

    /// <summary>The published set for ImageNet at 32×32: 119,280,868 parameters.</summary>
    public static VdvaeConfiguration ImageNet32 { get; } = Cifar10 with
    {
        EncoderBlocks = "32x15,32d2,16x9,16d2,8x8,8d2,4x6,4d4,1x6",
        DecoderBlocks = "1x2,4m1,4x4,8m4,8x9,16m8,16x19,32m16,32x40",
        Width = 512,
        InputShift = 116.2373,
        InputScale = 1 / 69.37404,
    };

    /// <summary>The published set for ImageNet at 64×64: 125,005,860 parameters.</summary>
    public static VdvaeConfiguration ImageNet64 { get; } = ImageNet32 with
    {
        Image = new(3, 64, 64),
        EncoderBlocks = "64x11,64d2,32x20,32d2,16x9,16d2,8x8,8d2,4x7,4d4,1x5",
        DecoderBlocks = "1x2,4m1,4x3,8m4,8x7,16m8,16x15,32m16,32x31,64m32,64x12",
        InputShift = 115.92961967,
    };

    /// <summary>The published set for FFHQ at 256×256, of which five bits are modelled: 114,874,852 parameters.</summary>
    public static VdvaeConfiguration Ffhq256 { get; } = ImageNet64 with
    {
        Image = new(3, 256, 256),
        EncoderBlocks = "256x3,256d2,128x8,128d2,64x12,64d2,32x17,32d2,16x7,16d2,8x5,8d2,4x5,4d4,1x4",
        DecoderBlocks = "1x2,4m1,4x3,8m4,8x4,16m8,16x9,32m16,32x21,64m32,64x13,128m64,128x7,256m128",
        InputShift = 112.8666757481,
        InputScale = 1 / 69.84780273,
        PixelBits = 5,
    };

    /// <summary>
    /// Number of latents, in the order of generation, up to this resolution. The paper's K is that of an eighth of the image's
    /// side (Shu22 Section 4.2).
    /// </summary>
    public int BlocksUpTo(int resolution) => LatentSteps().Count(step => step.Resolution <= resolution);

    /// <summary>Resolution of each latent in the order of generation, in pixels; it never falls.</summary>
    public IReadOnlyList<int> LatentResolutions() => [.. LatentSteps().Select(step => step.Resolution)];

    /// <summary>Sees that image and block strings describe a model, without making one.</summary>
    /// <exception cref="VdvaeConfigurationException">They do not.</exception>
    public void Check() => EncoderSteps();

    /// <summary>The blocks of the encoder, checked against the image and the decoder.</summary>
    /// <exception cref="BlockStringException">One of the two strings describes no model.</exception>
    internal IReadOnlyList<EncoderStep> EncoderSteps()
    {
        var steps = BlockString.ParseEncoder(EncoderBlocks, Side);
        var seen = steps.Select(step => step.OutputResolution).Append(Side).ToHashSet();
        foreach (var step in LatentSteps().Where(step => !seen.Contains(step.Resolution)))
            throw new BlockStringException(EncoderBlocks, EncoderBlocks, $"the decoder has a latent at {step.Resolution} pixels, where the encoder has no feature map");
        var (last, first) = (steps[^1].OutputResolution, LatentSteps().First().Resolution);
        return last == first ? steps : throw new BlockStringException(EncoderBlocks, EncoderBlocks, $"it ends at {last} pixels, but the decoder begins at {first}");
    }

    /// <summary>The blocks of the decoder in the order of generation.</summary>
    /// <exception cref="BlockStringException">The string describes no model.</exception>
    internal IReadOnlyList<DecoderStep> DecoderSteps() => BlockString.ParseDecoder(DecoderBlocks, Side);

    /// <summary>Those of them that have a latent.</summary>
    /// <exception cref="VdvaeConfigurationException">There are fewer blocks than latents, or there is no latent.</exception>
    internal IEnumerable<DecoderStep> LatentSteps()
    {
        var steps = DecoderSteps();
        var latents = LatentBlocks ?? steps.Count;
        return latents >= 1 && latents <= steps.Count
            ? steps.Take(latents)
            : throw new VdvaeConfigurationException($"{nameof(LatentBlocks)} is {latents}, but of the decoder's {steps.Count} blocks 1 to {steps.Count} can have a latent.");
    }

    /// <summary>Channels inside a block.</summary>
    internal int BottleneckWidth => (int)(Width * Bottleneck);

    private int Side => Image.Height == Image.Width
        ? Image.Height
        : throw new VdvaeConfigurationException($"A VDVAE takes square images, not {Image}.");
}

/// <summary>Sizes that describe no model.</summary>
/// <param name="message">Which, and what would be one.</param>
public class VdvaeConfigurationException(string message) : Exception(message);

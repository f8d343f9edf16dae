// Generated data sets that replace missing ones: the list of them, the order of their labels, and their random numbers.

namespace Hvae.Data.StandIns;

/// <summary>A generated data set, which is always the same.</summary>
/// <param name="Name">Lower-case name.</param>
/// <param name="Fingerprint">
/// Fingerprint of what <paramref name="Generate"/> returns. If the cache has it, the images are not generated.
/// </param>
/// <param name="Generate">Returns all images.</param>
internal sealed record StandIn(string Name, string Fingerprint, Func<DecodedData> Generate)
{
    private const int ClassCount = 10;

    /// <summary>The stand-in for MNIST.</summary>
    public static StandIn Digits28 { get; } = new(
        "mnist-standin", "0b641c55b7a98e57f8fa173b3e933e986285564409c32a4b0cafc48fded3db5a", () => Make(
            new()
            {
                Name = "mnist-standin",
                Shape = new(1, Digits.Side, Digits.Side),
                Classes = ClassCount,
                IsBinarised = true,
                TrainCount = 60_000,
                TestCount = 10_000,
            },
            "stand-in for MNIST: generated digits on clutter, 28x28, binarised by rounding",
            seed: 1,
            Digits.Draw));

    /// <summary>The stand-in for the colour sets of 32×32 pixels, SVHN and CIFAR-10.</summary>
    public static StandIn Textures32 { get; } = new(
        "textures32-standin", "57f3921771f569d5f1e187b2074046e7ed36b3423848ba90435880e26470adee", () => Make(
            new()
            {
                Name = "textures32-standin",
                Shape = new(3, 32, 32),
                Classes = ClassCount,
                IsBinarised = false,
                TrainCount = 10_000,
                TestCount = 2_000,
            },
            "stand-in for SVHN and CIFAR-10: generated textured figures of ten kinds, 32x32 in colour",
            seed: 4,
            new Textures(32).Draw));

    /// <summary>The stand-in for the sets of 64×64 pixels, CelebA and LSUN bedroom. Like these it has no labels.</summary>
    public static StandIn Textures64 { get; } = new(
        "textures64-standin", "84130891720fa9a8a27f35b9a054ef913fe21671fc7e96a287e485ba640882fc", () => Make(
            new()
            {
                Name = "textures64-standin",
                Shape = new(3, 64, 64),
                Classes = 1,
                IsBinarised = false,
                TrainCount = 5_000,
                TestCount = 1_000,
            },
            "stand-in for CelebA and LSUN bedroom: generated textured figures, 64x64 in colour, without labels",
            seed: 6,
            new Textures(64).Draw));

    /// <summary>Makes both parts. The training part has the given seed, the test part the next one.</summary>
    private static DecodedData Make(DataContent content, string description, ulong seed, Drawing draw) => new()
    {
        Content = content,
        Quality = DataQuality.StandIn,
        Origin = "generated",
        Description = description,
        Train = Split(content, content.TrainCount, seed, draw),
        Test = Split(content, content.TestCount, seed + 1, draw),
    };

    /// <summary>Draws one part. Each image has its own random numbers, so that the order of drawing does not matter.</summary>
    private static DecodedSplit Split(DataContent content, int count, ulong seed, Drawing draw)
    {
        var kinds = Kinds(seed, count);
        var size = content.Shape.Size;
        var pixels = new byte[count * size];
        Parallel.For(0, count, i =>
        {
            var random = new StandInRandom(seed, (ulong)i);
            draw(kinds[i], ref random, pixels.AsSpan(i * size, size));
        });

        return new(pixels, content.Classes == 1 ? new byte[count] : kinds);
    }

    /// <summary>
    /// Returns kinds such that every ten images in a row show each kind once, in random order. So any first images are balanced too.
    /// </summary>
    private static byte[] Kinds(ulong seed, int count)
    {
        const ulong OrderSeed = 3;
        var kinds = new byte[count];
        for (var start = 0; start < count; start += ClassCount)
        {
            var random = new StandInRandom(seed ^ (OrderSeed << 32), (ulong)start);
            for (var i = 0; i < ClassCount; i++)
            {
                var j = random.Below(i + 1);
                kinds[start + i] = kinds[start + j];
                kinds[start + j] = (byte)i;
            }
        }

        return kinds;
    }
}

/// <summary>Draws one image.</summary>
/// <param name="kind">Kind of the image, 0 to 9.</param>
/// <param name="random">Decides everything else. The same state gives the same image.</param>
/// <param name="pixels">C×H×W bytes, all 0.</param>
internal delegate void Drawing(int kind, ref StandInRandom random, Span<byte> pixels);

/// <summary>
/// Random numbers by SplitMix64 (Steele, Lea, Flood 2014), in integers and exact divisions only, so that the images are the same on every
/// machine and with every version of the runtime.
/// </summary>
internal struct StandInRandom
{
    private ulong state;

    /// <param name="seed">Number of the family of images.</param>
    /// <param name="index">Number of the image in its family.</param>
    public StandInRandom(ulong seed, ulong index) => state = Mix(Mix(seed) ^ index);

    /// <summary>Returns 64 random bits.</summary>
    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>Returns a whole number from 0 to <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)((Next() >> 32) * (ulong)count >> 32);

    /// <summary>Returns a number that is uniform in [0, 1), a multiple of 2⁻⁵³.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns a number that is uniform in [low, high).</summary>
    public double Between(double low, double high) => low + ((high - low) * Unit());

    /// <summary>Returns a number with a triangular distribution in (−width, width), most often near 0.</summary>
    public double Around0(double width) => width * (Unit() + Unit() - 1);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

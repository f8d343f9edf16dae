// The stand-in for MNIST: 60,000 + 10,000 generated digits of 28×28, ten classes in equal numbers, the same on every machine.

using Hvae.Data.Sources;

namespace Hvae.Data.StandIns;

internal sealed class MnistStandIn : IStandIn
{
    private const int Side = 28;
    private const int ClassCount = 10;
    private const int TrainCount = 60_000;
    private const int TestCount = 10_000;
    private const ulong TrainSeed = 1;
    private const ulong TestSeed = 2;
    private const ulong OrderSeed = 3;

    public string Name => "mnist-standin";

    public string Fingerprint => "0b641c55b7a98e57f8fa173b3e933e986285564409c32a4b0cafc48fded3db5a";

    public DecodedData Generate() => new()
    {
        Content = new()
        {
            Name = Name,
            Shape = new(1, Side, Side),
            Classes = ClassCount,
            IsBinarised = true,
            TrainCount = TrainCount,
            TestCount = TestCount,
        },
        Quality = DataQuality.StandIn,
        Origin = "generated",
        Description = "stand-in for MNIST: generated digits on clutter, 28x28, binarised by rounding",
        Train = Split(TrainSeed, TrainCount),
        Test = Split(TestSeed, TestCount),
    };

    private static DecodedSplit Split(ulong seed, int count)
    {
        const int Size = Side * Side;
        var labels = Labels(seed, count);
        var pixels = new byte[count * Size];
        for (var i = 0; i < count; i++)
        {
            var random = new StandInRandom(seed, (ulong)i);
            DigitDrawing.Draw(labels[i], ref random, pixels.AsSpan(i * Size, Size), Side);
        }

        return new(pixels, labels);
    }

    /// <summary>Every ten images in a row show every digit once, in random order: so any first images are balanced too.</summary>
    private static byte[] Labels(ulong seed, int count)
    {
        var labels = new byte[count];
        for (var start = 0; start < count; start += ClassCount)
        {
            var random = new StandInRandom(seed ^ (OrderSeed << 32), (ulong)start);
            for (var i = 0; i < ClassCount; i++)
            {
                var j = random.Below(i + 1);
                labels[start + i] = labels[start + j];
                labels[start + j] = (byte)i;
            }
        }

        return labels;
    }
}

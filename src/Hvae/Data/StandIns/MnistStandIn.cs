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
        Train = LabelledDrawings.Make(TrainSeed, TrainCount, ClassCount, Side * Side, Draw),
        Test = LabelledDrawings.Make(TestSeed, TestCount, ClassCount, Side * Side, Draw),
    };

    private static void Draw(int digit, ref StandInRandom random, Span<byte> pixels) => DigitDrawing.Draw(digit, ref random, pixels, Side);
}

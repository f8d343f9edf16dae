// The stand-in for colour data sets of 32×32 (SVHN, CIFAR-10): 10,000 + 2,000 generated house-number digits, the same on every machine.

using Hvae.Data.Sources;

namespace Hvae.Data.StandIns;

internal sealed class Digits32StandIn : IStandIn
{
    private const int ClassCount = 10;
    private const int TrainCount = 10_000;
    private const int TestCount = 2_000;
    private const ulong TrainSeed = 4;
    private const ulong TestSeed = 5;

    private static readonly ImageShape Shape = new(HouseNumberDrawing.Channels, HouseNumberDrawing.Side, HouseNumberDrawing.Side);

    public string Name => "digits32-standin";

    public string Fingerprint => "00e8c2b5cd36514cf4b628ba8f91892880663d69cb1dcbcd0f8f5ced9665078d";

    public DecodedData Generate() => new()
    {
        Content = new()
        {
            Name = Name,
            Shape = Shape,
            Classes = ClassCount,
            IsBinarised = false,
            TrainCount = TrainCount,
            TestCount = TestCount,
        },
        Quality = DataQuality.StandIn,
        Origin = "generated",
        Description = "stand-in for SVHN and CIFAR-10: generated house-number digits on clutter, 32x32 in colour",
        Train = LabelledDrawings.Make(TrainSeed, TrainCount, ClassCount, Shape.Size, HouseNumberDrawing.Draw),
        Test = LabelledDrawings.Make(TestSeed, TestCount, ClassCount, Shape.Size, HouseNumberDrawing.Draw),
    };
}

// The stand-in for LSUN bedroom at 64×64: 5,000 + 1,000 generated rooms without labels, the same on every machine.

using Hvae.Data.Sources;

namespace Hvae.Data.StandIns;

internal sealed class Rooms64StandIn : IStandIn
{
    private const int TrainCount = 5_000;
    private const int TestCount = 1_000;
    private const ulong TrainSeed = 8;
    private const ulong TestSeed = 9;

    private static readonly ImageShape Shape = new(RoomDrawing.Channels, RoomDrawing.Side, RoomDrawing.Side);

    public string Name => "rooms64-standin";

    public string Fingerprint => "19cadf166829a87c97f2c8a5f1798da522d4633920170c4917d10a80cfd62a2a";

    public DecodedData Generate() => new()
    {
        Content = new()
        {
            Name = Name,
            Shape = Shape,
            Classes = 1,
            IsBinarised = false,
            TrainCount = TrainCount,
            TestCount = TestCount,
        },
        Quality = DataQuality.StandIn,
        Origin = "generated",
        Description = "stand-in for LSUN bedroom: generated rooms, 64x64 in colour, without labels",
        Train = LabelledDrawings.Make(TrainSeed, TrainCount, 1, Shape.Size, RoomDrawing.Draw),
        Test = LabelledDrawings.Make(TestSeed, TestCount, 1, Shape.Size, RoomDrawing.Draw),
    };
}

// The stand-in for CelebA at 64×64: 5,000 + 1,000 generated faces without labels, the same on every machine.

using Hvae.Data.Sources;

namespace Hvae.Data.StandIns;

internal sealed class Faces64StandIn : IStandIn
{
    private const int TrainCount = 5_000;
    private const int TestCount = 1_000;
    private const ulong TrainSeed = 6;
    private const ulong TestSeed = 7;

    private static readonly ImageShape Shape = new(FaceDrawing.Channels, FaceDrawing.Side, FaceDrawing.Side);

    public string Name => "faces64-standin";

    public string Fingerprint => "720e4efa55bd54f6620cad2301d050443b80878e2463342a1d0cfa9f3979b907";

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
        Description = "stand-in for CelebA: generated faces, 64x64 in colour, without labels",
        Train = LabelledDrawings.Make(TrainSeed, TrainCount, 1, Shape.Size, FaceDrawing.Draw),
        Test = LabelledDrawings.Make(TestSeed, TestCount, 1, Shape.Size, FaceDrawing.Draw),
    };
}

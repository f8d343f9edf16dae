// A stand-in of thirty images, for tests of what happens around stand-ins.

using Hvae.Data;
using Hvae.Data.Sources;

namespace Hvae.Tests.Data;

internal sealed class TinyStandIn : IStandIn
{
    private readonly DecodedData data = new()
    {
        Content = new()
        {
            Name = "mnist-standin",
            Shape = new(1, 28, 28),
            Classes = 10,
            IsBinarised = true,
            TrainCount = SmallMnist.TrainCount,
            TestCount = SmallMnist.TestCount,
        },
        Quality = DataQuality.StandIn,
        Origin = "generated",
        Description = "tiny",
        Train = new(SmallMnist.Images(SmallMnist.TrainCount, seed: 7).AsMemory(16), SmallMnist.Labels(SmallMnist.TrainCount).AsMemory(8)),
        Test = new(SmallMnist.Images(SmallMnist.TestCount, seed: 8).AsMemory(16), SmallMnist.Labels(SmallMnist.TestCount).AsMemory(8)),
    };

    public string Name => data.Content.Name;

    public string Fingerprint => DataFingerprint.Of(data);

    /// <summary>How often the images were made.</summary>
    public int Made { get; private set; }

    public DecodedData Generate()
    {
        Made++;
        return data;
    }
}

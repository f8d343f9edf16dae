// A stand-in of thirty images, for tests of the handling of stand-ins.

using Hvae.Data;
using Hvae.Data.StandIns;

namespace Hvae.Tests.Data;

internal static class TinyStandIn
{
    private static readonly DecodedData Data = new()
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

    /// <param name="made">Called whenever the images are generated.</param>
    public static StandIn Create(Action? made = null) => new(Data.Content.Name, Fingerprint(), () =>
    {
        made?.Invoke();
        return Data;
    });

    private static string Fingerprint()
    {
        using var hash = DataFingerprint.Begin(Data.Content);
        foreach (var split in new[] { Data.Train, Data.Test })
        {
            hash.AppendData(split.Pixels.Single().Span);
            hash.AppendData(split.Labels.Span);
        }

        return DataFingerprint.End(hash);
    }
}

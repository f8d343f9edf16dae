// Random numbers are drawn on the CPU for every device. The device here is "meta", which keeps shapes and no numbers: it is not the CPU,
// and a draw on it would leave the generator as it was.

using Hvae.Classifiers;
using Hvae.Models;
using Hvae.Training;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Training;

public sealed class RandomnessTests
{
    private static readonly Device Elsewhere = new("meta");

    private static readonly Dictionary<string, Func<Device, Generator, Tensor>> Draws = new(StringComparer.Ordinal)
    {
        ["latents"] = (device, generator) =>
            LatentRules.Sampled(generator)(DiagonalGaussian.StandardNormal(zeros([4, 3], device: device))),
        ["dropout"] = (device, generator) => DropoutRules.Sampled(generator)(zeros([4, 3], device: device), 0.5),
        ["augmentation"] = (device, generator) => Augmentation.CropAndMirror.Apply(zeros([4, 3, 8, 8], device: device), generator),
        ["pixels"] = (device, generator) => new DmolHead(4, 3, 2).Sample(zeros([2, 20, 8, 8], device: device), generator),
    };

    public static TheoryData<string> Names => [.. Draws.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_on_another_device_has_the_random_numbers_of_the_cpu(string name)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(StateAfter(name, CPU), StateAfter(name, Elsewhere));
        Assert.NotEqual(new Randomness(1).For("noise").get_state().data<byte>().ToArray(), StateAfter(name, Elsewhere));
    }

    private static byte[] StateAfter(string name, Device device)
    {
        using var noise = new Randomness(1).For("noise");
        Assert.Equal(device.type, Draws[name](device, noise).device.type);
        return noise.get_state().data<byte>().ToArray();
    }
}

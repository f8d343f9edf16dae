// Published weights are identified by the hash of their file, and by nothing else.

using System.Security.Cryptography;
using Hvae.Pretrained;
using Hvae.Tests.Data;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Pretrained;

public sealed class PretrainedWeightsTests : IDisposable
{
    private static readonly byte[] File = Pth(1, 2, 3);

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_published_file_is_official_under_any_of_its_names()
    {
        foreach (var name in Published.FileNames.Reverse())
        {
            var weights = Read(name, File);

            Assert.True(weights.IsOfficial);
            Assert.Equal((Published.OfficialSha256, folder["weights", name]), (weights.Sha256, weights.File));
            Assert.Equal([1, 2, 3], weights.Tensor("x", 3).data<float>().ToArray());
        }
    }

    [Fact]
    public void A_file_with_another_number_in_it_is_read_and_not_official()
    {
        var weights = Read("tiny.pth", Pth(1, 2, 4));

        Assert.False(weights.IsOfficial);
        Assert.Equal([1, 2, 4], weights.Tensor("x", 3).data<float>().ToArray());
    }

    [Fact]
    public void A_file_with_the_same_numbers_and_another_hash_is_not_official() =>
        Assert.False(Read("tiny.pth", SmallPth.Zip([.. SmallPth.Entries(File), ("archive/version", "3"u8.ToArray())])).IsOfficial);

    private static PublishedWeights Published { get; } =
        new("weights of nothing", ["tiny.pth", "tiny.safetensors"], "https://example.org/tiny.pth",
            Convert.ToHexStringLower(SHA256.HashData(File)));

    private static byte[] Pth(params float[] numbers) =>
        SmallPth.Zip(SmallPth.OneTensor(numbers.Length, 0, [numbers.Length], [1]), [.. numbers.SelectMany(BitConverter.GetBytes)]);

    private PretrainedWeights Read(string name, byte[] content)
    {
        Directory.CreateDirectory(folder["weights"]);
        System.IO.File.WriteAllBytes(folder["weights", name], content);
        return new PretrainedFolder(folder.Path).Read(Published);
    }
}

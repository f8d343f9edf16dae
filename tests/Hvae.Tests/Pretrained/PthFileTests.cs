// Files that PyTorch has written are read number by number, and a file never creates anything but tensors.

using System.IO.Compression;
using Hvae.Data;
using Hvae.Pretrained.PyTorch;
using Hvae.Tests.Data;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Hvae.Tests.Pretrained;

public sealed class PthFileTests : IDisposable
{
    private static readonly byte[] OneTwoThree = [.. new float[] { 1, 2, 3 }.SelectMany(BitConverter.GetBytes)];

    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("zip.pth")]
    [InlineData("legacy.pth")]
    public void What_PyTorch_wrote_is_read(string name)
    {
        var path = ReferenceFolder.File(Path.Combine("pytorch", name));

        Assert.True(PthFile.IsOne(path));
        AssertIsTheReference(PthFile.Read(path));
    }

    [Fact]
    public void The_byte_order_big_is_turned()
    {
        var entries = Entries().Select(
            entry => entry.Name.Contains("/data/", StringComparison.Ordinal) ? (entry.Name, Swapped(entry)) : entry);

        AssertIsTheReference(Read(SmallPth.Zip([.. entries, ("zip/byteorder", "big"u8.ToArray())])));
        AssertIsTheReference(Read(SmallPth.Zip([.. Entries(), ("zip/byteorder", "little"u8.ToArray())])));
        AssertRefused(SmallPth.Zip([.. Entries(), ("zip/byteorder", "middle"u8.ToArray())]), "the byte order little or big");
    }

    [Fact]
    public void Tensors_that_share_a_storage_share_memory()
    {
        var tensors = PthFile.Read(ReferenceFolder.File(Path.Combine("pytorch", "zip.pth")));

        tensors["layer.weight"][0, 0, 0].fill_(100);

        Assert.Equal(100, tensors["layer.turned"][0, 0].item<float>());
    }

    [Fact]
    public void Code_is_not_executed()
    {
        var marker = folder["made-by-the-pickle"];
        byte[] pickle = SmallPth.Pickle(SmallPth.Name("os", "system"), SmallPth.Text($"touch {marker}"), [0x85], SmallPth.Code('R'));

        AssertRefused(SmallPth.Zip(pickle, OneTwoThree), "nothing but tensors", "os.system");
        Assert.False(File.Exists(marker));
    }

    [Theory]
    [InlineData("builtins", "eval")]
    [InlineData("torch", "load")]
    [InlineData("torch._utils", "_rebuild_device_tensor_from_numpy")]
    [InlineData("torch", "storage.FloatStorage")]
    public void Other_names_are_refused_though_nothing_is_done_with_them(string module, string name) =>
        AssertRefused(SmallPth.Zip(SmallPth.Pickle(SmallPth.Name(module, name)), OneTwoThree), "nothing but tensors");

    [Fact]
    public void A_view_inside_its_storage_is_read() =>
        Assert.Equal([2, 3], Read(SmallPth.Zip(SmallPth.OneTensor(3, 1, [2], [1]), OneTwoThree))["x"].data<float>().ToArray());

    [Theory]
    [InlineData(0, new long[] { 4 }, new long[] { 1 })]
    [InlineData(2, new long[] { 2 }, new long[] { 1 })]
    [InlineData(0, new long[] { 2 }, new long[] { 3 })]
    [InlineData(-1, new long[] { 1 }, new long[] { 1 })]
    [InlineData(2, new long[] { 2 }, new long[] { -1 })]
    [InlineData(0, new long[] { -2 }, new long[] { 1 })]
    [InlineData(0, new long[] { 1, 1 }, new long[] { 1 })]
    [InlineData(0, new long[] { 1_000_000_000 }, new long[] { 0 })]
    [InlineData(0, new long[] { 2, 2 }, new long[] { long.MaxValue, long.MaxValue })]
    [InlineData(0, new long[] { long.MaxValue, long.MaxValue, 4 }, new long[] { 0, 0, 0 })]
    [InlineData(4, new long[] { 0 }, new long[] { 1 })]
    public void A_view_that_leaves_its_storage_or_repeats_it_is_refused(long offset, long[] sizes, long[] strides) =>
        AssertRefused(SmallPth.Zip(SmallPth.OneTensor(3, offset, sizes, strides), OneTwoThree), "inside its storage");

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(1L << 40)]
    [InlineData(long.MaxValue)]
    public void A_storage_of_another_length_is_refused(long count) =>
        AssertRefused(SmallPth.Zip(SmallPth.OneTensor(count, 0, [1], [1]), OneTwoThree));

    [Fact]
    public void Packed_entries_are_refused() =>
        AssertRefused(SmallPth.Zip(Entries(), CompressionLevel.Optimal), "stored without compression");

    [Fact]
    public void Anything_but_a_dictionary_of_tensors_is_refused()
    {
        AssertRefused(SmallPth.Zip(SmallPth.Pickle(SmallPth.Code(']')), []), "a dictionary of tensors");
        AssertRefused(SmallPth.Zip(SmallPth.Pickle(SmallPth.Code('}'), SmallPth.Text("x"), SmallPth.Integer(1), SmallPth.Code('s')), []),
            "a tensor named x");
        AssertRefused(SmallPth.Zip(SmallPth.Pickle(SmallPth.Code('}'), SmallPth.Integer(1), SmallPth.Integer(1), SmallPth.Code('s')), []),
            "names of tensors");
        AssertRefused(SmallPth.Zip(SmallPth.Pickle(SmallPth.Storage(3)), OneTwoThree), "a dictionary of tensors");
        AssertRefused(SmallPth.Zip([("archive/other.pkl", [])]), "an entry data.pkl");
        AssertRefused(SmallPth.Zip([("archive/data.pkl", SmallPth.OneTensor(3, 0, [3], [1]))]), "an entry for the storage 0");
    }

    [Fact]
    public void A_short_pickle_that_asks_for_much_work_is_refused()
    {
        // A list of one pair a thousand times, from which twenty thousand dictionaries are made.
        byte[] pair = [.. SmallPth.Code(']'), .. SmallPth.Code('q'), 1, .. SmallPth.Code('('), .. "NN"u8, .. SmallPth.Code('e')];
        var repeats = Enumerable.Repeat<byte[]>([.. SmallPth.Code('h'), 1], 999).SelectMany(repeat => repeat).ToArray();
        byte[] list = [.. SmallPth.Code(']'), .. SmallPth.Code('q'), 0, .. SmallPth.Code('('), .. pair, .. repeats, .. SmallPth.Code('e')];
        var copies = Enumerable.Repeat<byte[]>(
            [.. SmallPth.Name("collections", "OrderedDict"), .. SmallPth.Code('h'), 0, 0x85, .. SmallPth.Code('R')], 20_000)
            .SelectMany(copy => copy).ToArray();

        AssertRefused(SmallPth.Zip(SmallPth.Pickle(list, copies), []), "at most 1000000 instructions in a pickle");
    }

    private static IReadOnlyList<(string Name, byte[] Content)> Entries() =>
        SmallPth.Entries(File.ReadAllBytes(ReferenceFolder.File(Path.Combine("pytorch", "zip.pth"))));

    /// <summary>Swaps the bytes of a storage's numbers, whose size is that in the reference's pickle.</summary>
    private static byte[] Swapped((string Name, byte[] Content) storage)
    {
        var size = Path.GetFileName(storage.Name) switch { "0" or "7" => 4, "1" or "4" => 8, "2" or "3" => 2, _ => 1 };
        return [.. storage.Content.Chunk(size).SelectMany(number => number.Reverse())];
    }

    private static void AssertIsTheReference(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var numbers = Enumerable.Range(0, 24).Select(i => (i / 8f) - 1).ToArray();
        Assert.Equal(10, tensors.Count);
        Assert.Equal([2L, 3L, 4L], tensors["layer.weight"].shape);
        Assert.Equal(numbers, tensors["layer.weight"].data<float>().ToArray());
        Assert.Equal([6L, 4L], tensors["layer.turned"].shape);
        Assert.Equal([numbers[0], numbers[6], numbers[12], numbers[18], numbers[1]],
            tensors["layer.turned"].contiguous().data<float>().ToArray()[..5]);
        Assert.Equal(numbers[5..9], tensors["layer.part"].data<float>().ToArray());
        Assert.Equal([1.5, -2.25], tensors["layer.bias"].data<double>().ToArray());
        Assert.Equal((ScalarType.Float16, 65504f), (tensors["half"].dtype, tensors["half"][1].to(ScalarType.Float32).item<float>()));
        Assert.Equal((ScalarType.BFloat16, -3f), (tensors["bfloat"].dtype, tensors["bfloat"][1].to(ScalarType.Float32).item<float>()));
        Assert.Equal(7L, tensors["count"].item<long>());
        Assert.Equal([0, 200, 255], tensors["bytes"].data<byte>().ToArray());
        Assert.Equal([0L, 3L], tensors["none"].shape);
        Assert.Equal(3, tensors["parameter"].item<float>());
    }

    private void AssertRefused(byte[] file, params string[] words)
    {
        var error = Assert.Throws<DataFormatException>(() => Read(file));
        Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
    }

    private IReadOnlyDictionary<string, Tensor> Read(byte[] content)
    {
        var path = folder["file.pth"];
        File.WriteAllBytes(path, content);
        return PthFile.Read(path);
    }
}

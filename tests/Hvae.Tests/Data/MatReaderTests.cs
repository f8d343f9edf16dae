// MatReader accepts valid files, and its errors name the place of each kind of damage.

using Hvae.Data;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class MatReaderTests : IDisposable
{
    private static readonly byte[] Good = SmallMat.Matrix("X", [2, 3], [1, 2, 3, 4, 5, 255]);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("Int8")]
    [InlineData("UInt8")]
    [InlineData("Int16")]
    [InlineData("UInt16")]
    [InlineData("Int32")]
    [InlineData("UInt32")]
    [InlineData("Single")]
    [InlineData("Double")]
    [InlineData("Int64")]
    [InlineData("UInt64")]
    public void Whole_numbers_are_read_from_any_storage_plain_and_compressed(string storage)
    {
        var type = Enum.Parse<MatType>(storage);
        var values = Enumerable.Range(0, 1500).Select(i => (double)(i % 128)).ToArray();
        foreach (var kind in new[] { MatClass.UInt8, MatClass.Double })
        {
            var element = SmallMat.Matrix("labels", [1500, 1], SmallMat.Store(type, values), type, kind);
            foreach (var file in new[] { SmallMat.File(element), SmallMat.File(SmallMat.Compress(element)) })
            {
                var array = MatReader.Read(Put(file), "labels")["labels"];
                Assert.Equal([1500, 1], array.Sizes);
                Assert.Equal(values, array.Values.Select(value => (double)value));
                Assert.Equal(128, array.Offset);
            }
        }
    }

    [Fact]
    public void Small_elements_hold_up_to_four_bytes()
    {
        Assert.Equal([7, 8, 9], Read(SmallMat.Matrix("abcd", [3, 1], [7, 8, 9]), "abcd").Values);
        Assert.Equal([200], Read(SmallMat.Matrix("abcde", [1, 1], SmallMat.Store(MatType.UInt16, 200), MatType.UInt16), "abcde").Values);
    }

    [Fact]
    public void The_last_padding_of_a_matrix_may_be_missing()
    {
        var cut = Good[..^2];
        SmallMat.Words((uint)cut.Length - 8).CopyTo(cut, 4);
        Assert.Equal([1, 2, 3, 4, 5, 255], Read(SmallMat.Compress(cut), "X").Values);
    }

    [Fact]
    public void Other_variables_are_passed_over_whatever_they_are()
    {
        byte[][] others =
        [
            SmallMat.Matrix("text", [1, 5], new byte[10], MatType.UInt16, MatClass.Char),
            SmallMat.Compress(SmallMat.Matrix("cell", [1, 1], Good, MatType.Matrix, MatClass.Cell)),
            SmallMat.Matrix("", [1, 40], new byte[40]),
            SmallMat.Matrix(new string('n', 200), [1, 1], [1]),
            SmallMat.Element(MatType.Matrix, [.. SmallMat.Element(MatType.UInt32, SmallMat.Words(17, 0)), .. new byte[24]]),
            SmallMat.Matrix("complex", [1, 1], [1], flags: 0x0800),
        ];
        var y = SmallMat.Compress(SmallMat.Matrix("y", [1, 2], [8, 9]));
        var path = Put(SmallMat.File([.. others, Good, .. others, y]));
        var found = MatReader.Read(path, "X", "y");
        Assert.Equal([1, 2, 3, 4, 5, 255], found["X"].Values);
        Assert.Equal([8, 9], found["y"].Values);
        Assert.Equal(2, found.Count);
    }

    [Fact]
    public void Other_kinds_of_files_are_refused_with_what_to_do()
    {
        Refuses(SmallMat.Header[..100], 0, "128 bytes of the header");
        Refuses(With(SmallMat.File(Good), 126, (byte)'X'), 126, "the mark IM");
        var bigEndian = Refuses([.. SmallMat.Header[..124], 1, 0, (byte)'M', (byte)'I', .. Good], 124, "little-endian");
        var hdf5 = Refuses(With(SmallMat.File(Good), 125, 2), 124, "version 0100");
        Assert.Equal("0200 (HDF5), IM", hdf5.Found);
        Assert.All([bigEndian, hdf5], error => Assert.Contains("save it again with option -v7", error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_kind_of_damage_is_named_with_its_place()
    {
        Refuses(SmallMat.Header, 128, "a variable X");
        Refuses([.. SmallMat.File(Good), 0, 0, 0], 128 + Good.Length, "bytes of a variable");
        Refuses(SmallMat.File(Good)[..^1], 132, "at most");
        Refuses(SmallMat.File(With(Good, 0, 13)), 128, "a variable (type Matrix or Compressed)");
        Refuses(SmallMat.File(With(Good, 8, 5)), 136, "8 bytes of array flags");
        Refuses(SmallMat.File(With(Good, 24, 6)), 152, "dimensions (type Int32)");
        Refuses(SmallMat.File(With(Good, 35, 0x80)), 136, "dimensions of at least 0");
        Refuses(SmallMat.File(With(Good, 40, 6)), 168, "a name");
        Refuses(SmallMat.File(With(Good, 42, 5)), 168, "at most 4 bytes in the small element");
        Refuses(SmallMat.File(With(Good, 48, 14)), 176, "numbers as the values of X");
        Refuses(SmallMat.File(With(Good, 32, 4)), 176, "4x3 values of X");
        Refuses(SmallMat.File(Good, Good), 128 + Good.Length, "X once in the file");
        Refuses(SmallMat.File(SmallMat.Matrix("X", [1, 2], SmallMat.Store(MatType.Double, 1, 256), MatType.Double)), 192,
            "a whole number from 0 to 255");
        foreach (var wrong in new[] { -1, 0.5, double.NaN, double.PositiveInfinity })
            Refuses(SmallMat.File(SmallMat.Matrix("X", [1, 1], SmallMat.Store(MatType.Double, wrong), MatType.Double)), 184,
                "a whole number");
        Refuses(SmallMat.File(SmallMat.Matrix("X", [1, 1], [1], flags: 0x0800)), 136, "real numbers in X");
        Refuses(SmallMat.File(SmallMat.Matrix("X", [1, 1], [1], kind: MatClass.Char)), 136, "real numbers in X");
        Refuses(SmallMat.File([.. Enumerable.Repeat(SmallMat.Matrix("z", [1, 1], [1]), 101)]), null, "at most 100 variables");
        var longer = SmallMat.Element(MatType.Matrix, [.. Good[8..], .. new byte[8]]);
        Refuses(SmallMat.File(longer), 128 + Good.Length, "the end of X");
    }

    [Fact]
    public void Damage_of_compressed_elements_is_named_with_its_place()
    {
        var packed = SmallMat.Compress(Good);
        Refuses(SmallMat.File(With(packed, packed.Length - 1, packed[^1] ^ 1)), null, "compressed data that unpack");
        Refuses(SmallMat.File(With(packed, 8, 0x79)), null, "compressed data that unpack");
        Refuses(SmallMat.File(With(packed, 10, 0xff)), null, "compressed data that unpack");
        Refuses(SmallMat.File(SmallMat.Compress([.. Good, 0])), Good.Length,
            "the end of the content after X in the compressed element at byte 136");
        Refuses(SmallMat.File(SmallMat.Compress(packed)), 0, "a variable (type Matrix) in the compressed element at byte 136");
        Refuses(SmallMat.File(SmallMat.Element(MatType.Compressed, [])), null, "");

        // ZLibStream reads each of these without an error: a missing checksum, and bytes after it.
        foreach (var changed in new[] { packed[..^1], packed[..^4], packed[..^5], [.. packed, 0] })
        {
            SmallMat.Words((uint)changed.Length - 8).CopyTo(changed, 4);
            Refuses(SmallMat.File(changed), null, "");
        }
    }

    [Fact]
    public void Claims_of_gigabytes_are_refused_without_taking_memory_for_them()
    {
        // All lengths agree with one another, but the values are missing. A compressed file must contain what it claims.
        const int Count = 1_900_000_000;
        var matrix = SmallMat.Matrix("X", [Count, 1], new byte[4096]);
        var pr = matrix.Length - 4096 - 4;
        SmallMat.Words(Count).CopyTo(matrix, pr);
        SmallMat.Words(Count + 48).CopyTo(matrix, 4);
        Cheaply(() => Refuses(SmallMat.File(matrix), 132, "at most"));
        Cheaply(() => Refuses(SmallMat.File(SmallMat.Compress(matrix)), null, "bytes of the values of X"));

        // The length is within what deflate can achieve at best, but the bytes are missing.
        var bytes = new byte[1_003_000];
        new Random(1).NextBytes(bytes.AsSpan(0, 3000));
        var third = SmallMat.Matrix("X", [3_000_000, 1], bytes);
        SmallMat.Words(3_000_000).CopyTo(third, third.Length - bytes.Length - 4);
        SmallMat.Words(3_000_048).CopyTo(third, 4);
        var file = SmallMat.File(SmallMat.Compress(third));
        Cheaply(() => Refuses(file, third.Length, "3000000 bytes of the values of X"), 8_000_000);
    }

    private static void Cheaply(Action act, long most = 20_000_000)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        act();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, most);
    }

    private static byte[] With(byte[] bytes, int index, int value)
    {
        var copy = (byte[])bytes.Clone();
        copy[index] = (byte)value;
        return copy;
    }

    private MatArray Read(byte[] element, string name) => MatReader.Read(Put(SmallMat.File(element)), name)[name];

    private DataFormatException Refuses(byte[] bytes, long? offset, string expected)
    {
        var path = Put(bytes);
        var error = Assert.Throws<DataFormatException>(() => MatReader.Read(path, "X"));
        Assert.Equal(path, error.File);
        if (offset is not null)
            Assert.Equal(offset, error.Offset);
        Assert.Contains(expected, error.Expected, StringComparison.Ordinal);
        Assert.Contains(error.Remedy, error.Message, StringComparison.Ordinal);
        return error;
    }

    private string Put(byte[] bytes)
    {
        File.WriteAllBytes(folder["file.mat"], bytes);
        return folder["file.mat"];
    }
}

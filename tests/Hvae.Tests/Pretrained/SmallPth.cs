// Writes PyTorch's files piece by piece, well-formed or not.

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Hvae.Tests.Pretrained;

internal static class SmallPth
{
    /// <summary>Returns a zip archive of entries that are stored or packed.</summary>
    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Returns the entries of an archive.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> Entries(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return [.. archive.Entries.Select(entry => (entry.FullName, Content(entry)))];
    }

    /// <summary>Returns an archive with one pickle and one storage "0" of these bytes.</summary>
    public static byte[] Zip(byte[] pickle, byte[] storage) => Zip([("archive/data.pkl", pickle), ("archive/data/0", storage)]);

    /// <summary>Returns a pickle of protocol 2 with these instructions.</summary>
    public static byte[] Pickle(params byte[][] instructions) =>
        [0x80, 2, .. instructions.SelectMany(instruction => instruction), (byte)'.'];

    /// <summary>Returns a dictionary of one tensor, named x: a view of the storage "0", which has this number of values.</summary>
    public static byte[] OneTensor(long count, long offset, long[] sizes, long[] strides, string storage = "FloatStorage") => Pickle(
        Code('}'),
        Text("x"),
        Name("torch._utils", "_rebuild_tensor_v2"),
        Code('('),
        Storage(count, storage),
        Integer(offset),
        Tuple(sizes),
        Tuple(strides),
        [0x89],
        Code('}'),
        Code('t'),
        Code('R'),
        Code('s'));

    public static byte[] Storage(long count, string type = "FloatStorage") =>
        [.. Code('('), .. Text("storage"), .. Name("torch", type), .. Text("0"), .. Text("cpu"), .. Integer(count), .. Code('t'),
            .. Code('Q')];

    public static byte[] Code(char code) => [(byte)code];

    public static byte[] Name(string module, string name) => [.. Code('c'), .. Encoding.ASCII.GetBytes($"{module}\n{name}\n")];

    public static byte[] Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        return [.. Code('X'), .. length, .. bytes];
    }

    public static byte[] Integer(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return [0x8a, 8, .. bytes];
    }

    public static byte[] Tuple(long[] values) => [.. Code('('), .. values.SelectMany(Integer), .. Code('t')];

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var content = new byte[entry.Length];
        stream.ReadExactly(content);
        return content;
    }
}

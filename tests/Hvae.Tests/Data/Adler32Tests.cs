// Adler-32 against a published value and against zlib itself.

using System.Buffers.Binary;
using System.IO.Compression;
using Hvae.Data.Compression;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class Adler32Tests
{
    [Fact]
    public void Known_text() => Assert.Equal(0x11E60398u, Adler32.Append(Adler32.Start, "Wikipedia"u8));

    [Fact]
    public void Long_runs_of_the_largest_byte_do_not_overflow()
    {
        var bytes = new byte[100_003];
        bytes.AsSpan().Fill(255);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(bytes);
        var expected = BinaryPrimitives.ReadUInt32BigEndian(packed.ToArray().AsSpan()[^4..]);
        Assert.Equal(expected, Adler32.Append(Adler32.Append(Adler32.Start, bytes.AsSpan(0, 777)), bytes.AsSpan(777)));
    }
}

// The hash of a file is that of its content, however many blocks it takes to read.

using System.Security.Cryptography;
using Repro.Records;
using Xunit;

namespace Repro.Tests.Records;

public sealed class HashOfFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_072)]
    [InlineData(200_001)]
    public void Equals_the_hash_of_the_whole_content(int length)
    {
        var content = Enumerable.Range(0, length).Select(at => (byte)(at * 31 % 251)).ToArray();
        File.WriteAllBytes(path, content);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), ResultFile.HashOfFile(path));
    }
}

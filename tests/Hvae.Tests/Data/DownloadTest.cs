// A published file, and the steps that every test of downloads takes with it.

using System.Security.Cryptography;
using Hvae.Data.Downloads;
using Xunit;

namespace Hvae.Tests.Data;

public abstract class DownloadTest : IDisposable
{
    private readonly TemporaryFolder folder = new();

    protected static byte[] Content { get; } = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 / 3))];

    protected static DownloadPolicy Policy { get; } = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(1),
        SilenceLimit = TimeSpan.FromSeconds(10),
    };

    private protected TemporaryFolder Folder => folder;

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task DownloadAsync(
        LocalServer server, DownloadPolicy? policy = null, IProgress<DownloadProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using var network = server.Network();
        using var downloader = new Downloader(policy ?? Policy, TimeProvider.System, network);
        var md5 = Convert.ToHexStringLower(MD5.HashData(Content));
        await downloader.DownloadAsync(
            new(new Uri("http://data.example/some/file.gz"), md5, Content.Length), folder.Path, progress, cancellation);
    }

    protected void AssertComplete()
    {
        Assert.Equal([folder["file.gz"]], Directory.GetFiles(folder.Path));
        Assert.True(File.ReadAllBytes(folder["file.gz"]).AsSpan().SequenceEqual(Content));
    }
}

// The catalog when files are missing, with a working network, a bad one, or none.

using Hvae.Data;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class CatalogDownloadTests : IDisposable
{
    private static readonly Answer Official = (request, client, stopped) =>
        Answers.Serve(SmallMnist.Gzip(SmallMnist.Files[Path.GetFileNameWithoutExtension(request.Path)]))(request, client, stopped);

    private readonly TemporaryFolder folder = new();
    private readonly List<string> notices = [];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Missing_files_are_downloaded_once()
    {
        await using var server = new LocalServer(Official);
        using var network = server.Network();
        for (var time = 0; time < 2; time++)
        {
            using var data = SmallMnist.Catalog(folder, notices, offline: false, http: network).Open("mnist");
            Assert.Equal(DataQuality.Official, data.Quality);
        }

        Assert.Equal(SmallMnist.Files.Keys.Select(name => $"/mnist/{name}.gz"), server.Requests.Select(request => request.Path));
        Assert.Contains("downloading", Assert.Single(notices), StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(folder["data", "mnist"]).Length);
    }

    [Fact]
    public async Task Only_what_is_missing_is_downloaded_beside_what_is_there()
    {
        SmallMnist.Write(folder["data"], packed: false);
        File.Delete(folder["data", "t10k-images-idx3-ubyte"]);
        await using var server = new LocalServer(Official);
        using var network = server.Network();
        using var data = SmallMnist.Catalog(folder, offline: false, http: network).Open("mnist");
        Assert.Equal("/mnist/t10k-images-idx3-ubyte.gz", Assert.Single(server.Requests).Path);
        Assert.True(File.Exists(folder["data", "t10k-images-idx3-ubyte.gz"]));
    }

    [Fact]
    public async Task Without_a_network_the_stand_in_takes_the_place_and_the_notice_says_why()
    {
        var server = new LocalServer(Official);
        using var network = server.Network();
        await server.DisposeAsync();
        using var data = SmallMnist.Catalog(folder, notices, offline: false, http: network).Open("mnist");
        Assert.Equal(DataQuality.StandIn, data.Quality);
        Assert.Contains("the download failed: ossci-datasets.s3.amazonaws.com cannot be reached", notices[^1], StringComparison.Ordinal);
        Assert.Contains("USING THE STAND-IN", notices[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("404 Not Found")]
    [InlineData("200 OK")]
    public async Task A_server_that_refuses_or_lies_is_an_error_that_says_what_to_do(string status)
    {
        await using var server = new LocalServer(Answers.Status(status));
        using var network = server.Network();
        var error = Assert.Throws<DataMissingException>(() => SmallMnist.Catalog(folder, offline: false, http: network).Open("mnist"));
        Assert.Contains(
            "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz into "
                + folder["data", "mnist"],
            error.Message, StringComparison.Ordinal);
        Assert.Contains("with --offline the stand-in", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_means_that_the_network_is_not_touched()
    {
        await using var server = new LocalServer(Official);
        using var network = server.Network();
        using var data = SmallMnist.Catalog(folder, offline: true, http: network).Open("mnist");
        Assert.Equal(DataQuality.StandIn, data.Quality);
        Assert.Empty(server.Requests);
    }
}

// Downloads from a server that behaves, misbehaves, or is not there.

using System.Security.Cryptography;
using Hvae.Data.Downloads;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class DownloaderTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 / 3))];

    private static readonly DownloadPolicy Policy = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(1),
        SilenceLimit = TimeSpan.FromSeconds(10),
    };

    private static readonly DownloadPolicy Impatient = Policy with { SilenceLimit = TimeSpan.FromMilliseconds(300), Attempts = 2 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_whole_file_arrives_and_progress_ends_at_its_length()
    {
        await using var server = new LocalServer(Answers.Serve(Content));
        var reports = new Reports();
        await DownloadAsync(server, progress: reports);
        AssertComplete();
        Assert.Equal(("file.gz", (long)Content.Length, (long)Content.Length), (reports[^1].FileName, reports[^1].Done, reports[^1].Total));
        Assert.True(reports[^1].BytesPerSecond > 0);
        Assert.NotNull(reports[^1].FinishesAt);
        Assert.Equal(reports.Select(report => report.Done).Order(), reports.Select(report => report.Done));
    }

    [Fact]
    public async Task A_broken_connection_is_resumed_where_it_broke()
    {
        await using var server = new LocalServer(Answers.BreakAfter(Content, 100_000), Answers.BreakAfter(Content, 50_000), Answers.Serve(Content));
        await DownloadAsync(server);
        AssertComplete();
        Assert.Equal([null, 100_000, 150_000], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Tries_are_counted_anew_whenever_bytes_arrive()
    {
        var answers = Enumerable.Repeat(Answers.BreakAfter(Content, 30_000), 20).ToArray();
        await using var server = new LocalServer(answers);
        await DownloadAsync(server);
        AssertComplete();
    }

    [Fact]
    public async Task A_part_of_an_earlier_run_is_resumed()
    {
        File.WriteAllBytes(folder["file.gz.part"], Content[..1234]);
        await using var server = new LocalServer(Answers.Serve(Content));
        await DownloadAsync(server);
        AssertComplete();
        Assert.Equal(1234, Assert.Single(server.Requests).From);
    }

    [Fact]
    public async Task A_complete_part_needs_no_network()
    {
        File.WriteAllBytes(folder["file.gz.part"], Content);
        await using var server = new LocalServer(Answers.Hang);
        await DownloadAsync(server);
        AssertComplete();
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_wrong_part_of_an_earlier_run_is_thrown_away_and_fetched_again()
    {
        File.WriteAllBytes(folder["file.gz.part"], new byte[1234]);
        await using var server = new LocalServer(Answers.Serve(Content));
        await DownloadAsync(server);
        AssertComplete();
        Assert.Equal([1234, null], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task Servers_that_do_not_know_ranges_or_mix_them_up_are_coped_with()
    {
        Answer[][] plans =
        [
            [Answers.BreakAfter(Content, 9), Answers.IgnoreRange(Content)],
            [Answers.BreakAfter(Content, 9), Answers.WrongRange(Content), Answers.Serve(Content)],
            [Answers.BreakAfter(Content, 9), Answers.Status("416 Range Not Satisfiable"), Answers.Serve(Content)],
            [Answers.WithoutLength(Content)],
            [Answers.WithoutLength(Content[..9]), Answers.Serve(Content)],
        ];
        foreach (var plan in plans)
        {
            await using var server = new LocalServer(plan);
            await DownloadAsync(server);
            AssertComplete();
            File.Delete(folder["file.gz"]);
        }
    }

    [Fact]
    public async Task Content_that_is_not_the_published_file_is_an_error_and_leaves_nothing()
    {
        var changed = (byte[])Content.Clone();
        changed[1000] ^= 1;
        foreach (var answer in new[] { Answers.Serve(changed), Answers.Endless, Answers.Serve([.. Content, 0]), Answers.Status("200 OK") })
        {
            await using var server = new LocalServer(answer);
            await Assert.ThrowsAsync<WrongContentException>(() => DownloadAsync(server));
            Assert.Empty(Directory.GetFiles(folder.Path));
            Assert.Single(server.Requests);
        }
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again()
    {
        await using var server = new LocalServer(Answers.Status("404 Not Found"));
        var error = await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync(server));
        Assert.Contains("/some/file.gz: the server answered 404 (Not Found).", error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Passing_faults_are_tried_again()
    {
        await using var server = new LocalServer(
            Answers.Status("503 Busy"), Answers.Status("429 Slow Down"), Answers.HangUp, Answers.Status("500 Oops"), Answers.Serve(Content));
        await DownloadAsync(server);
        AssertComplete();
    }

    [Fact]
    public async Task Faults_that_do_not_pass_end_the_download()
    {
        await using var server = new LocalServer(Answers.Status("503 Busy"));
        var error = await Assert.ThrowsAsync<ServerUnreachableException>(() => DownloadAsync(server));
        Assert.Contains("503 (Busy)", error.Problem, StringComparison.Ordinal);
        Assert.Equal(Policy.Attempts, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_left_and_the_rest_asked_for_again()
    {
        await using var server = new LocalServer(Answers.Hang, Answers.HangAfter(Content, 1000), Answers.Serve(Content));
        await DownloadAsync(server, Impatient with { Attempts = 3 });
        AssertComplete();
        Assert.Equal([null, null, 1000], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_server_that_never_speaks_ends_the_download()
    {
        await using var server = new LocalServer(Answers.Hang);
        var error = await Assert.ThrowsAsync<ServerUnreachableException>(() => DownloadAsync(server, Impatient));
        Assert.Equal("the server was silent for 0.3 s", error.Problem);
    }

    [Fact]
    public async Task Without_a_server_it_gives_up_soon()
    {
        var gone = new LocalServer(Answers.Hang);
        await gone.DisposeAsync();
        await Assert.ThrowsAsync<ServerUnreachableException>(() => DownloadAsync(gone, Policy with { Attempts = 1000 }));
    }

    [Fact]
    public async Task A_cancelled_download_keeps_its_part()
    {
        await using var server = new LocalServer(Answers.HangAfter(Content, 1000));
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(server, Policy, cancellation: cancel.Token));
        Assert.InRange(new FileInfo(folder["file.gz.part"]).Length, 0, 1000);
        await using var sound = new LocalServer(Answers.Serve(Content));
        await DownloadAsync(sound);
        AssertComplete();
    }

    [Fact]
    public async Task Two_downloads_of_one_file_do_not_mix()
    {
        await using var server = new LocalServer(Answers.Serve(Content));
        using (File.Open(folder["file.gz.part"], FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var error = await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync(server));
            Assert.Contains("cannot be stored", error.Problem, StringComparison.Ordinal);
        }

        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Waits_double_up_to_the_longest()
    {
        var policy = new DownloadPolicy();
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(1, 7).Select(attempt => policy.WaitAfter(attempt).TotalSeconds));
        Assert.Equal(30, policy.WaitAfter(int.MaxValue).TotalSeconds);
    }

    private async Task DownloadAsync(
        LocalServer server, DownloadPolicy? policy = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var network = server.Network();
        using var downloader = new Downloader(policy ?? Policy, TimeProvider.System, network);
        var md5 = Convert.ToHexStringLower(MD5.HashData(Content));
        await downloader.DownloadAsync(new(new Uri("http://data.example/some/file.gz"), md5, Content.Length), folder.Path, progress, cancellation);
    }

    private void AssertComplete()
    {
        Assert.Equal([folder["file.gz"]], Directory.GetFiles(folder.Path));
        Assert.True(File.ReadAllBytes(folder["file.gz"]).AsSpan().SequenceEqual(Content));
    }

    private sealed class Reports : List<DownloadProgress>, IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => Add(value);
    }
}

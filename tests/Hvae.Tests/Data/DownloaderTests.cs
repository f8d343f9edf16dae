// Downloads that succeed: whole, continued, or cancelled and continued later.

using Hvae.Data.Downloads;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class DownloaderTests : DownloadTest
{
    [Fact]
    public async Task A_whole_file_arrives_and_progress_ends_at_its_length()
    {
        await using var server = new LocalServer(Answers.Serve(Content));
        var reports = new Reports();
        await DownloadAsync(server, progress: reports);
        AssertComplete();
        Assert.Equal(("file.gz", (long)Content.Length, (long)Content.Length), (reports[^1].FileName, reports[^1].Done, reports[^1].Total));
        Assert.NotNull(reports[^1].FinishesAt);
        Assert.Equal(reports.Select(report => report.Done).Order(), reports.Select(report => report.Done));
    }

    [Fact]
    public async Task A_broken_connection_is_resumed_where_it_broke()
    {
        await using var server = new LocalServer(
            Answers.BreakAfter(Content, 100_000), Answers.BreakAfter(Content, 50_000), Answers.Serve(Content));
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
        File.WriteAllBytes(Folder["file.gz.part"], Content[..1234]);
        await using var server = new LocalServer(Answers.Serve(Content));
        await DownloadAsync(server);
        AssertComplete();
        Assert.Equal(1234, Assert.Single(server.Requests).From);
    }

    [Fact]
    public async Task A_complete_part_needs_no_network()
    {
        File.WriteAllBytes(Folder["file.gz.part"], Content);
        await using var server = new LocalServer(Answers.Hang);
        await DownloadAsync(server);
        AssertComplete();
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_wrong_part_of_an_earlier_run_is_thrown_away_and_fetched_again()
    {
        File.WriteAllBytes(Folder["file.gz.part"], new byte[1234]);
        await using var server = new LocalServer(Answers.Serve(Content));
        await DownloadAsync(server);
        AssertComplete();
        Assert.Equal([1234, null], server.Requests.Select(request => request.From));
    }

    [Fact]
    public async Task A_cancelled_download_keeps_its_part()
    {
        await using var server = new LocalServer(Answers.HangAfter(Content, 1000));
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(server, Policy, cancellation: cancel.Token));
        Assert.InRange(new FileInfo(Folder["file.gz.part"]).Length, 0, 1000);
        await using var sound = new LocalServer(Answers.Serve(Content));
        await DownloadAsync(sound);
        AssertComplete();
    }

    [Fact]
    public async Task Two_downloads_of_one_file_do_not_mix()
    {
        await using var server = new LocalServer(Answers.Serve(Content));
        using (File.Open(Folder["file.gz.part"], FileMode.Create, FileAccess.Write, FileShare.None))
        {
            var error = await Assert.ThrowsAsync<DownloadException>(() => DownloadAsync(server));
            Assert.Contains("cannot be stored", error.Problem, StringComparison.Ordinal);
        }

        Assert.Empty(server.Requests);
    }

    private sealed class Reports : List<DownloadProgress>, IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => Add(value);
    }
}

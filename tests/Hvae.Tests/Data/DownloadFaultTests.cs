// Downloads from servers that misbehave, refuse, stop answering, or cannot be reached.

using Hvae.Data.Downloads;
using Xunit;

namespace Hvae.Tests.Data;

public sealed class DownloadFaultTests : DownloadTest
{
    private static readonly DownloadPolicy Impatient = Policy with { SilenceLimit = TimeSpan.FromMilliseconds(300), Attempts = 2 };

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
            File.Delete(Folder["file.gz"]);
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
            Assert.Empty(Directory.GetFiles(Folder.Path));
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
            Answers.Status("503 Busy"), Answers.Status("429 Slow Down"), Answers.HangUp, Answers.Status("500 Oops"),
            Answers.Serve(Content));
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
    public void Waits_double_up_to_the_longest()
    {
        var policy = new DownloadPolicy();
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], Enumerable.Range(1, 7).Select(attempt => policy.WaitAfter(attempt).TotalSeconds));
        Assert.Equal(30, policy.WaitAfter(int.MaxValue).TotalSeconds);
    }
}

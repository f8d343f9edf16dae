// Answers of a server, from well-behaved to broken.

using System.Text;

namespace Hvae.Tests.Data;

internal static class Answers
{
    /// <summary>Answers like a good server, with ranges.</summary>
    public static Answer Serve(byte[] content) => BreakAfter(content, content.Length);

    /// <summary>Promises the whole file, sends <paramref name="count"/> bytes, and closes the connection.</summary>
    public static Answer BreakAfter(byte[] content, int count) => async (request, client, stopped) =>
    {
        var from = (int)(request.From ?? 0);
        await HeadAsync(client, request.From is null ? "200 OK" : "206 Partial Content",
            Length(content.Length - from) + Range(request, content.Length), stopped);
        await client.WriteAsync(content.AsMemory(from, Math.Min(count, content.Length - from)), stopped);
    };

    /// <summary>Sends <paramref name="count"/> bytes and then nothing more, without closing the connection.</summary>
    public static Answer HangAfter(byte[] content, int count) => async (request, client, stopped) =>
    {
        await BreakAfter(content, count)(request, client, stopped);
        await client.FlushAsync(stopped);
        await Task.Delay(Timeout.Infinite, stopped);
    };

    /// <summary>Never answers.</summary>
    public static Answer Hang { get; } = (_, _, stopped) => Task.Delay(Timeout.Infinite, stopped);

    /// <summary>Closes the connection without an answer.</summary>
    public static Answer HangUp { get; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Sends the whole file for any range.</summary>
    public static Answer IgnoreRange(byte[] content) => (request, client, stopped) =>
        Serve(content)(request with { From = null }, client, stopped);

    /// <summary>Sends another range than the requested one.</summary>
    public static Answer WrongRange(byte[] content) => (request, client, stopped) =>
        Serve(content)(request with { From = (request.From ?? 0) + 1 }, client, stopped);

    /// <summary>Sends the whole file without its length.</summary>
    public static Answer WithoutLength(byte[] content) => async (_, client, stopped) =>
    {
        await HeadAsync(client, "200 OK", "", stopped);
        await client.WriteAsync(content, stopped);
    };

    /// <summary>Sends bytes for as long as the client takes them.</summary>
    public static Answer Endless { get; } = async (_, client, stopped) =>
    {
        await HeadAsync(client, "200 OK", "", stopped);
        while (true)
            await client.WriteAsync(new byte[1 << 16], stopped);
    };

    /// <summary>Answers with a status and a short text.</summary>
    public static Answer Status(string status) => async (_, client, stopped) =>
    {
        await HeadAsync(client, status, Length(status.Length), stopped);
        await client.WriteAsync(Encoding.ASCII.GetBytes(status), stopped);
    };

    private static string Length(int length) => $"Content-Length: {length}\r\n";

    private static string Range(Request request, int length) =>
        request.From is { } from ? $"Content-Range: bytes {from}-{length - 1}/{length}\r\n" : "";

    private static async Task HeadAsync(Stream client, string status, string headers, CancellationToken stopped) =>
        await client.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n"), stopped);
}

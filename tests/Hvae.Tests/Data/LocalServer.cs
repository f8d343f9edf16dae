// A real HTTP server on 127.0.0.1 that answers each request as the test asks, also wrongly.

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hvae.Tests.Data;

/// <summary>A request of a client: the path, and the first byte of the range if it has one.</summary>
internal sealed record Request(string Path, long? From);

internal delegate Task Answer(Request request, Stream client, CancellationToken stopped);

internal sealed class LocalServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, port: 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Answer[] answers;
    private readonly Task accepting;
    private int count;

    /// <param name="answers">Answers to the first request, the second, and so on. The last one is for all further requests.</param>
    public LocalServer(params Answer[] answers)
    {
        this.answers = answers;
        listener.Start();
        accepting = AcceptAsync();
    }

    public ConcurrentQueue<Request> Requests { get; } = [];

    public Uri Address => new($"http://{listener.LocalEndpoint}/");

    /// <summary>A handler of HTTP requests that sends requests to any host to this server.</summary>
    public HttpMessageHandler Network() => new Redirection(Address);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> clients = [];
        try
        {
            while (true)
                clients.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // When the server stops, the listener may be gone between two clients.
            await Task.WhenAll(clients);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await ReadRequestAsync(stream) is not { } request)
                    return;
                Requests.Enqueue(request);
                await answers[Math.Min(Interlocked.Increment(ref count), answers.Length) - 1](request, stream, stop.Token);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                // The client has closed the connection, or the test is over.
            }
        }
    }

    private async Task<Request?> ReadRequestAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var first = await reader.ReadLineAsync(stop.Token);
        if (first is null)
            return null;
        long? from = null;
        while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        }

        return new(first.Split(' ')[1], from);
    }

    private sealed class Redirection(Uri server) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(server, request.RequestUri!.AbsolutePath);
            return base.SendAsync(request, cancellationToken);
        }
    }
}

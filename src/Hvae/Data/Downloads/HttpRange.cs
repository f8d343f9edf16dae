// One HTTP request for the rest of a file. The bytes are appended to the partial file as they arrive.

using System.Net;
using System.Net.Http.Headers;

namespace Hvae.Data.Downloads;

/// <summary>Thrown for a fault that another try may not meet.</summary>
/// <param name="problem">What happened.</param>
/// <param name="isConnection">Whether the fault occurred before the server was reached.</param>
/// <param name="inner">The error that caused this one.</param>
internal sealed class PassingFaultException(string problem, bool isConnection, Exception? inner = null) : Exception(problem, inner)
{
    public bool IsConnection { get; } = isConnection;
}

internal sealed class HttpRange(HttpClient http, TimeSpan silenceLimit, TimeProvider time)
{
    private const int ChunkLength = 1 << 16;

    /// <summary>Requests the bytes that <paramref name="part"/> lacks and appends them. Afterwards it has the file's length.</summary>
    /// <exception cref="PassingFaultException">Thrown when another try may succeed. The bytes that arrived are kept.</exception>
    /// <exception cref="WrongContentException">Thrown when the server has another file at this address.</exception>
    /// <exception cref="DownloadException">Thrown when the server refuses.</exception>
    public async Task AppendRestAsync(OfficialFile file, PartialFile part, Action appended, CancellationToken cancellation)
    {
        using var silence = new CancellationTokenSource(silenceLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellation);
        using var response = await Network(() => SendAsync(file, part, either.Token), cancellation);
        CheckAnswer(file, part, response);

        await using var body = await Network(() => response.Content.ReadAsStreamAsync(either.Token), cancellation);
        var chunk = new byte[ChunkLength];
        while (true)
        {
            silence.CancelAfter(silenceLimit);
            var count = await Network(() => body.ReadAsync(chunk, either.Token).AsTask(), cancellation);
            if (count == 0)
                break;
            if (part.Length + count > file.Length)
                throw new WrongContentException(file.Address, $"the server sends more than the {file.Length} bytes of the published file");
            part.Append(chunk.AsSpan(0, count));
            appended();
        }

        if (part.Length < file.Length)
            throw new PassingFaultException($"the server stopped after {part.Length} of {file.Length} bytes", isConnection: false);
    }

    private Task<HttpResponseMessage> SendAsync(OfficialFile file, PartialFile part, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, file.Address);
        if (part.Length > 0)
            request.Headers.Range = new RangeHeaderValue(part.Length, to: null);
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static void CheckAnswer(OfficialFile file, PartialFile part, HttpResponseMessage response)
    {
        var status = $"the server answered {(int)response.StatusCode} ({response.ReasonPhrase})";
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                part.Clear();
                break;
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == part.Length:
                break;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                part.Clear();
                throw new PassingFaultException($"{status} with another part of the file", isConnection: false);
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new PassingFaultException(status, isConnection: false);
            default:
                throw new DownloadException(file.Address, status);
        }

        var announced = response.Content.Headers.ContentLength;
        if (announced is not null && announced != file.Length - part.Length)
        {
            throw new WrongContentException(
                file.Address, $"the server has {part.Length + announced} bytes where the published file has {file.Length}");
        }
    }

    private async Task<T> Network<T>(Func<Task<T>> step, CancellationToken cancellation)
    {
        try
        {
            return await step();
        }
        catch (HttpRequestException error)
        {
            var isConnection = error.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
            throw new PassingFaultException(error.Message, isConnection, error);
        }
        catch (IOException error)
        {
            throw new PassingFaultException($"the connection broke ({error.Message})", isConnection: false, error);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw error.InnerException is TimeoutException
                ? new PassingFaultException("the connection took too long", isConnection: true, error)
                : new PassingFaultException($"the server was silent for {silenceLimit.TotalSeconds} s", isConnection: false, error);
        }
    }
}

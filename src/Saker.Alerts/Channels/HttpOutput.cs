using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using Saker.Alerts.Outputs;

namespace Saker.Alerts.Channels;

/// <summary>Alerts as bodies of POST requests, one each. An alert is delivered when the endpoint answers with a status of 2xx.</summary>
public sealed class HttpOutput : IAlertOutput
{
    private readonly HttpOptions options;
    private readonly Action<string> echo;
    private readonly SocketsHttpHandler handler;
    private readonly HttpClient client;

    /// <summary>Prepares requests; the first is made with the first alert.</summary>
    /// <param name="options">Where to and how.</param>
    /// <param name="echo">Takes what the endpoint answers, where that is asked for.</param>
    /// <exception cref="IOException">A certificate cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file holds no certificate or key.</exception>
    public HttpOutput(HttpOptions options, Action<string> echo)
    {
        this.options = options;
        this.echo = echo;
        handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = 1,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectCallback = Connect,
        };
        if (options.Url.Scheme == Uri.UriSchemeHttps)
            handler.SslOptions = options.Tls.ForHost(options.Url.Host);
        client = new HttpClient(handler) { Timeout = options.Timeout };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", options.UserAgent);
    }

    /// <inheritdoc/>
    public string Name => "http";

    /// <inheritdoc/>
    public void Write(Alert alert, CancellationToken stop)
    {
        for (int timeouts = 1; ; timeouts++)
        {
            try
            {
                Post(alert, stop);
                return;
            }
            catch (HttpRequestException e)
            {
                throw new DeliveryException($"{options.Url}: {(e.InnerException ?? e).Message}", inner: e);
            }
            catch (TaskCanceledException e) when (!stop.IsCancellationRequested)
            {
                if (timeouts >= options.MaxTimeouts)
                    throw new DeliveryException($"{options.Url} does not answer within {options.Timeout.TotalSeconds} s", inner: e);
            }
        }
    }

    /// <inheritdoc/>
    public void Reopen()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        handler.Dispose();
    }

    private void Post(Alert alert, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = Body(alert) };
        using var response = client.SendAsync(request, stop).GetAwaiter().GetResult();
        if (options.Echo)
            echo(response.Content.ReadAsStringAsync(stop).GetAwaiter().GetResult());
        if (!response.IsSuccessStatusCode)
        {
            throw new DeliveryException(
                $"{options.Url} answers {(int)response.StatusCode} {response.ReasonPhrase}", IsRefusal(response.StatusCode), RetryAfter(response));
        }
    }

    private ByteArrayContent Body(Alert alert)
    {
        var content = new ByteArrayContent(options.Compress ? Pack(alert.Line.Span) : alert.Line.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(options.Json ? "application/json" : "text/plain");
        if (options.Compress)
            content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static byte[] Pack(ReadOnlySpan<byte> line)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(line);
        return packed.ToArray();
    }

    /// <summary>
    /// Whether a status is about this alert, which will never be taken. All others are about the endpoint, its ways or its mood, and pass.
    /// </summary>
    private static bool IsRefusal(HttpStatusCode status) => status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
        or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow,
        _ => null,
    };

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (options.KeepAlive)
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await socket.ConnectAsync(context.DnsEndPoint, stop).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

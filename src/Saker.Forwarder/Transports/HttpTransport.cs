using System.Net;
using Saker.Alerts.Outputs;

namespace Saker.Forwarder.Transports;

/// <summary>Sends requests to one endpoint. Messages of errors name the endpoint without its path and query, which may be secrets.</summary>
internal sealed class HttpTransport : IDisposable
{
    /// <summary>RFC 8470.</summary>
    private const HttpStatusCode TooEarly = (HttpStatusCode)425;

    private readonly SocketsHttpHandler handler;
    private readonly HttpClient client;
    private readonly TimeSpan patience;
    private readonly IReadOnlyDictionary<string, string> headers;

    /// <summary>Prepares; the first connection is made with the first request.</summary>
    /// <param name="trust">Whom to trust and who to be.</param>
    /// <param name="headers">Headers that every request gets.</param>
    /// <param name="patience">How long an answer may take.</param>
    /// <exception cref="Configuration.ForwarderConfigException">A certificate cannot be used.</exception>
    public HttpTransport(TlsTrust trust, IReadOnlyDictionary<string, string> headers, TimeSpan patience)
    {
        this.headers = headers;
        this.patience = patience;
        handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            SslOptions = trust.ToClientOptions(),
        };
        client = new HttpClient(handler) { Timeout = patience };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Saker");
    }

    /// <summary>Sends a request and waits for an answer of 2xx.</summary>
    /// <returns>The body of the answer.</returns>
    /// <exception cref="DeliveryException">There was none.</exception>
    public Task<string> SendAsync(HttpRequestMessage request, CancellationToken stop) => ExchangeAsync(request, async (endpoint, response) =>
        response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(stop).ConfigureAwait(false) : throw Failure(endpoint, response), stop);

    /// <summary>Asks whether something is there.</summary>
    /// <returns>False when the answer is 404.</returns>
    /// <exception cref="DeliveryException">The answer is neither 2xx nor 404.</exception>
    public Task<bool> ExistsAsync(HttpRequestMessage request, CancellationToken stop) => ExchangeAsync(request, (endpoint, response) =>
        response.IsSuccessStatusCode ? Task.FromResult(true)
        : response.StatusCode == HttpStatusCode.NotFound ? Task.FromResult(false)
        : throw Failure(endpoint, response), stop);

    /// <summary>Sends a request and reads the answer, whatever its status.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads an answer of the endpoint that is named.</param>
    /// <param name="stop">Ends the exchange.</param>
    /// <exception cref="DeliveryException">There was none.</exception>
    public async Task<T> ExchangeAsync<T>(HttpRequestMessage request, Func<string, HttpResponseMessage, Task<T>> read, CancellationToken stop)
    {
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        string endpoint = Describe(request.RequestUri!);
        try
        {
            using var response = await client.SendAsync(request, stop).ConfigureAwait(false);
            return await read(endpoint, response).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new DeliveryException($"{endpoint}: {(e.InnerException ?? e).Message}", inner: e);
        }
        catch (IOException e)
        {
            throw new DeliveryException($"{endpoint}: {e.Message}", inner: e);
        }
        catch (TaskCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new DeliveryException($"{endpoint} does not answer within {patience.TotalSeconds} s", inner: e);
        }
        finally
        {
            request.Dispose();
        }
    }

    public void Dispose()
    {
        client.Dispose();
        handler.Dispose();
    }

    /// <summary>An address that may be shown.</summary>
    public static string Describe(Uri uri) => $"{uri.Scheme}://{uri.Host}:{uri.Port}";

    /// <summary>
    /// Whether a status is about these alerts, which will never be taken. All others are about the endpoint, its ways or its mood, and pass.
    /// </summary>
    private static bool IsRefusal(HttpStatusCode status) => status is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
        or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.UnprocessableEntity;

    /// <summary>
    /// Whether a status stays until somebody acts: a redirect, which is not followed, lest alerts and keys go where nobody sent them, or a
    /// 4xx about the credentials or the address.
    /// </summary>
    private static bool IsLasting(HttpStatusCode status) => (int)status is >= 300 and < 500
        && status is not (HttpStatusCode.RequestTimeout or TooEarly or HttpStatusCode.TooManyRequests);

    private static DeliveryException Failure(string endpoint, HttpResponseMessage response) =>
        new($"{endpoint} answers {(int)response.StatusCode}", IsRefusal(response.StatusCode), RetryAfter(response))
        {
            IsLasting = !IsRefusal(response.StatusCode) && IsLasting(response.StatusCode),
        };

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow,
        _ => null,
    };
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Input;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations;

/// <summary>A destination that takes requests; each kind says what they look like.</summary>
internal abstract class HttpDestination(DestinationContext context) : IDestination
{
    private readonly HttpTransport transport = context.Http();
    private readonly SemaphoreSlim preparing = new(1);
    private bool isPrepared;

    /// <inheritdoc/>
    public virtual int MaxBatch => 1;

    /// <inheritdoc/>
    public IEnumerable<string> Hosts => Requests([TestAlert.Create()]).Select(r => r.RequestUri!.IdnHost);

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        await PrepareOnceAsync(stop).ConfigureAwait(false);
        foreach (var request in Requests(alerts))
        {
            string endpoint = HttpTransport.Describe(request.RequestUri!);
            Judge(endpoint, await transport.SendAsync(request, stop).ConfigureAwait(false));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        transport.Dispose();
        preparing.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes the other end ready, before the first delivery that succeeds.</summary>
    protected virtual Task PrepareAsync(HttpTransport transport, CancellationToken stop) => Task.CompletedTask;

    /// <summary>Looks at an answer of 2xx, with which some refuse alerts all the same.</summary>
    /// <param name="endpoint">The other end, as messages name it.</param>
    /// <param name="answer">The body of the answer.</param>
    /// <exception cref="Saker.Alerts.Outputs.DeliveryException">It is a refusal.</exception>
    protected virtual void Judge(string endpoint, string answer)
    {
    }

    /// <summary>The requests that deliver alerts; more than one where several endpoints are to get them.</summary>
    protected abstract IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts);

    /// <summary>A POST of the alert.</summary>
    protected static HttpRequestMessage Post(Uri address, ForwardedAlert alert, AlertEncoding encoding) =>
        Request(HttpMethod.Post, address, encoding.Bytes(alert), encoding.ContentType);

    /// <summary>A POST of the alert as Falcosidekick sends it.</summary>
    protected static HttpRequestMessage Post(Uri address, ForwardedAlert alert) => Request(HttpMethod.Post, address, FalcosidekickPayload.Bytes(alert));

    /// <summary>A POST of JSON.</summary>
    protected static HttpRequestMessage Post(Uri address, JsonNode body) =>
        Request(HttpMethod.Post, address, Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.Options)));

    /// <summary>A POST of JSON that is written piece by piece.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="size">How many bytes it will be, about.</param>
    /// <param name="write">Writes it.</param>
    protected static HttpRequestMessage Post(Uri address, int size, Action<Utf8JsonWriter> write)
    {
        var content = new ReadOnlyMemoryContent(JsonText.Written(size, write));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
    }

    /// <summary>A request with a body.</summary>
    protected static HttpRequestMessage Request(HttpMethod method, Uri address, byte[] body, string contentType = "application/json; charset=utf-8")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return new HttpRequestMessage(method, address) { Content = content };
    }

    /// <summary>The header of basic authentication.</summary>
    protected static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    private async Task PrepareOnceAsync(CancellationToken stop)
    {
        if (Volatile.Read(ref isPrepared))
            return;
        await preparing.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (!isPrepared)
                await PrepareAsync(transport, stop).ConfigureAwait(false);
            Volatile.Write(ref isPrepared, true);
        }
        finally
        {
            preparing.Release();
        }
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations;

/// <summary>A destination that takes requests which are signed by somebody whom it knows.</summary>
/// <param name="context">What the destination is made from.</param>
/// <param name="address">Where it is.</param>
/// <param name="signer">Who signs.</param>
internal abstract class SignedDestination(DestinationContext context, Uri address, IRequestSigner signer) : IDestination
{
    private readonly HttpTransport transport = context.Http();

    /// <inheritdoc/>
    public virtual int MaxBatch => 1;

    /// <inheritdoc/>
    public IEnumerable<string> Hosts => [address.IdnHost];

    /// <summary>Where it is.</summary>
    protected Uri Address => address;

    /// <inheritdoc/>
    public async Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop)
    {
        var request = Request(alerts);
        await signer.SignAsync(request, transport, stop).ConfigureAwait(false);
        await transport.SendAsync(request, stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        transport.Dispose();
        signer.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The request that delivers alerts.</summary>
    protected abstract HttpRequestMessage Request(IReadOnlyList<ForwardedAlert> alerts);

    /// <summary>A request with a body.</summary>
    protected static HttpRequestMessage Request(HttpMethod method, Uri target, byte[] body, string contentType)
    {
        var request = new HttpRequestMessage(method, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return request;
    }

    /// <summary>A POST of JSON.</summary>
    protected static HttpRequestMessage Post(Uri target, JsonNode body, string contentType = "application/json") =>
        Request(HttpMethod.Post, target, Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.Options)), contentType);
}

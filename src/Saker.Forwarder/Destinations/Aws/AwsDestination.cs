using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Saker.Alerts.Outputs;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Delivery;
using Saker.Forwarder.Encodings;
using Saker.Forwarder.Transports;

namespace Saker.Forwarder.Destinations.Aws;

/// <summary>A service of AWS, or one that speaks like it: signed requests, and errors of a kind of their own.</summary>
/// <param name="context">What the destination is made from.</param>
/// <param name="account">Who signs.</param>
/// <param name="service">The service's name in signatures.</param>
/// <param name="address">Where it is.</param>
/// <param name="region">Its region; null for the account's.</param>
internal abstract class AwsDestination(DestinationContext context, AwsAccount account, string service, Uri address, string? region = null) : IDestination
{
    private readonly HttpTransport transport = context.Http();
    private readonly AwsSignature signature = new(region ?? account.Region, service);

    /// <inheritdoc/>
    public virtual int MaxBatch => 1;

    /// <inheritdoc/>
    public virtual TimeSpan Gathering => IDestination.Moment;

    /// <inheritdoc/>
    public IEnumerable<string> Hosts => [address.IdnHost];

    /// <summary>Where the service is.</summary>
    protected Uri Address => address;

    /// <inheritdoc/>
    public abstract Task DeliverAsync(IReadOnlyList<ForwardedAlert> alerts, CancellationToken stop);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        transport.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Calls an action of a service that speaks JSON.</summary>
    /// <param name="version">The version of that, 1.0 or 1.1.</param>
    /// <param name="action">The action: <c>AmazonSQS.SendMessageBatch</c>.</param>
    /// <param name="body">Its parameters.</param>
    /// <param name="stop">Ends the call.</param>
    /// <exception cref="AwsException">The service reports an error.</exception>
    protected async Task<JsonElement> CallAsync(string version, string action, JsonObject body, CancellationToken stop)
    {
        var (answer, _) = await SendAsync(HttpMethod.Post, address, Encoding.UTF8.GetBytes(body.ToJsonString(JsonText.Options)), $"application/x-amz-json-{version}",
            stop, ("X-Amz-Target", action)).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(answer.Length == 0 ? "{}" : answer);
            return json.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new DeliveryException($"{HttpTransport.Describe(address)}: the answer is none", inner: e);
        }
    }

    /// <summary>Sends a signed request.</summary>
    /// <returns>The body of the answer, and its headers.</returns>
    /// <exception cref="AwsException">The service reports an error.</exception>
    protected async Task<(string Body, HttpResponseHeaders Headers)> SendAsync(
        HttpMethod method, Uri target, byte[] body, string contentType, CancellationToken stop, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        var keys = await account.KeysAsync().ConfigureAwait(false);
        signature.Sign(request, body, keys, DateTimeOffset.UtcNow);
        return await transport.ExchangeAsync(request, async (endpoint, response) =>
        {
            string answer = await response.Content.ReadAsStringAsync(stop).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? (answer, response.Headers) : throw AwsException.Of(endpoint, response, answer);
        }, stop).ConfigureAwait(false);
    }
}

using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Web;

/// <summary>Alerts as they are, to any address.</summary>
internal sealed class Webhook(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("address");

    private readonly HttpMethod method = context.Settings.Text("method").ToUpperInvariant() switch
    {
        "POST" or "" => HttpMethod.Post,
        "PUT" => HttpMethod.Put,
        "GET" => HttpMethod.Get,
        _ => throw context.Settings.Error("method", "POST, PUT or GET is expected"),
    };

    private readonly AlertEncoding encoding = context.Encoding;

    public static DestinationDefinition Definition { get; } = new("webhook", "Any address that takes JSON", ["address"],
    [
        ConfigKey.Secret("address", "The address."),
        ConfigKey.Text("method", "POST, PUT or GET.", "POST"),
        DestinationDefinition.EncodingKey,
    ], context => new Webhook(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) =>
        alerts.Select(a => Request(method, address, encoding.Bytes(a), encoding.ContentType));
}

using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations;

/// <summary>A service that takes alerts one by one, as JSON of its own, at an address that it made for whoever has it.</summary>
/// <param name="context">What the destination is made from.</param>
/// <param name="body">What an alert is to the service.</param>
internal sealed class WebhookDestination(DestinationContext context, Func<ForwardedAlert, JsonObject> body) : HttpDestination(context)
{
    private readonly Uri address = context.Address("webhookurl");

    /// <summary>A kind of such a service.</summary>
    /// <param name="path">Where its keys stand.</param>
    /// <param name="summary">What it is.</param>
    /// <param name="body">What an alert is to it.</param>
    public static DestinationDefinition Of(string path, string summary, Func<ForwardedAlert, JsonObject> body) =>
        new(path, summary, ["webhookurl"], [ConfigKey.Secret("webhookurl", "Address that the service gave.")], context => new WebhookDestination(context, body));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) => alerts.Select(a => Post(address, body(a)));
}

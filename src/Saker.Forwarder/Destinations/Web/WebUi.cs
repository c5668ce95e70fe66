using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;

namespace Saker.Forwarder.Destinations.Web;

/// <summary>Falcosidekick-UI: https://github.com/falcosecurity/falcosidekick-ui</summary>
internal sealed class WebUi(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("url");

    public static DestinationDefinition Definition { get; } = new("webui", "Falcosidekick-UI", ["url"],
        [ConfigKey.Text("url", "Address of the page.")], context => new WebUi(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) =>
        alerts.Select(a => Post(address, new JsonObject { ["event"] = JsonNode.Parse(FalcosidekickPayload.Bytes(a)), ["outputs"] = new JsonArray() }));
}

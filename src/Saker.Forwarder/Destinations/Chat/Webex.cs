using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Chat;

/// <summary>Webex: https://developer.webex.com/docs/incoming-webhooks</summary>
internal sealed class Webex(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("webhookurl");

    public static DestinationDefinition Definition { get; } = new("webex", "Webex", ["webhookurl"],
        [ConfigKey.Secret("webhookurl", "Address of the webhook.")], context => new Webex(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) =>
        alerts.Select(a => Post(address, new JsonObject
        {
            ["markdown"] = $"# {a.Rule}\n### {a.Output}\n" + string.Join('\n', Facts.WithTime(a).Skip(1).Select(f => $"* {f.Name}: {f.Value}")),
        }));
}

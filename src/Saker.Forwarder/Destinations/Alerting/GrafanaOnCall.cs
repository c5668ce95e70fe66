using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;

namespace Saker.Forwarder.Destinations.Alerting;

/// <summary>Grafana OnCall: https://grafana.com/docs/oncall/latest/configure/integrations/references/webhook/</summary>
internal sealed class GrafanaOnCall(DestinationContext context) : HttpDestination(context)
{
    private readonly Uri address = context.Address("webhookurl");

    public static DestinationDefinition Definition { get; } = new("grafanaoncall", "Grafana OnCall", ["webhookurl"],
        [ConfigKey.Secret("webhookurl", "Address of the integration.")], context => new GrafanaOnCall(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) =>
        alerts.Select(a => Post(address, new JsonObject
        {
            ["alert_uid"] = a.Id,
            ["state"] = "alerting",
            ["title"] = $"[{a.PriorityName}] {a.Rule}",
            ["message"] = a.Output,
        }));
}

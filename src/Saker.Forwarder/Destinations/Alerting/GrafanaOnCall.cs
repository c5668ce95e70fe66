using System.Text.Json.Nodes;

namespace Saker.Forwarder.Destinations.Alerting;

/// <summary>Grafana OnCall: https://grafana.com/docs/oncall/latest/configure/integrations/references/webhook/</summary>
internal static class GrafanaOnCall
{
    public static DestinationDefinition Definition { get; } = WebhookDestination.Of("grafanaoncall", "Grafana OnCall", alert => new JsonObject
    {
        ["alert_uid"] = alert.Id,
        ["state"] = "alerting",
        ["title"] = $"[{alert.PriorityName}] {alert.Rule}",
        ["message"] = alert.Output,
    });
}

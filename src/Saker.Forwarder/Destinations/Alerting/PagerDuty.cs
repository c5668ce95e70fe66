using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Rules;

namespace Saker.Forwarder.Destinations.Alerting;

/// <summary>PagerDuty: https://developer.pagerduty.com/docs/events-api-v2-trigger-events</summary>
internal sealed class PagerDuty(DestinationContext context)
    : IncidentService(context, "https://events.pagerduty.com/v2/enqueue", "https://events.eu.pagerduty.com/v2/enqueue")
{
    private const int MaxSummary = 1024;

    private readonly string key = context.Settings.Text("routingkey");

    public static DestinationDefinition Definition { get; } = new("pagerduty", "PagerDuty", ["routingkey"],
    [
        ConfigKey.Secret("routingkey", "Routing key of the integration."),
        .. RegionKeys,
    ], context => new PagerDuty(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts) => alerts.Select(a => Post(Address, Body(a)));

    private JsonObject Body(ForwardedAlert alert) => new()
    {
        ["routing_key"] = key,
        ["event_action"] = "trigger",
        ["dedup_key"] = alert.Id,
        ["payload"] = new JsonObject
        {
            ["source"] = "falco",
            ["summary"] = Cut(alert.Output, MaxSummary),
            ["severity"] = alert.Priority switch
            {
                <= Priority.Critical => "critical",
                Priority.Error => "error",
                Priority.Warning => "warning",
                _ => "info",
            },
            ["timestamp"] = alert.Time.ToString(),
            ["custom_details"] = Details(alert, field => field, value => JsonNode.Parse(value.GetRawText())),
        },
    };
}

using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;
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
            ["summary"] = TextRoom.Cut(alert.Output, MaxSummary),
            ["severity"] = alert.Priority switch
            {
                <= Priority.Critical => "critical",
                Priority.Error => "error",
                Priority.Warning => "warning",
                _ => "info",
            },
            ["timestamp"] = alert.Time.ToString(),
            ["custom_details"] = Details(alert),
        },
    };

    /// <summary>The alert's fields, and what it is besides its message.</summary>
    private static JsonObject Details(ForwardedAlert alert)
    {
        var details = new JsonObject();
        foreach (var (name, value) in alert.Fields)
            details[name] = JsonNode.Parse(value.GetRawText());
        details["rule"] = alert.Rule;
        details["priority"] = alert.PriorityName;
        details["source"] = alert.Source;
        if (alert.Hostname.Length > 0)
            details["hostname"] = alert.Hostname;
        if (alert.Tags.Count > 0)
            details["tags"] = string.Join(", ", alert.Tags);
        return details;
    }
}

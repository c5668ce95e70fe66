using System.Text.Json.Nodes;
using Saker.Forwarder.Alerts;
using Saker.Forwarder.Configuration;
using Saker.Forwarder.Encodings;
using Saker.Rules;

namespace Saker.Forwarder.Destinations.Observability;

/// <summary>Datadog's events: https://docs.datadoghq.com/api/latest/events/#post-an-event</summary>
internal sealed class Datadog(DestinationContext context) : HttpDestination(context)
{
    private const int MaxText = 4000;

    // Events that are older than 18 hours are refused, unless they have no time.
    private static readonly TimeSpan maxAge = TimeSpan.FromHours(17);

    private readonly Uri address = context.Address("host", "api/v1/events");
    private readonly string key = context.Settings.Text("apikey");

    public static DestinationDefinition Definition { get; } = new("datadog", "Datadog events", ["apikey"],
    [
        ConfigKey.Secret("apikey", "API key."),
        ConfigKey.Text("host", "Address of the API of your site.", "https://api.datadoghq.com"),
    ], context => new Datadog(context));

    protected override IEnumerable<HttpRequestMessage> Requests(IReadOnlyList<ForwardedAlert> alerts)
    {
        foreach (var alert in alerts)
        {
            var request = Post(address, Body(alert));
            // In a header, not in the address, which ends up in the logs of proxies.
            request.Headers.TryAddWithoutValidation("DD-API-KEY", key);
            yield return request;
        }
    }

    private static JsonObject Body(ForwardedAlert alert)
    {
        List<string> tags = [.. alert.Fields.Select(f => $"{f.Key}:{ForwardedAlert.Text(f.Value)}"), $"source:{alert.Source}", "source:falco"];
        if (alert.Hostname.Length > 0)
            tags.Add($"hostname:{alert.Hostname}");
        tags.AddRange(alert.Tags.Where(t => t.Length > 0));
        var body = new JsonObject
        {
            ["title"] = alert.Rule,
            ["text"] = TextRoom.Cut(alert.Output, MaxText),
            ["alert_type"] = alert.Priority <= Priority.Error ? "error" : alert.Priority == Priority.Warning ? "warning" : "info",
            ["source_type_name"] = "falco",
        };
        if (DateTimeOffset.UtcNow - alert.Time.Date < maxAge)
            body["date_happened"] = alert.Time.Milliseconds / 1000;
        else
            tags.Add($"time:{alert.Time}");
        body["tags"] = new JsonArray([.. tags.Select(t => JsonValue.Create(t))]);
        return body;
    }
}
